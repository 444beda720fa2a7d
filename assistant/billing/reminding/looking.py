"""Look at invoices whose next stage has come, and plan whom to remind of them and when.

An invoice is looked at once for each stage. After a time in which nothing ran, several stages may
have passed: the newest one is planned, the others are kept as dropped, each with its reason.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from assistant.billing.ids import new_id
from assistant.billing.model import Contact, Role
from assistant.billing.model.hours import morning
from assistant.billing.model.reminder import (
    NotReminded,
    ReminderState,
    is_long_past,
    next_look,
    reached,
    stages_of,
)
from assistant.billing.store import looks, people, reminders
from assistant.billing.store.looks import Look

BATCH = 256


def look(tx: Connection, now: datetime) -> int:
    """Plan the reminders of invoices that are due to be looked at; returns how many were."""
    found = looks.due(tx, now, BATCH)
    known = people.contacts_of_each(tx, [each.account_id for each in found if each.owing])
    rows: list[dict[str, Any]] = []
    nexts: list[tuple[str, datetime | None]] = []
    newest: list[tuple[str, int]] = []
    for each in found:
        stages = stages_of(each.stages) if each.owing else ()
        nexts.append((each.invoice_id, next_look(stages, each.due_on, now)))
        passed = reached(stages, each.due_on, now)
        if not passed:
            continue
        newest.append((each.invoice_id, passed[-1]))
        for contact in flagged(known[each.account_id], last=passed[-1] == stages[-1]):
            rows += _planned(each, passed, contact, now)
    reminders.plan(tx, rows)
    reminders.supersede(tx, newest, now)
    looks.looked(tx, nexts)
    return len(found)


def flagged(contacts: list[Contact], *, last: bool) -> list[Contact]:
    """Whoever is to be reminded; at the last stage also those to whom trouble is told.

    Where none of them can be reached any more, the admins who can be stand in.
    """
    found = [
        each for each in contacts if each.receives_reminders or (last and each.receives_escalations)
    ]
    if not found or any(reachable(each) for each in found):
        return found
    return [each for each in contacts if each.role >= Role.ADMIN and reachable(each)] or found


def reachable(contact: Contact) -> bool:
    """Whether anything we send reaches them."""
    return bool(contact.slack) or not contact.mail_stopped


def _planned(each: Look, passed: list[int], contact: Contact, now: datetime) -> Iterator[Any]:
    """A row for every stage that has come: the newest waits for its hour, the others are over."""
    for stage in passed:
        why = None
        if stage != passed[-1]:
            why = NotReminded.NEWER_STAGE
        elif is_long_past(each.due_on, stage, now):
            why = NotReminded.LONG_PAST
        day = each.due_on + timedelta(days=stage)
        yield {
            "id": new_id("rem"),
            "account_id": each.account_id,
            "invoice_id": each.invoice_id,
            "person_id": contact.person_id,
            "stage": stage,
            "due_on": each.due_on,
            "state": ReminderState.DROPPED if why else ReminderState.WAITING,
            "due_at": None if why else morning(day, contact.timezone),
            "why": why,
            "created_at": now,
        }
