"""What people have said of invoices: that they are paid, or on which day they will be."""

from datetime import date, datetime

from sqlalchemy.engine import Connection

from assistant.billing.model.hold import promised_days
from assistant.billing.store import holds


def paid(tx: Connection, account_id: str, now: datetime) -> set[str]:
    """The invoices that somebody says are paid, while we look for the money."""
    return {each.invoice_id for each in holds.said_paid(tx, account_id, now)}


def promised(tx: Connection, account_id: str, now: datetime) -> dict[str, date]:
    """By invoice, the day on which somebody has promised to pay it."""
    return promised_days(holds.live_of(tx, account_id, now))
