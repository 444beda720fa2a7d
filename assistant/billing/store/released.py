"""Reminders that something held back, and that nothing holds any more."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, update
from sqlalchemy.engine import Connection

from assistant.billing.model.reminder import ReminderState
from assistant.billing.store.tables.reminders import reminders
from assistant.db.direct import short_lists


def go_on(tx: Connection, invoice_ids: Iterable[str], why: str, now: datetime) -> None:
    """Look afresh at what waited for this reason alone."""
    for some in short_lists(invoice_ids):
        tx.execute(_go_on, {"invoices": some, "reason": why, "due_at": now})


_go_on = update(reminders).where(
    reminders.c.invoice_id.in_(bindparam("invoices", expanding=True)),
    reminders.c.state == ReminderState.WAITING.value,
    reminders.c.why == bindparam("reason"),
)
