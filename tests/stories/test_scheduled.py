"""“Pay 123 on the 15th”: offered with the day, kept, reminded of, checked again, paid once."""

import pytest

from assistant.request import Channel
from tests.stories.house import House, sayings, words_of
from tests.stories.planned import button, days, planned, plans, titles


async def test_an_offer_for_a_day_ahead_names_the_day_and_charges_nothing(house: House) -> None:
    offered = await house.ask("dana", "pay 123 on friday")
    confirmed = await house.ask("dana", "yes")
    await house.work()

    assert offered.card.title == "Pay 420.00 USD on Friday, 13 Mar 2026?"
    assert confirmed.card.title.startswith("Planned for 13 Mar 2026")
    assert house.taken() == []
    assert await house.payments() == []


async def test_it_is_announced_the_day_before_and_paid_once_on_its_day(house: House) -> None:
    await planned(house, "pay 123 on friday")
    await days(house, 5)

    assert house.taken() == [42000]
    assert await plans(house) == [("scheduled", "done", None)]
    assert titles(house) == [
        "Planned for 13 Mar 2026: 420.00 USD for invoice 123",
        "On 13 Mar 2026 I will pay 420.00 USD for invoice 123",
        "Paid: invoice 123, 420.00 USD",
    ]
    await house.balanced()


async def test_a_part_of_an_invoice_can_be_planned(house: House) -> None:
    await planned(house, "pay 50 of 123 on 2026-03-12")
    await days(house, 3)

    assert house.taken() == [5000]
    assert await house.open_minor("123") == 37000


async def test_yes_tomorrow_is_no_yes_but_a_new_offer_for_tomorrow(house: House) -> None:
    await house.ask("dana", "pay 123")
    later = await house.ask("dana", "yes, tomorrow")
    await house.work()
    assert house.taken() == []
    confirmed = await house.ask("dana", "yes")

    assert later.card.title == "Pay 420.00 USD on Wednesday, 11 Mar 2026?"
    assert confirmed.outcome == "payment_planned"
    await days(house, 1)
    assert house.taken() == [42000]


async def test_what_is_planned_is_listed_and_can_be_called_off_by_any_payer(house: House) -> None:
    await planned(house, "pay 123 on friday")
    listed = await house.ask("vic", "upcoming payments")
    refused = await house.ask("vic", "cancel the payment of 123")
    called_off = await house.ask("ap", "cancel the payment of 123", channel=Channel.MAIL)
    await days(house, 4)

    assert "Dana Reyes" in words_of(listed.card)
    assert refused.outcome == "not_allowed"
    assert called_off.outcome == "plan_cancelled"
    assert house.taken() == []
    assert any(title.startswith("Called off") for title in titles(house, "dana@acme.example"))


async def test_no_after_a_dated_yes_calls_it_off(house: House) -> None:
    await planned(house, "pay 123 on friday")

    answered = await house.ask("dana", "no", conversation="plan")
    await days(house, 4)

    assert answered.outcome == "plan_cancelled"
    assert house.taken() == []


async def test_a_second_yes_plans_nothing_twice(house: House) -> None:
    offered = await house.ask("dana", "pay 123 on friday")
    say = sayings(offered.card)[0]

    first = await house.ask("dana", say)
    second = await house.ask("dana", say)
    third = await house.ask("dana", "pay 123 on the 20th")

    assert [first.outcome, second.outcome] == ["payment_planned", "payment_planned"]
    assert "planned once" in words_of(second.card)
    assert third.outcome == "already_planned"
    assert len(await plans(house)) == 1


async def test_paid_by_hand_before_it_is_not_paid_again(house: House) -> None:
    await planned(house, "pay 123 on friday")
    await house.pay("ap", "123", channel=Channel.MAIL)
    await house.work()
    await days(house, 4)

    assert house.taken() == [42000]
    assert await plans(house) == [("scheduled", "dropped", "paid")]


async def test_fault_12_changed_meanwhile_it_is_not_charged_and_offered_afresh(
    house: House,
) -> None:
    await planned(house, "pay 123 on friday")
    await house.pay("ap", "122", channel=Channel.MAIL)
    await house.change("UPDATE invoices SET version = version + 1 WHERE number = '123'")
    await days(house, 4)
    assert house.taken() == [40000]
    assert await plans(house) == [("scheduled", "dropped", "changed")]

    say = button(house, "Not paid", "dana@acme.example")
    confirmed = await house.ask("dana", say, conversation="elsewhere")
    await house.work()

    assert say.startswith("confirm off_")
    assert confirmed.outcome == "payment_started"
    assert house.taken() == [40000, 42000]
    assert button(house, "Not paid", "ap@acme.example") == "pay invoice 123"


async def test_fault_79_who_may_no_longer_pay_does_not_pay_later_either(house: House) -> None:
    await planned(house, "pay 123 on friday", who="dana")
    await house.change("UPDATE contacts SET role = 0 WHERE person_id = 'per_dana_acme'")
    await days(house, 4)

    assert house.taken() == []
    assert await plans(house) == [("scheduled", "dropped", "not_allowed")]


async def test_a_limit_that_holds_on_the_day_is_kept(house: House) -> None:
    await planned(house, "pay 123 on friday")
    await house.change("UPDATE accounts SET payment_limit_minor = 10000")
    await days(house, 4)

    assert house.taken() == []
    assert await plans(house) == [("scheduled", "dropped", "limit")]


async def test_a_disputed_invoice_is_not_charged(house: House) -> None:
    await planned(house, "pay 123 on friday")
    await house.change(
        "UPDATE invoices SET disputed_at = :at WHERE number = '123'", at="2026-03-11 00:00:00+00:00"
    )
    await days(house, 4)

    assert house.taken() == []
    assert await plans(house) == [("scheduled", "dropped", "disputed")]


async def test_without_a_saved_method_nothing_can_be_planned(house: House) -> None:
    answered = await house.ask("dana", "pay 201 on friday")

    assert answered.outcome == "method_needed"


@pytest.mark.parametrize("words", ["pay 123 on 2026-03-09", "pay 123 on 2028-01-01"])
async def test_fault_76_a_day_that_has_passed_or_is_too_far_is_refused(
    house: House, words: str
) -> None:
    answered = await house.ask("dana", words)

    assert answered.outcome == "date_refused"


async def test_fault_76_a_day_that_can_be_two_is_asked_about(house: House) -> None:
    asked = await house.ask("dana", "pay 123 next friday")

    picked = await house.ask("dana", sayings(asked.card)[-1])

    assert sayings(asked.card)[-2:] == ["pay 123 on 2026-03-13", "pay 123 on 2026-03-20"]
    assert picked.card.title == "Pay 420.00 USD on Friday, 20 Mar 2026?"


async def test_which_invoice_is_asked_and_the_day_is_not_forgotten(house: House) -> None:
    await house.ask("dana", "can I pay tomorrow?")
    picked = await house.ask("dana", "2")

    assert picked.card.title == "Pay 400.00 USD on Wednesday, 11 Mar 2026?"


async def test_today_is_today_and_paid_at_once(house: House) -> None:
    await house.ask("dana", "pay 123 on 2026-03-10")
    confirmed = await house.ask("dana", "yes")

    assert confirmed.outcome == "payment_started"


async def test_the_balance_and_the_status_name_what_is_planned(house: House) -> None:
    await planned(house, "pay 123 on friday")

    balance = await house.ask("vic", "what do we owe?")
    status = await house.ask("vic", "did 123 go through?")

    facts = {fact.label: fact.value for fact in balance.card.facts}
    assert facts["Planned next"] == "123, 420.00 USD, 13 Mar 2026"
    assert "planned for 13 Mar 2026" in words_of(status.card)
