"""Tell of an invoice that was entered from elsewhere, if it is news to whoever pays it."""

from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from assistant.billing.events import InvoiceIssued
from assistant.billing.ids import new_id
from assistant.billing.model import InvoiceStatus
from assistant.billing.store import events, people
from assistant.billing.store import invoices as rows

NEWS = timedelta(days=7)
"""What was issued before this long is history that is moved in, and everybody knows of it."""


def tell_of_new(tx: Connection, account_id: str, number: str, now: datetime) -> bool:
    """Write the fact, once for each invoice; False where there is nothing to tell."""
    invoice = rows.numbered(tx, (account_id,), number)
    if invoice is None or invoice.status is not InvoiceStatus.OPEN:
        return False
    if invoice.issued_on < (now - NEWS).date():
        return False
    fact = InvoiceIssued(
        account_id=account_id,
        account=people.account(tx, account_id).name,
        about=invoice.id,
        at=now,
        invoice_id=invoice.id,
        number=invoice.number,
        minor=invoice.open_amount.minor,
        currency=invoice.total.currency,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        purchase_order=invoice.purchase_order,
    )
    return events.add_new(tx, new_id("evt"), fact)
