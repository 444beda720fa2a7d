"""Gather what one person is to be reminded of today, and prove each part again as it is sent."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, assert_never

from sqlalchemy.engine import Connection

from assistant.billing import invited
from assistant.billing.model import Account, Contact, Invoice, Role
from assistant.billing.model.hours import DAY, local_day, morning
from assistant.billing.model.preferences import Preferences, of_row
from assistant.billing.model.reminder import Reminder, ReminderState
from assistant.billing.reminding.checking import (
    Drop,
    Send,
    Standing,
    Verdict,
    Wait,
    standings,
    verdict,
)
from assistant.billing.reminding.looking import flagged
from assistant.billing.store import reminders
from assistant.billing.store.looks import DUE as DUE
from assistant.values import dataclass

WAITING = 8
"""Days for which a message may be tried: longer than any is before it is given up."""

PEOPLE = 64
"""People whose message is begun in one transaction."""


Parts = Mapping[str, list[Reminder]]
"""What somebody is to be reminded of, or a message of theirs is about, by either's id."""


@dataclass(frozen=True, slots=True)
class Due:
    """Somebody with reminders whose hour has come."""

    person_id: str
    locale: str
    timezone: str
    preferences: Preferences

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
    window: timedelta | None = None  # how long what a yes in reply pays can be stopped, if it may


def due(tx: Connection, now: datetime) -> list[Due]:
    """Whoever is to be reminded; they are this process's until the transaction ends."""
    rows = reminders.people_due(tx, now, PEOPLE)
    return [Due(row.id, row.locale, row.timezone, of_row(row.preferences)) for row in rows]


def asking_for_theirs(tx: Connection, people: Iterable[Due], now: datetime) -> Callable[[], Parts]:
    """By person, what each is to be reminded of, held until the transaction ends.

    It is for who asks more at once; what it returns tells.
    """
    return reminders.asking_for_due(tx, [each.person_id for each in people], now)


def wait(tx: Connection, waiting: Iterable[tuple[list[Reminder], datetime]]) -> None:
    """Let all of it wait until then, for somebody's hours or for the message of another day."""
    together: dict[datetime, list[str]] = {}
    for theirs, until in waiting:
        together.setdefault(until, []).extend(each.id for each in theirs)
    for until, some in together.items():
        reminders.put_off(tx, some, until)


def tomorrow(person: Due, now: datetime) -> datetime:
    """The next morning in their hours."""
    day = local_day(now, person.timezone) + DAY
    at = morning(day, person.timezone)
    return person.preferences.hours.next(at, person.timezone)


def put_together(tx: Connection, messages: Iterable[tuple[list[Reminder], str]]) -> None:
    """Let what somebody is due be one message; each part is proven when that is sent."""
    together = {each.id: batch_id for theirs, batch_id in messages for each in theirs}
    reminders.put_together(tx, together)


def asking_for_parts(tx: Connection, batch_ids: Iterable[str]) -> Callable[[], Parts]:
    """What these messages are about, for who asks more at once; what it returns tells."""
    return reminders.asking_for_batches(tx, batch_ids)


def prove(tx: Connection, parts: Parts, now: datetime) -> dict[str, Proven]:
    """Look afresh at every part of some messages, keep what was seen, and return what is owed.

    A message of which nothing is owed is left out.
    """
    asked: dict[str, list[str]] = {}
    for part in chain.from_iterable(parts.values()):
        asked.setdefault(part.account_id, []).append(part.invoice_id)
    found = standings(tx, asked, now)
    looks = {
        batch_id: [_look(found, part, now) for part in of_it] for batch_id, of_it in parts.items()
    }
    _keep(tx, chain.from_iterable(looks.values()), now)
    owed = {batch_id: _owed(of_it, now) for batch_id, of_it in looks.items()}
    return {batch_id: each for batch_id, each in owed.items() if each is not None}


@dataclass(frozen=True, slots=True)
class _Look:
    """One part of a message, as its account stands, and what becomes of it."""

    part: Reminder
    standing: Standing
    verdict: Verdict


def _look(found: Mapping[str, Standing], part: Reminder, now: datetime) -> _Look:
    standing = found[part.account_id]
    return _Look(part, standing, verdict(standing, part, now))


def _keep(tx: Connection, looks: Iterable[_Look], now: datetime) -> None:
    """Write the proof of each part; what comes to the same is written together."""
    together: dict[Wait | Drop | None, dict[str, dict[str, Any]]] = {}
    for each in looks:
        decided = None if isinstance(each.verdict, Send) else each.verdict
        seen = _seen(each.standing.invoices[each.part.invoice_id])
        together.setdefault(decided, {})[each.part.id] = seen
    for decided, seen_of in together.items():
        reminders.looked_at(tx, seen_of, checked_at=now, **_now_so(decided))


def _now_so(decided: Wait | Drop | None) -> dict[str, Any]:
    match decided:
        case None:
            return {"state": ReminderState.TOLD, "why": None}
        case Wait(until=until, why=why):
            state = ReminderState.WAITING
            return {"state": state, "due_at": until, "batch_id": None, "why": why}
        case Drop(why=why):
            return {"state": ReminderState.DROPPED, "due_at": None, "why": why}
        case _:
            assert_never(decided)


def _owed(looks: list[_Look], now: datetime) -> Proven | None:
    """What may be said in one message, in the order in which it is due."""
    sent = [each for each in looks if isinstance(each.verdict, Send)]
    person_id = looks[0].part.person_id if looks else ""
    contact: Contact | None = None
    others: dict[str, None] = {}
    for each in sent:
        contact = each.standing.contact(person_id)
        also = flagged(each.standing.contacts, last=False)
        others |= {other.name: None for other in also if other.person_id != person_id}
    if contact is None:
        return None
    owed = [_owed_of(each, now) for each in sent]
    owed.sort(key=lambda each: (each.invoice.due_on, each.invoice.number))
    return Proven(
        contact,
        tuple(owed),
        tuple(others),
        window=_window([each.standing.account for each in sent]),
    )


def _window(accounts: list[Account]) -> timedelta | None:
    """How long one can stop what a yes in reply pays, where it is of one account that wants it."""
    (one, *others) = {each.id: each for each in accounts}.values()
    return None if others or not one.reply_to_pay else one.window(invited.WINDOW)


def _owed_of(look: _Look, now: datetime) -> Owed:
    invoice = look.standing.invoices[look.part.invoice_id]
    may_pay = _may_pay(look.standing, look.part, now)
    return Owed(invoice, look.standing.account.name, look.part.stage, may_pay)


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
