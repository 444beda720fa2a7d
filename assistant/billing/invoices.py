"""Read invoices and balances of one account, and bring new invoices into the books."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.engine import Connection

from assistant.billing import ledger
from assistant.billing.ids import new_id
from assistant.billing.ledger import Book, Posting
from assistant.billing.model import Asker, Contact, InvoiceStatus, InvoiceType, Item, Role
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


@dataclass(frozen=True, slots=True)
class NewInvoice:
    """An invoice about to enter the books; lines in one currency, the total is their sum."""

    number: str
    type: InvoiceType
    issued_on: date
    due_on: date
    items: tuple[Item, ...]
    currency: str


def issue(tx: Connection, account_id: str, new: NewInvoice, *, at: datetime) -> str:
    """Enter an invoice: its rows, its ledger entry, the balance and the contact as they are now.

    What asks for no money is closed at once, and goes to the customer's credit. Returns the id.
    """
    people.lock(tx, account_id)
    net = sum((item.amount for item in new.items), start=Money(0, new.currency))
    tax = sum((item.tax for item in new.items), start=Money(0, new.currency))
    gross = net + tax
    invoice_id = new_id("inv")
    before = ledger.owed(tx, account_id, new.currency)
    owes = new.type.payable and gross.minor > 0
    row = {
        "id": invoice_id,
        "account_id": account_id,
        "number": new.number,
        "type": new.type,
        "status": InvoiceStatus.OPEN if owes else InvoiceStatus.CLOSED,
        "currency": new.currency,
        "total_minor": gross.minor,
        "issued_on": new.issued_on,
        "due_on": new.due_on,
        "balance_at_open_minor": before.minor,
        "balance_at_close_minor": None if owes else (before + gross).minor,
        "contact": _snapshot(people.contacts_of(tx, account_id)),
        "closed_at": None if owes else at,
    }
    invoices.add(tx, row, [_item_row(invoice_id, item) for item in new.items])
    receives = Posting(Book.RECEIVABLE, gross, invoice_id) if owes else Posting(Book.CREDIT, gross)
    lines = [receives, Posting(Book.REVENUE, -net), Posting(Book.TAX, -tax)]
    ledger.post(tx, account_id, new.type.lower(), about=invoice_id, at=at, lines=_moving(lines))
    return invoice_id


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


def _moving(lines: Sequence[Posting]) -> list[Posting]:
    return [line for line in lines if line.amount.minor] or list(lines[:2])


def _snapshot(contacts: Sequence[Contact]) -> dict[str, str]:
    """The contact an invoice is addressed to, copied so that it stays as it was."""
    addressed = sorted(contacts, key=lambda each: (not each.receives_invoices, -each.role))
    if not addressed:
        return {}
    first = addressed[0]
    return {"name": first.name, "email": first.email, "role": Role(first.role).name.lower()}


def _item_row(invoice_id: str, item: Item) -> dict[str, Any]:
    return {
        "invoice_id": invoice_id,
        "position": item.position,
        "description": item.description,
        "amount_minor": item.amount.minor,
        "tax_minor": item.tax.minor,
        "recurring": item.recurring,
    }
