"""Who wishes for what is not sent to them hears that, and who can change it."""

import pytest

from tests.stories.house import House, sayings, words_of
from tests.stories.reminded import flag

NOT_SENT = "Reminders of Acme are not sent to you"


@pytest.mark.parametrize("words", ["reminders on", "notification preferences", "slack first"])
async def test_reminders_that_will_not_come_are_not_promised(office: House, words: str) -> None:
    answered = await office.ask("vic", words)

    assert NOT_SENT in words_of(answered.card)
    assert "Dana Reyes can change that" in words_of(answered.card)
    assert "send reminders to vic@acme.example" not in sayings(answered.card)


async def test_who_can_change_it_has_a_button_that_does(office: House) -> None:
    answered = await office.ask("dana", "reminders on")
    assert "send reminders to dana@acme.example" in sayings(answered.card)

    await office.ask("dana", "send reminders to dana@acme.example")
    again = await office.ask("dana", "reminders on")

    assert NOT_SENT not in words_of(again.card)
    assert not any(each.startswith("send reminders") for each in sayings(again.card))


async def test_who_gets_them_or_wants_none_reads_nothing_of_it(office: House) -> None:
    await flag(office, "vic")
    assert NOT_SENT not in words_of((await office.ask("vic", "reminders on")).card)

    assert NOT_SENT not in words_of((await office.ask("dana", "reminders off")).card)


async def test_the_next_invoice_is_the_one_due_next_and_what_comes_of_new_ones_is_said(
    office: House,
) -> None:
    answered = await office.ask("dana", "email me my next invoice")
    assert "This is the one due next" in words_of(answered.card)
    assert "sent to you as soon as it is issued" in words_of(answered.card)

    theirs = await office.ask("vic", "email me my next invoice")
    assert "New invoices of Acme are not sent to you" in words_of(theirs.card)
    assert "Dana Reyes can change that" in words_of(theirs.card)


async def test_where_nothing_is_open_it_is_said_what_comes_of_new_ones(office: House) -> None:
    await office.change(
        "UPDATE invoices SET paid_minor = total_minor, status = 'CLOSED', closed_at = issued_on"
        " WHERE status = 'OPEN'"
    )

    answered = await office.ask("dana", "email me my next invoice")

    assert answered.card.title == "There is no next invoice yet"
    assert "sent to you as soon as it is issued" in words_of(answered.card)
