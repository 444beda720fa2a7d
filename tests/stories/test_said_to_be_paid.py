"""Who says that an invoice was paid is not charged for it unawares while we look for the money."""

from assistant.request import Channel
from tests.stories.house import House
from tests.stories.planned import autopay_on, days, plans

WIRED = "we paid 121 by wire yesterday"
MAIL = {"channel": Channel.MAIL, "conversation": "m1"}


async def test_an_offer_names_who_said_when_that_it_was_paid(house: House) -> None:
    await house.ask("ap", WIRED, **MAIL)
    offered = await house.ask("dana", "pay 121")

    (said,) = [each for each in offered.card.paragraphs if "looking for the money" in each]
    assert said.startswith("Acme Accounts Payable said on 10 Mar 2026 that invoice 121 was paid")
    assert "may pay it twice" in said
    assert house.taken() == []


async def test_a_yes_to_what_was_offered_before_hears_of_it_first(house: House) -> None:
    await house.ask("dana", "pay 121")
    await house.ask("ap", WIRED, **MAIL)
    again = await house.ask("dana", "yes")

    assert again.outcome == "offer_made"
    assert "that invoice 121 was paid" in " ".join(again.card.paragraphs)
    assert await house.payments() == []


async def test_all_of_it_is_without_what_is_said_to_be_paid(house: House) -> None:
    await house.ask("dana", WIRED)
    every = await house.ask("dana", "pay all open invoices")
    balance = await house.ask("dana", "pay the balance")
    overdue = await house.ask("dana", "pay all overdue")

    left_out = (
        "Left out, because it is said to be paid and we are looking for it: 121 (360.00 USD)."
    )
    assert left_out in every.card.paragraphs
    assert left_out in balance.card.paragraphs
    assert {fact.label: fact.value for fact in every.card.facts}["Amount"] == "820.00 USD"
    assert (overdue.outcome, overdue.card.title) == ("nothing_due", "Nothing else is overdue")
    assert left_out in overdue.card.paragraphs


async def test_autopay_waits_while_the_money_is_looked_for(house: House) -> None:
    await autopay_on(house)
    await house.ask("dana", WIRED)
    await days(house, 4)
    assert 34000 not in house.taken()
    await days(house, 6)

    assert 34000 in house.taken()


async def test_a_planned_payment_is_not_made_for_what_is_said_to_be_paid(house: House) -> None:
    await house.ask("dana", "pay 121 on 2026-03-12")
    await house.ask("dana", "yes")
    await house.ask("ap", WIRED, **MAIL)
    await days(house, 3)

    assert await plans(house) == [("scheduled", "dropped", "said_paid")]
    assert house.taken() == []


async def test_once_the_days_are_over_nothing_is_said_or_left_out(house: House) -> None:
    await house.ask("dana", WIRED)
    house.clock.advance(days=8)
    offered = await house.ask("dana", "pay all open invoices", conversation="later")

    assert "Left out" not in " ".join(offered.card.paragraphs)


async def test_the_choice_of_all_counts_what_would_be_paid_and_names_the_rest(house: House) -> None:
    await house.ask("dana", "121 is wrong")
    choice = await house.ask("dana", "pay", conversation="c2")
    offered = await house.ask("dana", "all", conversation="c2")

    assert choice.outcome == "choice_needed"
    assert choice.card.every is not None
    assert choice.card.every.label == "All 2 (820.00 USD)"
    left_out = "Left out, because a dispute is open: 121 (360.00 USD)."
    assert left_out in choice.card.paragraphs
    assert left_out in offered.card.paragraphs
    assert {fact.label: fact.value for fact in offered.card.facts}["Amount"] == "820.00 USD"


async def test_all_is_no_choice_where_it_is_but_one(house: House) -> None:
    await house.change("DELETE FROM methods WHERE account_id = 'acc_acme'")
    await house.pay("dana", "122")
    await house.settle()
    await house.ask("dana", WIRED)
    choice = await house.ask("dana", "pay", conversation="c2")

    assert choice.card.every is None
    assert [each.partition(":")[0] for each in choice.card.paragraphs[2:]] == [
        "Left out, because it is said to be paid and we are looking for it",
        "Left out, because a payment or a payment page is open already",
    ]
