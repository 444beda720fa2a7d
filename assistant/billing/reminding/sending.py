"""Gather what one person is to be reminded of today, and prove each part again as it is sent."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy.engine import Connection

from assistant.billing.model import Contact, Invoice, Role
from assistant.billing.model.hours import DAY, local_day, morning
from assistant.billing.model.preferences import Preferences, of_row
from assistant.billing.model.reminder import Reminder, ReminderState
from assistant.billing.reminding import promises
from assistant.billing.reminding.checking import Drop, Send, Standing, Wait, standing_of, verdict
from assistant.billing.reminding.looking import flagged
from assistant.billing.store import reminders

WAITING = 8
"""Days for which a message may be tried: longer than any is before it is given up."""

PEOPLE = 64
"""People whose message is begun in one transaction."""


@dataclass(frozen=True, slots=True)
class Due:
    """Somebody with reminders whose hour has come."""

    person_id: str
    locale: str
    timezone: str
    preferences: Preferences
    reminders: tuple[Reminder, ...]

    def batch_id(self, now: datetime) -> str:
        """The message of their day: there is one, whoever begins it."""
        return self.batch_ids(now)[0]

    def batch_ids(self, now: datetime) -> list[str]:
        """The same, and those of the days before which may still wait to be sent."""
        today = local_day(now, self.timezone)
        return [f"{self.person_id}:{(today - each * DAY).isoformat()}" for each in range(WAITING)]


@dataclass(frozen=True, slots=True)
class Owed:
    """An invoice that was owed at the moment of the last look, and the stage it is at."""

    invoice: Invoice
    account: str
    stage: int
    may_pay: bool


@dataclass(frozen=True, slots=True)
class Proven:
    """What may be said to one person now: all of it was owed in this very transaction."""

    contact: Contact
    owed: tuple[Owed, ...]
    others: tuple[str, ...]


def any_due(tx: Connection, now: datetime) -> bool:
    """Whether there is anything to look at or to send."""
    return reminders.any_due(tx, now=now) or promises.any_due(tx, now)


def due(tx: Connection, now: datetime) -> list[Due]:
    """Whoever is to be reminded; they are this process's until the transaction ends."""
    return [
        Due(
            row.id,
            row.locale,
            row.timezone,
            of_row(row.preferences),
            tuple(reminders.due_of(tx, row.id, now)),
        )
        for row in reminders.people_due(tx, now, PEOPLE)
    ]


def wait(tx: Connection, person: Due, until: datetime) -> None:
    """Let all of it wait, for their hours or for the message of another day."""
    reminders.change(tx, [each.id for each in person.reminders], due_at=until)


def tomorrow(person: Due, now: datetime) -> datetime:
    """The next morning in their hours."""
    day = local_day(now, person.timezone) + DAY
    at = morning(day, person.timezone)
    return person.preferences.hours.next(at, person.timezone)


def put_together(tx: Connection, person: Due, batch_id: str) -> None:
    """Let it be one message; each part is proven when that is sent."""
    values = {"state": ReminderState.BATCHED, "due_at": None, "batch_id": batch_id}
    reminders.change(tx, [each.id for each in person.reminders], **values)


def is_empty(tx: Connection, batch_id: str) -> bool:
    """Whether nothing is left of a message."""
    return not reminders.in_batch(tx, batch_id)


def prove(tx: Connection, batch_id: str, now: datetime) -> Proven | None:
    """Look afresh at every part, keep what was seen, and return what is owed; None: nothing is."""
    parts = sorted(reminders.in_batch(tx, batch_id), key=lambda each: each.account_id)
    contact: Contact | None = None
    owed: list[Owed] = []
    others: dict[str, None] = {}
    for account_id, group in groupby(parts, key=lambda each: each.account_id):
        mine = list(group)
        found = standing_of(tx, account_id, [each.invoice_id for each in mine], now)
        sent = [each for part in mine for each in _proven(tx, found, part, now)]
        if not sent:
            continue
        contact = found.contact(mine[0].person_id)
        owed += sent
        also = flagged(found.contacts, last=False)
        others |= {each.name: None for each in also if each.person_id != mine[0].person_id}
    if contact is None:
        return None
    owed.sort(key=lambda each: (each.invoice.due_on, each.invoice.number))
    return Proven(contact, tuple(owed), tuple(others))


def _proven(tx: Connection, found: Standing, part: Reminder, now: datetime) -> list[Owed]:
    """Write the proof of one part; the part itself if it is owed."""
    seen = _seen(found.invoices[part.invoice_id])
    kept: dict[str, Any] = {"facts": seen, "checked_at": now}
    match verdict(found, part, now):
        case Send(invoice=invoice):
            told = {"state": ReminderState.TOLD, "why": None}
            reminders.change(tx, [part.id], **told, **kept)
            return [Owed(invoice, found.account.name, part.stage, _may_pay(found, part, now))]
        case Wait(until=until, why=why):
            waits = {"state": ReminderState.WAITING, "due_at": until, "batch_id": None}
            reminders.change(tx, [part.id], why=why, **waits, **kept)
        case Drop(why=why):
            over = {"state": ReminderState.DROPPED, "due_at": None}
            reminders.change(tx, [part.id], why=why, **over, **kept)
    return []


def _seen(invoice: Invoice) -> dict[str, Any]:
    return {
        "status": invoice.status,
        "open_minor": invoice.open_amount.minor,
        "currency": invoice.total.currency,
        "version": invoice.version,
        "due_on": invoice.due_on.isoformat(),
        "disputed": invoice.disputed,
    }


def _may_pay(found: Standing, part: Reminder, now: datetime) -> bool:
    contact = found.contact(part.person_id)
    if contact is None or contact.waits(now):
        return False
    return contact.role >= Role.PAYER or found.account.viewer_may_pay
