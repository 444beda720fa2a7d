"""What there was to tell of an invoice or a payment, and whose word keeps its reminders back.

It is found as for the operator (``assistant audit show``), but of the asker's own account only.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from assistant.billing.model import Asker
from assistant.billing.model.hold import HoldKind, HoldState
from assistant.billing.model.hours import begins
from assistant.billing.model.reminder import NotReminded, ReminderState
from assistant.billing.outcomes import InvoiceNotFound, NoPaymentYet, Outcome
from assistant.billing.outcomes.reminding import MeantBy, NothingOpen, WhichMeant
from assistant.billing.outcomes.telling import (
    NoticesShown,
    NoticesWanted,
    PlannedReminder,
    Word,
    WordsShown,
)
from assistant.billing.reminding import trail
from assistant.billing.store import events, invoices, payments, people


def notices(tx: Connection, asker: Asker, wanted: NoticesWanted) -> Outcome:
    """What there was to tell; who has heard it is known to whoever sends."""
    if wanted.number is not None:
        return _of_invoice(tx, asker, wanted.number, wanted)
    if not wanted.reminders:
        return _of_payment(tx, asker, wanted)
    still = tuple(invoices.open_ones(tx, asker.account_id))
    if len(still) > 1:
        return WhichMeant(asker.account, still, MeantBy.REMINDED)
    if not still:
        return NothingOpen(asker.account)
    return _of_invoice(tx, asker, still[0].number, wanted)


def _of_invoice(tx: Connection, asker: Asker, number: str, wanted: NoticesWanted) -> Outcome:
    invoice = invoices.numbered(tx, (asker.account_id,), number)
    if invoice is None:
        return InvoiceNotFound(number)
    since = begins(invoice.issued_on)
    told = () if wanted.reminders else events.naming(tx, asker.account_id, number, since)
    planned = tuple(_planned(row, asker) for row in trail.reminders_of(tx, invoice.id))
    about, facts = replace(wanted, number=number), tuple(row.id for row in told)
    return NoticesShown(asker.account, asker.person_id, about, facts, planned)


def _of_payment(tx: Connection, asker: Asker, wanted: NoticesWanted) -> Outcome:
    """Those of the account's last payment."""
    newest = payments.of_account(tx, asker.account_id, offset=0, limit=1)
    if not newest:
        return NoPaymentYet(asker.account, None, may_pay=False)
    told, _ = events.of_payment(tx, newest[0].id)
    return NoticesShown(asker.account, asker.person_id, wanted, tuple(row.id for row in told))


def words(tx: Connection, asker: Asker, number: str, *, paid: bool) -> Outcome:
    """Who promised to pay it, or said that it is paid, and what became of that."""
    invoice = invoices.numbered(tx, (asker.account_id,), number)
    if invoice is None:
        return InvoiceNotFound(number)
    kind = HoldKind.SAYS_PAID if paid else HoldKind.PROMISE
    said = [row for row in trail.holds_of(tx, invoice.id) if row["kind"] == kind]
    said.sort(key=lambda row: (row["at"], row["id"]), reverse=True)
    live = [row["id"] for row in said if _is_live(row, asker.now)]
    holding = live if paid else live[:1]  # of several promises the newest counts
    found = tuple(_word(tx, asker, row, holds=row["id"] in holding) for row in said)
    return WordsShown(asker.account, invoice, found, paid)


def _is_live(row: dict[str, Any], now: datetime) -> bool:
    return row["ended_at"] is None and (row["until"] is None or row["until"] > now)


def _word(tx: Connection, asker: Asker, row: dict[str, Any], *, holds: bool) -> Word:
    return Word(
        name=people.name_of(tx, row["said_by"]),
        own=row["said_by"] == asker.person_id,
        said_at=row["at"],
        day=row["day"],
        until=row["until"],
        state=HoldState(row["state"]),
        holds=holds,
    )


def _planned(row: dict[str, Any], asker: Asker) -> PlannedReminder:
    """A reminder as it stands; of a case that keeps it back only our own people hear."""
    why = NotReminded(row["why"]) if row["why"] else None
    hidden = why is NotReminded.WITH_AGENT and not asker.for_customer
    return PlannedReminder(
        person_id=row["person"],
        stage=row["stage"],
        state=ReminderState(row["state"]),
        why=None if hidden else why,
        due_at=row["due_at"],
        seen_at=row["at"],
        batch=row["batch"],
    )
