"""What somebody has promised for a day, autopay charges no sooner; 121 is overdue, on 9 March."""

from tests.stories.house import House, sayings, words_of
from tests.stories.planned import autopay_on, days

DAYS = """
SELECT i.number, p.pay_on FROM planned_payments p JOIN invoices i ON i.id = p.invoice_id
WHERE p.state = 'planned' ORDER BY i.number
"""


async def planned_days(house: House) -> dict[str, str]:
    return {row.number: str(row.pay_on) for row in await house.rows(DAYS)}


async def test_the_offer_names_what_is_promised_and_autopay_leaves_it_until_that_day(
    house: House,
) -> None:
    await house.ask("dana", "we will pay 121 on 2026-03-16")
    offered = await house.ask("dana", "turn autopay on", conversation="look")
    await autopay_on(house)

    assert "charged no sooner: 121 on 16 Mar 2026" in words_of(offered.card)
    assert offered.card.table is not None
    assert ("16 Mar 2026", "121", "360.00 USD") in offered.card.table.rows
    assert (await planned_days(house))["121"] == "2026-03-16"
    await days(house, 5)
    assert house.taken() == []
    await days(house, 3)
    assert house.taken() == [34000]  # 20.00 USD came from credit
    assert not house.told(("Today is the day for invoice 121", "Not paid as promised"))
    await house.balanced()


async def test_a_promise_moves_what_autopay_has_planned_to_its_day_and_says_so(
    house: House,
) -> None:
    await autopay_on(house)
    await house.work()
    house.mail.sent.clear()
    promised = await house.ask("dana", "we will pay 121 on 2026-03-16")
    await house.work()

    assert "autopay charges none of it before that day" in words_of(promised.card)
    assert (await planned_days(house))["121"] == "2026-03-16"
    await days(house, 4)
    assert house.taken() == []
    assert house.told("On 16 Mar 2026 I will pay 360.00 USD for invoice 121")
    await days(house, 4)
    assert house.taken() == [34000]  # 20.00 USD came from credit
    held = await house.rows("SELECT state FROM reminder_holds")
    assert [row.state for row in held] == ["kept"]


async def test_a_promise_for_a_day_before_it_is_due_changes_nothing_of_the_plan(
    house: House,
) -> None:
    await autopay_on(house)
    before = await planned_days(house)

    await house.ask("dana", "we will pay 123 on 2026-03-12")
    await house.work()

    assert await planned_days(house) == before


async def test_a_sooner_promise_and_taking_it_back_move_the_plan_back_and_it_is_announced(
    house: House,
) -> None:
    await autopay_on(house)
    await house.ask("dana", "we will pay 121 on 2026-03-20")
    await house.work()
    later = (await planned_days(house))["121"]
    await house.ask("dana", "we will pay 121 on 2026-03-16")
    await house.work()
    sooner = (await planned_days(house))["121"]
    house.mail.sent.clear()
    await house.ask("dana", "undo")
    await house.work()

    assert (later, sooner) == ("2026-03-20", "2026-03-16")
    assert (await planned_days(house))["121"] == "2026-03-11"  # no sooner than the day after
    assert house.taken() == []
    assert house.told("On 11 Mar 2026 I will pay 360.00 USD for invoice 121")
    await days(house, 2)
    assert house.taken() == [34000]  # 20.00 USD came from credit
    await house.balanced()


async def test_what_somebody_planned_for_a_day_is_listed_once_and_outlives_autopay(
    house: House,
) -> None:
    await autopay_on(house)
    offered = await house.ask("dana", "pay 123 on 2026-04-10")
    await house.ask("dana", "yes")
    listed = await house.ask("dana", "upcoming payments")
    off = await house.ask("dana", "turn autopay off")

    assert "It waits for this, and is called off once this has been paid." in words_of(offered.card)
    assert listed.card.table is not None
    assert [row[0] for row in listed.card.table.rows if row[1] == "123"] == ["10 Apr 2026"]
    assert "stays so: 123 on 10 Apr 2026" in words_of(off.card)
    assert "cancel the payment of 123" in sayings(off.card)


async def test_the_offer_of_autopay_leaves_out_what_is_planned_and_a_call_off_names_each_day(
    house: House,
) -> None:
    await house.ask("dana", "pay 123 on 2026-04-10")
    await house.ask("dana", "yes")
    offered = await house.ask("dana", "turn autopay on", conversation="look")
    await autopay_on(house)
    off = await house.ask("dana", "cancel the payment of 123")

    assert offered.card.table is not None
    assert "123" not in [row[1] for row in offered.card.table.rows]
    assert "stays so: 123 on 10 Apr 2026" in words_of(offered.card)
    assert off.card.title.count("invoice 123") == 1
    assert "10 Apr 2026" in off.card.paragraphs[0]
    assert off.card.paragraphs[0].count(" 2026") == 2  # autopay's own day, too
