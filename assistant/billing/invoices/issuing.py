"""Bring an invoice into the books: number, contact, lines, taxes and ledger entry, all or nothing.

*Rounding*: none here. Lines are whole minor units; a tax is computed once on the total it is levied
on and shared among the lines (``billing.taxes``), so that the total of an invoice **is** the sum of
its lines and their taxes, and the ledger entry is made from those sums.

*What each type posts* (debit +, credit -; net and tax are negative on the last three):

    NEW, RECURRING, ONE-TIME-CHARGE   +receivable gross          -revenue net  -tax tax     OPEN
    the same, for nothing or less     -credit |gross|            +revenue      +tax         CLOSED
    CREDIT                            -credit |gross|            +revenue      +tax         CLOSED
    REFUND                            -refunding |gross|         +revenue      +tax         CLOSED
    REFUND of what is in credit       -refunding |gross|         +credit |gross|            CLOSED
    MANUAL_PAYMENT_CREDIT             -credit |gross|            +gateway |gross|           CLOSED

A CREDIT gives what we sold for less; a REFUND promises to give money back, and ``pay_out`` notes
that it left (a refund that fails becomes credit: ``keep_as_credit``). A MANUAL_PAYMENT_CREDIT
is money that arrived and first of all becomes the customer's: ``apply_credit`` then pays invoices
with it. So no money is counted twice and none is lost on the way.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from assistant.billing import ledger
from assistant.billing.ahead import end_what_is_paid
from assistant.billing.ids import ordered_id
from assistant.billing.invoices import numbering
from assistant.billing.ledger import Book, Posting
from assistant.billing.model import (
    Account,
    Contact,
    Invoice,
    InvoiceStatus,
    InvoiceType,
    Item,
    Role,
    Seller,
)
from assistant.billing.model.new_invoice import Flaw as Flaw
from assistant.billing.model.new_invoice import NewInvoice as NewInvoice
from assistant.billing.model.new_invoice import flaw as flaw
from assistant.billing.model.reminder import next_look, stages_of
from assistant.billing.money import Money
from assistant.billing.store import invoices, looks, people
from assistant.billing.store import issuing as rows
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Issued:
    """What became of a new invoice."""

    id: str
    number: str
    total: Money
    status: InvoiceStatus


def issue(tx: Connection, account_id: str, new: NewInvoice, *, at: datetime) -> Issued:
    """Enter an invoice: its rows, its ledger entry, the balance and the contact as they are now.

    What asks for no money is closed at once. The caller's transaction is about one account only.
    """
    assert (wrong := flaw(new)) is None, (wrong, new)
    account = people.lock(tx, account_id)
    assert not new.from_credit or _covered(tx, account_id, -(new.net + new.tax)), new
    invoice_id, gross = ordered_id("inv"), new.net + new.tax
    lines = _postings(new, invoice_id)
    owes = lines[0].book is Book.RECEIVABLE
    status = InvoiceStatus.OPEN if owes else InvoiceStatus.CLOSED
    before = ledger.owed(tx, account_id, new.currency)
    number = new.number or numbering.next_number(tx)
    selling = rows.seller(tx)
    row = {
        "id": invoice_id,
        "account_id": account_id,
        "number": number,
        "type": new.type,
        "status": status,
        "currency": new.currency,
        "total_minor": gross.minor,
        "issued_on": new.issued_on,
        "due_on": new.due_on,
        "balance_at_open_minor": before.minor,
        "balance_at_close_minor": None if owes else (before + _moved(lines)).minor,
        "contact": snapshot(account, people.contacts_of(tx, account_id)),
        "seller_id": selling[0] if selling else None,
        "purchase_order": new.purchase_order or None,
        "closed_at": None if owes else at,
    }
    rows.add(
        tx, row, [line_row(invoice_id, each) for each in new.items], tax_rows(invoice_id, new.items)
    )
    if owes:
        stages = stages_of(account.reminder_days)
        looks.look_at(tx, invoice_id, account_id, next_look(stages, new.due_on, None))
    ledger.post(tx, account_id, new.type.lower(), about=invoice_id, at=at, lines=lines)
    return Issued(invoice_id, number, gross, status)


def apply_credit(
    tx: Connection, account_id: str, parts: Sequence[tuple[Invoice, Money]], *, at: datetime
) -> None:
    """Pay invoices with what the customer has in credit; the caller holds the account's turn.

    The parts are in one currency, each at most what is open on its invoice, in all at most what is
    in credit.
    """
    spent = sum((part for _, part in parts[1:]), start=parts[0][1])
    assert _covered(tx, account_id, spent), parts
    assert all(0 < part.minor <= invoice.open_amount.minor for invoice, part in parts), parts
    paid = [Posting(Book.RECEIVABLE, -part, invoice.id) for invoice, part in parts]
    lines = [Posting(Book.CREDIT, spent), *paid]
    ledger.post(tx, account_id, "credit_applied", about=parts[0][0].id, at=at, lines=lines)
    balance = ledger.owed(tx, account_id, spent.currency)
    for invoice, part in parts:
        invoices.receive(tx, invoice, part, balance=balance, at=at)
    end_what_is_paid(tx, people.account(tx, account_id), at)


def pay_out(
    tx: Connection, account_id: str, refund_id: str, amount: Money, *, at: datetime
) -> None:
    """Note that the money of a REFUND left us; the caller holds the account's turn."""
    lines = [Posting(Book.REFUNDING, amount), Posting(Book.GATEWAY, -amount)]
    ledger.post(tx, account_id, "paid_out", about=refund_id, at=at, lines=lines)


def keep_as_credit(
    tx: Connection, account_id: str, refund_id: str, amount: Money, *, at: datetime
) -> None:
    """Note that the money of a REFUND could not be sent and stays the customer's credit."""
    lines = [Posting(Book.REFUNDING, amount), Posting(Book.CREDIT, -amount)]
    ledger.post(tx, account_id, "refund_kept", about=refund_id, at=at, lines=lines)


def declare_seller(tx: Connection, seller: Seller) -> None:
    """Say who sells from now on; invoices already issued keep the seller they name."""
    known = rows.seller(tx)
    if known is None or known[1] != seller:
        rows.add_seller(tx, ordered_id("sel"), seller)


def _covered(tx: Connection, account_id: str, amount: Money) -> bool:
    """Whether that much is in the customer's credit."""
    in_credit = ledger.credit(tx, account_id)
    return any(each.currency == amount.currency and each >= amount for each in in_credit)


def _postings(new: NewInvoice, invoice_id: str) -> list[Posting]:
    """The ledger entry of an invoice, the customer's side first."""
    gross = new.net + new.tax
    sold = [Posting(Book.REVENUE, -new.net), Posting(Book.TAX, -new.tax)]
    match new.type:
        case InvoiceType.REFUND:
            other = [Posting(Book.CREDIT, -gross)] if new.from_credit else sold
            lines = [Posting(Book.REFUNDING, gross), *other]
        case InvoiceType.MANUAL_PAYMENT_CREDIT:
            lines = [Posting(Book.CREDIT, gross), Posting(Book.GATEWAY, -gross)]
        case _ if new.type.payable and gross.minor > 0:
            lines = [Posting(Book.RECEIVABLE, gross, invoice_id), *sold]
        case _:
            lines = [Posting(Book.CREDIT, gross), *sold]
    return [line for line in lines if line.amount.minor] or lines[:2]


def _moved(lines: Sequence[Posting]) -> Money:
    """How an entry moves the account's balance."""
    mine = [each.amount for each in lines if each.book in (Book.RECEIVABLE, Book.CREDIT)]
    return sum(mine, start=Money(0, lines[0].amount.currency))


def snapshot(account: Account, contacts: Sequence[Contact]) -> dict[str, str]:
    """The contact an invoice is addressed to, copied so that it stays as it was."""
    addressed = sorted(contacts, key=lambda each: (not each.receives_invoices, -each.role))
    if not addressed:
        return {"company": account.name}
    first = addressed[0]
    return {
        "company": account.name,
        "name": first.name,
        "email": first.email,
        "role": Role(first.role).name.lower(),
    }


def line_row(invoice_id: str, item: Item) -> dict[str, Any]:
    """A line as its table has it."""
    return {
        "invoice_id": invoice_id,
        "position": item.position,
        "description": item.description,
        "amount_minor": item.amount.minor,
        "tax_minor": item.tax.minor,
        "recurring": item.recurring,
        "parent": item.parent,
        "category": item.category,
    }


def tax_rows(invoice_id: str, items: Sequence[Item]) -> list[dict[str, Any]]:
    """The taxes of lines as their table has them."""
    return [
        {
            "invoice_id": invoice_id,
            "position": item.position,
            "line": number,
            "name": tax.name,
            "rate_ppm": tax.ppm,
            "amount_minor": tax.amount.minor,
        }
        for item in items
        for number, tax in enumerate(item.taxes, start=1)
    ]
