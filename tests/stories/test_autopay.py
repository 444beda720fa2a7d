"""Autopay: one yes of an admin, each invoice announced, paid on the day it is due, once."""

from datetime import UTC, datetime

import pytest

from assistant.request import Channel
from tests.stories.house import House, pay_with, words_of
from tests.stories.planned import autopay_on, days, plans, titles, worked

# due: 121 on 24 Feb (overdue), 122 on 20 Mar, 123 on 4 Apr


async def test_the_offer_names_account_method_and_what_will_happen_when(house: House) -> None:
    offered = await house.ask("dana", "turn autopay on")
    await days(house, 30)

    facts = {fact.label: fact.value for fact in offered.card.facts}
    assert (facts["Account"], facts["Paid with"]) == ("Acme", "Visa ending in 4242")
    assert offered.card.table is not None
    assert [row[:2] for row in offered.card.table.rows] == [
        ("11 Mar 2026", "121"),
        ("20 Mar 2026", "122"),
        ("4 Apr 2026", "123"),
    ]
    assert house.taken() == []


async def test_every_flagged_contact_is_told_when_it_goes_on_and_off(house: House) -> None:
    await autopay_on(house)
    off = await house.ask("dana", "turn autopay off")
    await house.work()

    assert off.card.title == "Autopay is off for Acme"
    for title in ("Autopay is on", "Autopay is off"):
        told = house.told(title)
        assert told == [
            ("mail", "ap@acme.example"),
            ("mail", "dana@acme.example"),
            ("slack", "T02ACME/U02DANA"),
        ]


async def test_each_invoice_is_announced_and_paid_on_its_due_date(house: House) -> None:
    await autopay_on(house)
    await house.work()
    await days(house, 9)
    assert house.taken() == [34000]
    await days(house, 1)
    assert house.taken() == [34000, 40000]
    await days(house, 15)

    assert house.taken() == [34000, 40000, 42000]
    for number in ("121", "122", "123"):
        about = [title for title in titles(house) if f"invoice {number}" in title]
        assert [title.split()[0] for title in about] == ["On", "About", "Paid:"]
    await house.balanced()


async def test_a_new_invoice_is_found_by_itself(house: House) -> None:
    await autopay_on(house)
    await house.change("UPDATE planned_payments SET state = 'cancelled', due_at = NULL")
    await house.change(
        "DELETE FROM planned_payments WHERE invoice_id ="
        " (SELECT id FROM invoices WHERE number = '123')"
    )
    await days(house, 27)

    assert house.taken() == [40000]


async def test_only_an_admin_may_turn_it_on_or_off(house: House) -> None:
    for words in ("turn autopay on", "turn autopay off"):
        answered = await house.ask("ap", words, channel=Channel.MAIL)

        assert answered.outcome == "not_allowed"
        assert "Dana Reyes" in words_of(answered.card)
    seen = await house.ask("vic", "is autopay on?")
    assert seen.card.title == "Autopay is off for Acme"
    assert seen.card.actions == ()


async def test_it_needs_a_method_and_an_account_that_allows_it(house: House) -> None:
    await house.change("UPDATE accounts SET autopay = 'deny' WHERE id = 'acc_kumo'")
    await house.change("UPDATE methods SET is_default = false WHERE account_id = 'acc_acme'")

    needed = await house.ask("dana", "turn autopay on")
    denied = await house.ask("kenji", "turn autopay on")

    assert needed.outcome == "method_needed"
    assert denied.outcome == "autopay_denied"


async def test_a_yes_to_what_has_changed_is_no_yes(house: House) -> None:
    await house.ask("dana", "turn autopay on")
    house.clock.advance(hours=1)
    expired = await house.ask("dana", "yes")
    assert expired.outcome in ("autopay_offered", "nothing_to_confirm")
    assert (await house.ask("vic", "is autopay on?")).card.title == "Autopay is off for Acme"


async def test_off_is_immediate_even_within_the_window(house: House) -> None:
    await autopay_on(house)
    await house.work()
    house.clock.now = datetime(2026, 3, 11, 14, tzinfo=UTC)
    await house.work()
    assert await house.payments() == [("confirmed", 34000)]

    await house.ask("dana", "turn autopay off")
    await days(house, 30)

    assert await house.payments() == [("failed", 34000)]
    assert house.taken() == []


@pytest.mark.parametrize("who", ["dana", "ap"])
async def test_stop_within_the_window_charges_nothing_and_tells_the_others(
    house: House, who: str
) -> None:
    await autopay_on(house)
    await house.work()
    house.clock.now = datetime(2026, 3, 11, 14, tzinfo=UTC)
    await house.work()

    stopped = await house.ask(who, "cancel the payment of 121", channel=Channel.MAIL)
    await days(house, 5)

    assert stopped.outcome == "payment_stopped"
    assert house.taken() == []
    assert await house.open_minor("121") == 34000
    other = {"dana": "ap@acme.example", "ap": "dana@acme.example"}[who]
    assert any(title.startswith("Stopped") for title in titles(house, other))


async def test_stop_after_the_window_is_too_late_and_says_so(house: House) -> None:
    await autopay_on(house)
    await house.work()
    await days(house, 1)

    answered = await house.ask("dana", "cancel the payment of 121")

    assert answered.outcome == "payment_shown"
    assert answered.card.title.endswith("paid")
    assert house.taken() == [34000]


async def test_one_invoice_can_be_called_off_and_the_others_go_on(house: House) -> None:
    await autopay_on(house)
    await house.ask("dana", "cancel the payment of 122")
    await days(house, 30)

    assert house.taken() == [34000, 42000]


async def test_a_declined_one_is_tried_again_after_3_5_and_7_days_and_then_given_up(
    house: House,
) -> None:
    await pay_with(house, "acc_acme", "pm_card_chargeDeclinedInsufficientFunds")
    await autopay_on(house)
    await house.work()
    tried = []
    for day in range(1, 25):
        before = len(await house.payments())
        await days(house, 1)
        if len(await house.payments()) > before:
            tried.append(day)

    about = [title for title in titles(house) if "invoice 121" in title]
    assert tried[:4] == [1, 4, 6, 8]
    assert about[-1].startswith("Autopay failed")
    assert (await plans(house))[0] == ("autopay", "failed", None)
    assert house.taken() == []


async def test_the_backup_method_is_the_last_try(house: House) -> None:
    await pay_with(house, "acc_acme", "pm_card_chargeDeclinedInsufficientFunds")
    customer = (await house.rows("SELECT customer_ref FROM accounts WHERE id = 'acc_acme'"))[0]
    good = house.stripe.seed_customer("B", "b@b.example", cards=("pm_card_visa",))
    await house.change(
        "UPDATE accounts SET customer_ref = :ref WHERE id = 'acc_acme'", ref=good.customer_id
    )
    assert customer
    await house.change(
        "INSERT INTO methods (id, account_id, gateway_ref, kind, brand, last4, is_backup)"
        " VALUES ('met_b', 'acc_acme', :ref, 'card', 'Visa', '1111', true)",
        ref=good.payment_method_ids[0],
    )
    await autopay_on(house)
    await house.work()
    await days(house, 9)
    await worked(house)

    assert house.taken() == [34000]
    assert (await plans(house))[0] == ("autopay", "done", None)


async def test_a_manual_try_uses_up_no_retry(house: House) -> None:
    await pay_with(house, "acc_acme", "pm_card_chargeDeclinedInsufficientFunds")
    await autopay_on(house)
    await house.work()
    await days(house, 1)
    await worked(house)
    (tries,) = {row.tries for row in await _tries(house)}
    await house.pay("dana", "121")
    await worked(house)

    assert tries == 1
    assert {row.tries for row in await _tries(house)} == {1}


async def _tries(house: House) -> list[object]:
    return await house.rows(
        "SELECT tries FROM planned_payments WHERE invoice_id ="
        " (SELECT id FROM invoices WHERE number = '121')"
    )


async def test_fault_09_somebody_paying_by_hand_goes_before(house: House) -> None:
    await autopay_on(house)
    await house.pay("ap", "121", channel=Channel.MAIL)  # confirmed, and not charged yet
    house.clock.now = datetime(2026, 3, 11, 14, tzinfo=UTC)
    await house.desk._plan()
    await days(house, 3)

    assert house.taken() == [36000]
    assert (await plans(house))[0] == ("autopay", "done", "paid")
    await house.balanced()


async def test_fault_09_a_day_that_somebody_named_goes_before_autopay(house: House) -> None:
    await autopay_on(house)
    await house.ask("dana", "pay 122 on 2026-03-25")
    await house.ask("dana", "yes")
    await days(house, 14)
    assert house.taken() == [34000]
    await days(house, 10)

    assert house.taken() == [34000, 40000]


async def test_fault_79_who_turned_it_on_is_no_admin_any_more(house: House) -> None:
    await autopay_on(house)
    await house.change("UPDATE contacts SET role = 1 WHERE person_id = 'per_dana_acme'")
    await days(house, 3)

    assert house.taken() == []
    assert titles(house)[-1] == "Autopay is off"


async def test_a_disputed_invoice_waits_until_that_is_settled(house: House) -> None:
    await autopay_on(house)
    disputed = "UPDATE invoices SET disputed_at = :at WHERE number = '121'"
    await house.change(disputed, at="2026-03-10 00:00:00+00:00")
    await days(house, 3)
    assert house.taken() == []
    await house.change("UPDATE invoices SET disputed_at = NULL WHERE number = '121'")
    await days(house, 3)

    assert house.taken() == [34000]
