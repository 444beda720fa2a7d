"""Whose account an answer to reminders is about, for somebody who belongs to several."""

import pytest

from assistant.request import Channel
from tests.stories.house import House
from tests.stories.reminded import at_hours, days_pass, flag

MAIL = {"channel": Channel.MAIL, "conversation": "m1"}
"""Dana belongs to Acme, whose 121 is overdue, and to Acme EU, whose 201 is."""

EVERY = """
SELECT i.number, h.kind FROM reminder_holds h JOIN invoices i ON i.id = h.invoice_id
WHERE h.ended_at IS NULL ORDER BY i.number
"""


async def reminded_of_acme(house: House) -> None:
    await flag(house, "dana")
    await house.change(
        "UPDATE contacts SET receives_reminders = false WHERE account_id <> 'acc_acme'"
    )
    await at_hours(house, 14)


async def held(house: House) -> list[tuple[str, str]]:
    return [(row.number, row.kind) for row in await house.rows(EVERY)]


@pytest.mark.parametrize("how", [{}, MAIL])
async def test_after_switching_an_answer_is_about_the_account_that_is_spoken_for(
    house: House, how: dict[str, object]
) -> None:
    await reminded_of_acme(house)
    house.clock.advance(minutes=1)
    await house.ask("dana", "switch to Acme EU", **how)
    house.clock.advance(minutes=1)

    answered = await house.ask("dana", "we will pay everything on Friday", **how)

    assert answered.account_id == "acc_acme_eu"
    assert await held(house) == [("201", "promise"), ("202", "promise")]


@pytest.mark.parametrize("words", ["this invoice is wrong", "dispute it", "we paid it by wire"])
async def test_after_switching_nothing_is_said_of_what_the_other_account_was_reminded_of(
    house: House, words: str
) -> None:
    await reminded_of_acme(house)
    house.clock.advance(minutes=1)
    await house.ask("dana", "switch to Acme EU")
    house.clock.advance(minutes=1)

    answered = await house.ask("dana", words)

    assert answered.account_id == "acc_acme_eu"
    assert not {"121", "122", "123"} & {number for number, _ in await held(house)}


async def test_a_reply_to_the_reminder_itself_is_about_what_it_reminds_of(house: House) -> None:
    await reminded_of_acme(house)
    house.clock.advance(minutes=1)
    await house.ask("dana", "switch to Acme EU")
    there = {"channel": Channel.MAIL, "conversation": f"<dlv_{'0f' * 16}@us.example>"}

    answered = await house.ask("dana", "We will pay on Friday.", **there)

    assert answered.account_id == "acc_acme"
    assert ("121", "promise") in await held(house)


async def test_a_reminder_that_comes_after_the_switch_is_what_an_answer_means(house: House) -> None:
    await house.ask("dana", "switch to Acme EU")
    house.clock.advance(minutes=1)
    await reminded_of_acme(house)

    answered = await house.ask("dana", "We will pay on Friday.", **MAIL)

    assert answered.account_id == "acc_acme"


async def test_the_button_that_takes_a_promise_back_finds_its_account(house: House) -> None:
    promised = await house.ask("dana", "we will pay 201 on Friday")
    back = next(e.say for e in promised.card.actions if e.say.startswith("cancel my promise"))

    answered = await house.ask("dana", back)

    assert answered.outcome == "promise_withdrawn"
    assert await held(house) == []


async def test_a_claim_to_have_paid_is_taken_back_where_it_was_made(house: House) -> None:
    await house.ask("dana", "we paid 201 by wire yesterday, ref 77")
    await days_pass(house, 1)

    answered = await house.ask("dana", "take back that we paid 201")

    assert answered.outcome == "claim_withdrawn"
    assert await held(house) == []


@pytest.mark.parametrize("how", [{}, MAIL])
@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("for Acme EU: what do I owe blorp", "Balance of Acme EU"),
        ("for Acme EU: pay everything except 201", "Invoices of Acme EU"),
        ("for Acme EU: what do I owe\nfor Acme: what do I owe", "Balance of Acme EU"),
        ("for Acme: what do I owe\nfor Acme EU: what do I owe", "Balance of Acme"),
    ],
)
async def test_what_is_offered_instead_is_for_the_account_that_was_named(
    office: House, words: str, title: str, how: dict[str, object]
) -> None:
    asked = await office.ask("dana", words, **how)
    assert asked.outcome == "not_understood"

    assert (await office.ask("dana", "1", **how)).card.title == title


async def test_a_day_to_choose_is_promised_for_the_account_that_was_named(house: House) -> None:
    asked = await house.ask("dana", "for Acme EU: I'll pay next Wednesday")
    assert len(asked.card.choices) == 2

    chosen = await house.ask("dana", "1")

    assert chosen.account_id == "acc_acme_eu"
    assert not {"121", "122", "123"} & {number for number, _ in await held(house)}


async def test_each_of_two_lines_can_be_chosen_for_the_account_it_names(house: House) -> None:
    words = "for acme: what do I owe\nfor globex: what do I owe"
    asked = await house.ask("sam", words, **MAIL)

    first = await house.ask("sam", "1", **MAIL)
    second = await house.ask("sam", asked.card.choices[1].say, **MAIL)

    assert first.card.title == "Balance of Acme"
    assert second.card.title == "Balance of Globex"


async def test_invoices_named_for_two_accounts_are_never_one_payment(house: House) -> None:
    asked = await house.ask("dana", "for Acme: pay 123\nfor Acme EU: pay 201", **MAIL)
    assert asked.outcome == "not_understood"

    chosen = await house.ask("dana", "2", **MAIL)

    assert chosen.account_id == "acc_acme_eu"
    assert house.taken() == []
