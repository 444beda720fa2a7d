"""An agent moves the day an invoice is due: shown first, done on a yes to just that.

The yes names the version of the invoice it was shown, so whatever came between refuses it, and
once it is done the same yes finds it done. Reminders are counted from the new day; those that were
told before stay on record, and are told anew where their day comes again.
"""

from datetime import date, timedelta

from sqlalchemy.engine import Connection

from assistant.billing.events.desk import DueDateMoved
from assistant.billing.ids import new_id
from assistant.billing.model import Asker, Contact, Invoice, InvoiceStatus
from assistant.billing.model.reminder import next_look, stages_of
from assistant.billing.outcomes.accounts import (
    DeskProblem,
    DeskRefused,
    DueDateDrafted,
    DueDateSet,
)
from assistant.billing.store import agents, events, invoices, looks, people, planned

FURTHEST = timedelta(days=366)
"""How far ahead an invoice may be due."""


def draft(
    tx: Connection, asker: Asker, number: str, *, to: date, reason: str
) -> DueDateDrafted | DeskRefused:
    """Show what a yes would do; nothing is written."""
    found = _movable(tx, asker, number, to)
    if isinstance(found, DeskRefused):
        return found
    if found.due_on == to:
        return DeskRefused(DeskProblem.DUE_THEN, number)
    told = [each for each in people.contacts_of(tx, asker.account_id) if _hears(each)]
    return DueDateDrafted(asker.account, found, to, reason, tuple(each.name for each in told))


def move(
    tx: Connection, asker: Asker, number: str, *, to: date, reason: str, version: int
) -> DueDateSet | DeskRefused:
    """Do what was shown, if nothing about the invoice has changed since; once."""
    account = people.lock(tx, asker.account_id)
    author = agents.agent(tx, asker.person_id, lock=True)
    if not author.agent:
        return DeskRefused(DeskProblem.NOT_AN_AGENT)
    found = _movable(tx, asker, number, to)
    if isinstance(found, DeskRefused):
        return found
    if found.due_on == to:
        return DueDateSet(asker.account, found, repeated=True)
    if found.version != version:
        return DeskRefused(DeskProblem.CHANGED, number)
    invoices.due(tx, found, to)
    looks.look_at(
        tx, found.id, found.account_id, next_look(stages_of(account.reminder_days), to, None)
    )
    fact = DueDateMoved(
        account_id=asker.account_id,
        account=asker.account,
        about=f"{found.id}:{version}",
        at=asker.now,
        by=author.name,
        request_id=asker.request_id,
        number=number,
        was=found.due_on,
        due_on=to,
        reason=reason,
    )
    events.add(tx, new_id("evt"), fact)
    return DueDateSet(asker.account, invoices.identified(tx, asker.account_id, found.id))


def _movable(tx: Connection, asker: Asker, number: str, to: date) -> Invoice | DeskRefused:
    found = invoices.numbered(tx, (asker.account_id,), number)
    if found is None:
        return DeskRefused(DeskProblem.INVOICE_UNKNOWN, number)
    if found.status is not InvoiceStatus.OPEN or not found.owing:
        return DeskRefused(DeskProblem.NOT_OPEN, number)
    if found.gateway_ref is not None:
        return DeskRefused(DeskProblem.KEPT_THERE, number)
    if planned.live_on(tx, asker.account_id, [found.id]):
        return DeskRefused(DeskProblem.PLANNED, number)
    if not asker.today <= to <= asker.today + FURTHEST:
        return DeskRefused(DeskProblem.NO_SUCH_DAY, number)
    return found


def _hears(contact: Contact) -> bool:
    return contact.receives_invoices or contact.receives_reminders
