"""Amounts that are ambiguous, wrong or impossible are asked about or refused, never guessed."""

from datetime import UTC, datetime

import pytest

from assistant.request import Channel
from tests.stories.house import House, sayings, words_of


async def refused(house: House, words: str, who: str = "dana") -> str:
    """The outcome; nothing may come of it."""
    answered = await house.ask(who, words, channel=Channel.MAIL)
    assert await house.rows("SELECT id FROM offers") == []
    assert answered.card.actions or answered.card.choices, "there is always a next step"
    return answered.outcome


@pytest.mark.parametrize("words", ["pay 1.000 of 201", "pay 1,000 of 201"])
async def test_fault_69_an_amount_of_two_readings_is_shown_back_as_a_choice(
    office: House, words: str
) -> None:
    asked = await office.ask("dana", words)

    assert asked.outcome == "amount_unclear"
    assert len(asked.card.choices) == 2
    assert await office.rows("SELECT id FROM offers") == []


async def test_fault_69_the_chosen_reading_is_what_is_offered(office: House) -> None:
    asked = await office.ask("dana", "pay 1.000 of 201")
    thousand = next(n for n, say in enumerate(sayings(asked.card), 1) if "1000" in say)

    offered = await office.ask("dana", str(thousand))

    assert offered.card.title == "Pay 1,000.00 EUR?"


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("pay 1.000,50 of 201", "Pay 1,000.50 EUR?"),
        ("pay 1,000.50 of 201", "Pay 1,000.50 EUR?"),
        ("pay 1'000.50 of 201", "Pay 1,000.50 EUR?"),
        ("pay 1\u00a0000,50 of 201", "Pay 1,000.50 EUR?"),
        ("pay 50 EUR of 201", "Pay 50.00 EUR?"),
        ("pay €50 of 201", "Pay 50.00 EUR?"),
        ("pay $50 of 123", "Pay 50.00 USD?"),
    ],
)
async def test_fault_69_an_amount_of_one_reading_is_offered(
    office: House, words: str, title: str
) -> None:
    offered = await office.ask("dana", words)

    assert offered.card.title == title


@pytest.mark.parametrize(
    "amount",
    [
        "-5",
        "-0",
        "0",
        "0.00",
        "NaN",
        "Infinity",
        "1E+400000000",
        "1e3",
        "0x10",
        "1_000",
        "9" * 30,
        "99999999999999999999.99",
        "10.005",
        "5⁰",
        "٥٠",
        "five",
    ],
)
async def test_fault_70_and_71_an_impossible_amount_makes_no_offer(
    office: House, amount: str
) -> None:
    outcome = await refused(office, f"pay {amount} of 123")

    assert outcome in ("not_understood", "amount_refused", "amount_unclear"), amount


async def test_fault_70_full_width_digits_are_the_digits_a_japanese_keyboard_types(
    office: House,
) -> None:
    offered = await office.ask("kenji", "pay ５００ of ３０１")

    assert "500" in offered.card.title


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("kenji", "pay 10.5 of 301"),
        ("dana", "pay 10.0005 of 123"),
        ("noura", "pay 1.2345 of 401"),
    ],
)
async def test_fault_72_an_amount_finer_than_the_currency_is_refused(
    office: House, who: str, words: str
) -> None:
    outcome = await refused(office, words, who)

    assert outcome in ("amount_refused", "not_understood")


async def test_fault_72_three_digits_behind_a_point_may_be_thousands_of_dollars(
    office: House,
) -> None:
    asked = await office.ask("dana", "pay 10.005 of 123")

    assert asked.outcome == "amount_unclear"
    assert [each.label for each in asked.card.choices] == ["10.00 USD", "10,005.00 USD"]
    assert await office.rows("SELECT id FROM offers") == []


@pytest.mark.parametrize(
    ("who", "words", "minor"),
    [
        ("kenji", "pay 500 of 301", 500),
        ("noura", "pay 1.5 of 401", 1500),
        ("dana", "pay 1.5 of 123", 150),
    ],
)
async def test_fault_72_minor_units_follow_the_currency(
    office: House, who: str, words: str, minor: int
) -> None:
    await office.ask(who, words, channel=Channel.MAIL)

    (row,) = await office.rows("SELECT amount_minor FROM offers")
    assert row.amount_minor == minor


@pytest.mark.parametrize("words", ["pay 50 EUR of 123", "pay €50 of 123", "pay 50 GBP of 123"])
async def test_fault_73_another_currency_is_never_converted(office: House, words: str) -> None:
    answered = await office.ask("dana", words)

    assert answered.outcome == "amount_refused"
    assert "never convert" in answered.card.paragraphs[0]
    assert sayings(answered.card)[0] == "pay invoice 123"


async def test_fault_73_two_currencies_in_one_request_are_not_understood(office: House) -> None:
    outcome = await refused(office, "pay 50 USD EUR of 123")

    assert outcome in ("not_understood", "amount_refused")


async def test_fault_74_more_than_is_open_is_refused_with_what_is_open(office: House) -> None:
    answered = await office.ask("dana", "pay 500 of 123")

    assert answered.outcome == "amount_refused"
    assert "Only 420.00 USD is open" in answered.card.paragraphs[0]


async def test_fault_74_more_than_is_still_open_of_a_partly_paid_one_is_refused(
    office: House,
) -> None:
    answered = await office.ask("dana", "pay 400 of 121")

    assert "Only 360.00 USD is open" in answered.card.paragraphs[0]


async def test_exactly_what_is_open_is_the_whole_even_where_parts_are_refused(
    office: House,
) -> None:
    offered = await office.ask("gus", "pay 777 of 124")

    assert offered.outcome == "offer_made"
    assert "Stays open" not in words_of(offered.card)


async def test_a_part_of_several_invoices_at_once_is_refused(office: House) -> None:
    answered = await office.ask("dana", "pay 50 of 122 and 123")

    assert answered.outcome in ("amount_refused", "not_understood")
    assert await office.rows("SELECT id FROM offers") == []


async def test_currencies_are_never_added_up(office: House) -> None:
    """An account may owe in two: the choice then has no "all"."""
    await office.change("UPDATE invoices SET currency = 'EUR' WHERE number = '122'")

    choice = await office.ask("dana", "pay my invoice")
    all_of_them = await office.ask("dana", "pay all open invoices")
    both = await office.ask("dana", "pay 122 and 123")
    balance = await office.ask("dana", "what do we owe?")

    assert choice.card.every is None
    assert all_of_them.outcome == both.outcome == "choice_needed"
    assert "400.00 EUR and 780.00 USD" in words_of(balance.card)


@pytest.mark.parametrize(
    ("hour_utc", "who", "overdue"),
    [
        ("2026-03-09T23:30:00", "kenji", True),  # the tenth has begun in Tokyo
        ("2026-03-09T14:30:00", "kenji", False),
        ("2026-03-10T03:30:00", "dana", False),  # still the ninth in New York
        ("2026-03-10T04:30:00", "dana", True),  # daylight saving began on the eighth
    ],
)
async def test_fault_22_what_is_overdue_follows_the_customers_own_day(
    office: House, hour_utc: str, who: str, overdue: bool
) -> None:
    await office.change("UPDATE invoices SET due_on = '2026-03-09' WHERE status = 'OPEN'")
    office.clock.now = datetime.fromisoformat(hour_utc).replace(tzinfo=UTC)

    answered = await office.ask(who, "what do we owe?", channel=Channel.MAIL)

    late = "うち期限切れ" if who == "kenji" else "overdue"
    assert (late in words_of(answered.card)) is overdue


async def test_fault_22_a_clock_that_jumps_back_does_not_charge_twice(house: House) -> None:
    await house.ask("dana", "pay invoice 123")
    house.clock.advance(hours=1)
    await house.ask("dana", "pay invoice 123")
    await house.ask("dana", "yes")
    await house.work()
    house.clock.advance(hours=-1)

    await house.ask("dana", "yes")
    await house.ask("dana", "pay invoice 123")
    await house.work()

    assert house.taken() == [42000]
    await house.balanced()
