"""Agents move the day an invoice is due: shown, then done on a yes; reminders follow."""

from datetime import timedelta
from typing import Any

import pytest

from assistant.request import Channel
from assistant.trace import trace
from tests.stories.house import House, sayings, words_of
from tests.stories.reminded import days_pass, flag, kept


async def invoice(house: House, number: str = "123") -> Any:
    (row,) = await house.rows("SELECT * FROM invoices WHERE number = :number", number=number)
    return row


def later(house: House, days: int) -> str:
    return (house.clock() + timedelta(days=days)).date().isoformat()


async def test_the_day_moves_on_a_yes_to_just_that_and_those_concerned_are_told(
    office: House,
) -> None:
    before = await invoice(office)
    day = later(office, 40)
    shown = await office.ask("sam", f'change due date of 123 to {day} because "agreed by phone"')
    unchanged = await invoice(office)
    button = sayings(shown.card)[0]

    done = await office.ask("sam", "yes")
    again = await office.ask("sam", button)
    await office.work()

    assert shown.outcome == "due_date_drafted"
    assert unchanged.due_on == before.due_on
    assert done.outcome == again.outcome == "due_date_set"
    assert "nothing was done again" in words_of(again.card)
    after = await invoice(office)
    assert (str(after.due_on), after.version) == (day, before.version + 1)
    told = [each for each in office.mail.sent if "now due on" in each.card.title]
    assert {each.address for each in told} == {"ap@acme.example", "dana@acme.example"}
    assert "agreed by phone" in words_of(told[0].card)
    rows = await office.database.read(lambda tx: trace(tx, "123"))
    assert "due_date_moved" in [row.get("kind") for row in rows]
    await office.balanced()


async def test_what_came_between_refuses_the_yes_and_an_offer_is_shown_anew(office: House) -> None:
    shown = await office.ask("sam", f"change due date of 123 to {later(office, 40)}")
    await office.ask("dana", "pay invoice 123")
    await office.change("UPDATE invoices SET version = version + 1 WHERE number = '123'")

    stale = await office.ask("sam", sayings(shown.card)[0])
    assert stale.outcome == "desk_refused"
    assert "changed meanwhile" in words_of(stale.card)

    await office.ask("sam", f"change due date of 123 to {later(office, 40)}")
    assert (await office.ask("sam", "yes")).outcome == "due_date_set"
    assert (await office.ask("dana", "yes")).outcome != "payment_started"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("change due date of 123 to 2001-01-01", "from today on"),
        ("change due date of 999999 to {day}", "no invoice"),
        ("change due date of 118 to {day}", "to be paid"),
    ],
)
async def test_what_cannot_be_moved_says_why(office: House, words: str, why: str) -> None:
    await office.change("UPDATE invoices SET gateway_ref = NULL")
    refused = await office.ask("sam", "for acme: " + words.format(day=later(office, 9)))

    assert refused.outcome == "desk_refused"
    assert why in words_of(refused.card)


async def test_nobody_else_moves_it_not_a_mail_and_not_who_lost_the_right(office: House) -> None:
    said = f"change due date of 123 to {later(office, 40)}"
    shown = await office.ask("sam", said)
    assert (await office.ask("dana", said)).outcome != "due_date_drafted"
    assert (await office.ask("dana", sayings(shown.card)[0])).outcome != "due_date_set"
    mailed = await office.ask("sam", said, channel=Channel.MAIL)
    assert mailed.outcome == "desk_refused"
    assert str((await invoice(office)).due_on) != later(office, 40)


async def test_reminders_are_counted_from_the_new_day(office: House) -> None:
    await flag(office, "ap")
    await days_pass(office, 1)
    old = [each for each in await kept(office, "123") if each[3] == "told"]
    await office.ask("sam", f"change due date of 123 to {later(office, 8)}")
    await office.ask("sam", "yes")

    await days_pass(office, 5)

    rows = await office.rows(
        "SELECT r.stage, r.state, r.due_on FROM reminders r JOIN invoices i ON i.id = r.invoice_id"
        " WHERE i.number = '123' ORDER BY r.created_at"
    )
    due = (await invoice(office)).due_on
    told = [(row.stage, str(row.due_on)) for row in rows if row.state == "told"]
    assert (-7, str(due)) in told
    assert len(told) == len(old) + 1
