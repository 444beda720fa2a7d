"""Read invoices and balances of one account, and note what else becomes of an invoice."""

from datetime import datetime

from sqlalchemy.engine import Connection

from assistant.billing import ledger
from assistant.billing.ledger import Book, Posting
from assistant.billing.model import Asker, InvoiceStatus
from assistant.billing.money import Money, total
from assistant.billing.outcomes import BalanceShown, InvoiceList, InvoiceNotFound, InvoiceShown
from assistant.billing.store import invoices, payments, people
from assistant.billing.store.invoices import Filter as Filter

PAGE = 10


def list_invoices(
    tx: Connection, asker: Asker, wanted: Filter, *, page: int, may_pay: bool
) -> InvoiceList:
    """One page of the account's invoices that match, newest first, with the true total."""
    offset = (page - 1) * PAGE
    found, matching = invoices.page(tx, asker.account_id, wanted, offset=offset, limit=PAGE)
    return InvoiceList(
        account=asker.account,
        invoices=tuple(found),
        total=matching,
        offset=offset,
        page=page,
        filtered=wanted != Filter(),
        payable=tuple(each.number for each in found if may_pay and each.open_amount.minor),
    )


def show_invoice(
    tx: Connection, asker: Asker, number: str, *, may_pay: bool
) -> InvoiceShown | InvoiceNotFound:
    """One of the account's invoices with its lines."""
    invoice = invoices.numbered(tx, (asker.account_id,), number)
    if invoice is None:
        return InvoiceNotFound(number)
    return InvoiceShown(
        account=asker.account,
        invoice=invoice,
        items=invoices.items(tx, invoice),
        live=payments.live_on(tx, [invoice.id]),
        may_pay=may_pay,
    )


def balance(tx: Connection, asker: Asker, *, may_pay: bool) -> BalanceShown:
    """What the account owes, is late with, has in credit and has on its way."""
    open_ones = invoices.open_ones(tx, asker.account_id)
    on_the_way = payments.under_way(tx, asker.account_id)
    return BalanceShown(
        account=asker.account,
        owed=total([each.open_amount for each in open_ones]),
        overdue=total([each.open_amount for each in open_ones if each.overdue(asker.today)]),
        credit=ledger.credit(tx, asker.account_id),
        open_count=len(open_ones),
        next_due=open_ones[0] if open_ones else None,
        processing=total([each.amount for each in on_the_way]),
        may_pay=may_pay,
    )


def receive_elsewhere(
    tx: Connection, account_id: str, number: str, amount: Money, *, at: datetime
) -> None:
    """Enter money that reached us some other way (a wire, an import), at most what is open."""
    people.lock(tx, account_id)
    invoice = invoices.numbered(tx, (account_id,), number)
    assert invoice is not None
    assert Money(0, amount.currency) < amount <= invoice.open_amount, (invoice, amount)
    lines = [Posting(Book.GATEWAY, amount), Posting(Book.RECEIVABLE, -amount, invoice.id)]
    ledger.post(tx, account_id, "received", about=invoice.id, at=at, lines=lines)
    balance = ledger.owed(tx, account_id, amount.currency)
    invoices.receive(tx, invoice, amount, balance=balance, at=at)


def write_off(tx: Connection, account_id: str, number: str, *, at: datetime) -> None:
    """Close an open invoice that will never be paid; what is open becomes a loss."""
    people.lock(tx, account_id)
    invoice = invoices.numbered(tx, (account_id,), number)
    assert invoice is not None
    assert invoice.status is InvoiceStatus.OPEN, invoice
    lost = invoice.open_amount
    lines = [Posting(Book.RECEIVABLE, -lost, invoice.id), Posting(Book.WRITE_OFF, lost)]
    ledger.post(tx, account_id, "write_off", about=invoice.id, at=at, lines=lines)
    balance = ledger.owed(tx, account_id, lost.currency)
    invoices.close_failed(tx, invoice, balance=balance, at=at)
