"""Rows of reminders to send, and the proof beside each."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.engine import Connection

from assistant.billing.model.reminder import NotReminded, Reminder, ReminderState
from assistant.billing.store.looks import alike
from assistant.billing.store.tables.accounts import people
from assistant.billing.store.tables.reminders import reminders
from assistant.db import Json, insert_all_new, json_at, text_at
from assistant.db.direct import asked_for_each, short_lists


def plan(tx: Connection, rows: list[dict[str, Any]]) -> None:
    """Write reminders, but for those that are there already."""
    if rows:
        insert_all_new(tx, reminders, rows)


def supersede(tx: Connection, newest: Iterable[tuple[str, int]], now: datetime) -> None:
    """Drop what waits of the stages before the newest one of each invoice."""
    for stage, which in alike(newest).items():
        for some in short_lists(which):
            tx.execute(_supersede, {"invoices": some, "newest": stage, "now": now})


_supersede = (
    update(reminders)
    .where(
        reminders.c.invoice_id.in_(bindparam("invoices", expanding=True)),
        reminders.c.stage < bindparam("newest"),
        reminders.c.state == ReminderState.WAITING.value,
    )
    .values(
        state=ReminderState.DROPPED,
        due_at=None,
        why=NotReminded.NEWER_STAGE,
        checked_at=bindparam("now"),
    )
)


def people_due(tx: Connection, now: datetime, limit: int) -> list[Any]:
    """Whoever has reminders due (id, locale, timezone, preferences); theirs until commit."""
    rows = tx.execute(_who_is_due, {"now": now, "limit": 4 * limit}).scalars()
    who = list(dict.fromkeys(rows))[:limit]
    return list(tx.execute(_turns, {"people": who})) if who else []


_who_is_due = (
    select(reminders.c.person_id)
    .where(reminders.c.due_at <= bindparam("now"))
    .order_by(reminders.c.due_at)  # or SQLite, asked for distinct people, reads all there ever were
    .limit(bindparam("limit"))
)
_turns = (
    select(people.c.id, people.c.locale, people.c.timezone, people.c.preferences)
    .where(people.c.id.in_(bindparam("people", expanding=True)))
    .with_for_update(skip_locked=True, key_share=True)
)


def asking_for_due(
    tx: Connection, person_ids: Iterable[str], now: datetime
) -> Callable[[], dict[str, list[Reminder]]]:
    """What each of these people is to be reminded of, held until commit.

    It is for who asks more at once; what it returns tells.
    """
    found: dict[str, list[Reminder]] = {each: [] for each in person_ids}
    rows = asked_for_each(tx, _due_of, "people", found, now=now)

    def due_of_each() -> dict[str, list[Reminder]]:
        for row in rows:
            found[row.person_id].append(_reminder(row))
        return found

    return due_of_each


_due_of = (
    select(reminders)
    .where(
        reminders.c.person_id.in_(bindparam("people", expanding=True)),
        reminders.c.due_at <= bindparam("now"),
    )
    .with_for_update(skip_locked=True)
)


def asking_for_batches(
    tx: Connection, batch_ids: Iterable[str]
) -> Callable[[], dict[str, list[Reminder]]]:
    """What the messages of a day are about; also what was told by an earlier try of them.

    It is for who asks more at once; what it returns tells.
    """
    found: dict[str, list[Reminder]] = {each: [] for each in batch_ids}
    rows = asked_for_each(tx, _in_batches, "batches", found)

    def in_batches() -> dict[str, list[Reminder]]:
        for row in rows:
            found[row.batch_id].append(_reminder(row))
        return found

    return in_batches


_in_batches = (
    select(reminders)
    .where(
        reminders.c.batch_id.in_(bindparam("batches", expanding=True)),
        reminders.c.state.in_((ReminderState.BATCHED.value, ReminderState.TOLD.value)),
    )
    .order_by(reminders.c.account_id, reminders.c.id)  # whoever holds several waits for no other
    .with_for_update()
)


def told_last(tx: Connection, account_id: str, person_id: str, since: datetime) -> list[str]:
    """The account's invoices that the last message to a person was about."""
    wanted = {"account": account_id, "person": person_id, "since": since}
    rows = tx.execute(_told_last, wanted).all()
    return [row.invoice_id for row in rows if row.batch_id == rows[0].batch_id]


def accounts_told_last(tx: Connection, person_id: str, since: datetime) -> set[str]:
    """The accounts that the last message to a person was about."""
    rows = tx.execute(_any_told_last, {"person": person_id, "since": since}).all()
    return {row.account_id for row in rows if row.batch_id == rows[0].batch_id}


_any_told_last = (
    select(reminders.c.account_id, reminders.c.batch_id)
    .where(
        reminders.c.person_id == bindparam("person"),
        reminders.c.state == ReminderState.TOLD.value,
        reminders.c.checked_at > bindparam("since"),
    )
    .order_by(reminders.c.checked_at.desc(), reminders.c.id)
)
_told_last = (
    select(reminders.c.invoice_id, reminders.c.batch_id)
    .where(
        reminders.c.person_id == bindparam("person"),
        reminders.c.account_id == bindparam("account"),
        reminders.c.state == ReminderState.TOLD.value,
        reminders.c.checked_at > bindparam("since"),
    )
    .order_by(reminders.c.checked_at.desc(), reminders.c.id)
)


def put_off(tx: Connection, reminder_ids: Iterable[str], until: datetime) -> None:
    """Let some wait until then."""
    for some in short_lists(reminder_ids):
        tx.execute(_these, {"which": some, "due_at": until})


_these = update(reminders).where(reminders.c.id.in_(bindparam("which", expanding=True)))


def put_together(tx: Connection, batches: Mapping[str, str]) -> None:
    """Let each of some be in the message that is given for it."""
    for some in short_lists(batches):
        tx.execute(_put_together, {"which": some, "batches": {e: batches[e] for e in some}})


_put_together = _these.values(
    state=ReminderState.BATCHED,
    due_at=None,
    batch_id=text_at(bindparam("batches", type_=Json), reminders.c.id),
)


def looked_at(tx: Connection, seen: Mapping[str, dict[str, Any]], **values: Any) -> None:
    """Write what is now so of some, and keep what the look that decided it saw of each."""
    for some in short_lists(seen):
        tx.execute(_looked_at, {"which": some, "seen": {e: seen[e] for e in some}, **values})


_looked_at = _these.values(facts=json_at(bindparam("seen", type_=Json), reminders.c.id))


def of_invoice(tx: Connection, invoice_id: str) -> list[Any]:
    """Every reminder of an invoice with its reason, for the operator, oldest first."""
    return list(tx.execute(_of_invoice, {"invoice": invoice_id}))


_of_invoice = (
    select(reminders)
    .where(reminders.c.invoice_id == bindparam("invoice"))
    .order_by(reminders.c.created_at, reminders.c.stage, reminders.c.person_id)
)


def named(tx: Connection, thing: str) -> list[Any]:
    """The reminder with this id, or those of the message or to the person with this one."""
    return list(tx.execute(_named, {"thing": thing}))


_named = select(reminders).where(
    or_(
        reminders.c.id == bindparam("thing"),
        reminders.c.batch_id == bindparam("thing"),
        reminders.c.person_id == bindparam("thing"),
    )
)


def _reminder(row: Any) -> Reminder:
    return Reminder(
        row.id,
        row.account_id,
        row.invoice_id,
        row.person_id,
        row.stage,
        row.due_on,
        ReminderState(row.state),
        row.due_at,
        row.why,
        row.batch_id,
    )
