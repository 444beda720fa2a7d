"""What else becomes of an invoice: paid some other way, or never."""

from datetime import datetime

from sqlalchemy.engine import Connection

from assistant.billing import ledger
from assistant.billing.ahead import end_what_is_paid
from assistant.billing.ledger import Book, Posting
from assistant.billing.model import InvoiceStatus
from assistant.billing.money import Money
from assistant.billing.store import invoices, people


def receive_elsewhere(
    tx: Connection, account_id: str, number: str, amount: Money, *, at: datetime
) -> None:
    """Enter money that reached us some other way (a wire, an import), at most what is open."""
    account = people.lock(tx, account_id)
    invoice = invoices.numbered(tx, (account_id,), number)
    assert invoice is not None
    assert Money(0, amount.currency) < amount <= invoice.open_amount, (invoice, amount)
    lines = [Posting(Book.GATEWAY, amount), Posting(Book.RECEIVABLE, -amount, invoice.id)]
    ledger.post(tx, account_id, "received", about=invoice.id, at=at, lines=lines)
    balance = ledger.owed(tx, account_id, amount.currency)
    invoices.receive(tx, invoice, amount, balance=balance, at=at)
    end_what_is_paid(tx, account, at)


def write_off(tx: Connection, account_id: str, number: str, *, at: datetime) -> None:
    """Close an open invoice that will never be paid; what is open becomes a loss."""
    account = people.lock(tx, account_id)
    invoice = invoices.numbered(tx, (account_id,), number)
    assert invoice is not None
    assert invoice.status is InvoiceStatus.OPEN, invoice
    lost = invoice.open_amount
    lines = [Posting(Book.RECEIVABLE, -lost, invoice.id), Posting(Book.WRITE_OFF, lost)]
    ledger.post(tx, account_id, "write_off", about=invoice.id, at=at, lines=lines)
    balance = ledger.owed(tx, account_id, lost.currency)
    invoices.close_failed(tx, invoice, balance=balance, at=at)
    end_what_is_paid(tx, account, at)
