"""What is owed, under way or merely offered on a page; and amounts that a card cannot take."""

from datetime import date
from typing import Any

import pytest

from assistant.billing.model.debit import expected
from assistant.request import Channel
from tests.stories.house import House, sayings, words_of


async def processing(house: House, number: str) -> None:
    """Let a payment of the whole invoice be at the bank."""
    await house.pay("dana", number)
    await house.change("UPDATE payments SET state = 'processing', due_at = NULL, attempts = 1")


async def test_an_open_link_is_no_money_under_way(house: House) -> None:
    await house.ask("dana", "send me a link for 122")
    await house.work()

    balance = await house.ask("dana", "what do we owe?")
    summary = await house.ask("dana", "summary")
    listed = await house.ask("dana", "show my invoices")
    one = await house.ask("dana", "invoice 122")

    for shown in (balance, summary):
        facts = {fact.label: fact.value for fact in shown.card.facts}
        assert "Payments under way" not in facts
        assert facts["A payment page is open"] == "for 122, 400.00 USD; nothing is charged yet"
    assert "payment under way" not in words_of(listed.card).lower()
    assert "pay invoice 122" in sayings(listed.card)
    assert "A payment page for 400.00 USD is open" in words_of(one.card)
    assert "pay invoice 122" in sayings(one.card)


async def test_what_the_bank_is_processing_is_offered_to_nobody(office: House) -> None:
    await processing(office, "121")

    balance = await office.ask("dana", "what do we owe?")
    summary = await office.ask("dana", "summary")
    listed = await office.ask("dana", "show my invoices")
    asked = await office.ask("dana", "pay my invoice")

    for shown in (balance, summary):
        facts = {fact.label: fact.value for fact in shown.card.facts}
        assert facts["Payments under way"] == "360.00 USD"
        assert facts["Due first"].startswith("122")
    for shown in (balance, summary, listed, asked):
        assert "pay invoice 121" not in sayings(shown.card)
    assert len(asked.card.choices) == 2


async def test_the_only_one_left_to_pay_is_offered(office: House) -> None:
    await processing(office, "121")
    await office.change(
        "UPDATE invoices SET paid_minor = total_minor, status = 'CLOSED', closed_at = issued_on,"
        " balance_at_close_minor = 0 WHERE number = '122'"
    )

    asked = await office.ask("dana", "pay my invoice")

    assert asked.card.title == "Pay 420.00 USD?"


async def test_processing_names_the_days_on_which_it_is_expected(office: House) -> None:
    await processing(office, "121")

    status = await office.ask("dana", "did 121 go through?")

    assert "between 16 Mar 2026 and 19 Mar 2026" in words_of(status.card)  # from a Tuesday


def test_business_days_leave_out_weekends() -> None:
    friday, saturday = date(2026, 3, 13), date(2026, 3, 14)

    assert expected(friday) == (date(2026, 3, 19), date(2026, 3, 24))
    assert expected(saturday) == (date(2026, 3, 19), date(2026, 3, 24))


@pytest.mark.parametrize(
    ("who", "words", "instead"),
    [
        ("dana", "pay 359.90 of 121", ["pay invoice 121", "pay 359.50 USD of 121"]),
        ("noura", "pay 5.005 of 401", ["pay 5.000 KWD of 401", "pay 5.010 KWD of 401"]),
    ],
)
async def test_what_no_card_can_take_comes_with_the_nearest_amounts(
    house: House, who: str, words: str, instead: list[str]
) -> None:
    how: dict[str, Any] = {"channel": Channel.MAIL} if who == "noura" else {}
    refused = await house.ask(who, words, **how)
    if refused.outcome == "amount_unclear":  # 5.005 could be five thousand
        refused = await house.ask(who, sayings(refused.card)[0], **how)

    assert refused.outcome == "amount_refused"
    assert sayings(refused.card)[:2] == instead
    for say in instead:
        offered = await house.ask(who, say, **how)
        assert offered.outcome == "offer_made", offered.card


async def test_what_leaves_just_enough_is_offered(house: House) -> None:
    offered = await house.ask("dana", "pay 359.50 of 121")

    assert offered.outcome == "offer_made"


async def test_an_amount_that_is_too_much_says_how_it_was_read(house: House) -> None:
    refused = await house.ask("dana", "pay 10.005 of 123")

    assert "10,005.00 USD" in words_of(refused.card)


async def test_autopay_says_when_what_is_overdue_is_charged(house: House) -> None:
    offered = await house.ask("dana", "turn autopay on")

    assert "charged no sooner than the day after" in words_of(offered.card)
