"""Invoices and their lines."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Update, bindparam, select, update
from sqlalchemy.engine import Connection

from assistant.billing.model import Invoice, InvoiceStatus, InvoiceType, Item, TaxLine
from assistant.billing.money import Money
from assistant.billing.store import looks
from assistant.billing.store.tables.invoices import invoice_items, invoices, item_taxes
from assistant.billing.store.tables.operations import disputes
from assistant.billing.store.tables.payments import allocations
from assistant.db.direct import asked_for_each, short_lists

_of_account = invoices.c.account_id == bindparam("account")
_open = (
    select(invoices)
    .where(_of_account, invoices.c.status == "OPEN", invoices.c.total_minor > invoices.c.paid_minor)
    .order_by(invoices.c.due_on, invoices.c.id)
)


def open_ones(tx: Connection, account_id: str) -> list[Invoice]:
    """What can be paid, oldest due first."""
    return [invoice(row) for row in tx.execute(_open, {"account": account_id})]


_newest_open = (
    select(invoices.c.number)
    .where(_of_account, invoices.c.status == "OPEN")
    .order_by(invoices.c.due_on.desc(), invoices.c.id.desc())
    .limit(200)
)


def open_numbers(tx: Connection, account_id: str) -> list[str]:
    """The numbers of the newest that are open, and no more than can be compared at once."""
    return list(tx.execute(_newest_open, {"account": account_id}).scalars())


_numbered = select(invoices).where(
    invoices.c.number == bindparam("number"),
    invoices.c.account_id.in_(bindparam("accounts", expanding=True)),
)


def numbered(tx: Connection, account_ids: Sequence[str], number: str) -> Invoice | None:
    """Find an invoice, but only one of these accounts' own."""
    row = tx.execute(_numbered, {"number": number, "accounts": list(account_ids)}).one_or_none()
    return None if row is None else invoice(row)


_identified = select(invoices).where(_of_account, invoices.c.id == bindparam("id"))


def identified(tx: Connection, account_id: str, invoice_id: str) -> Invoice:
    """The account's invoice with this id, which must exist."""
    return invoice(tx.execute(_identified, {"account": account_id, "id": invoice_id}).one())


def asking_for(tx: Connection, invoice_ids: Iterable[str]) -> Callable[[], list[Invoice]]:
    """These invoices, whoever's they are; for the tail, which acts for nobody and asks more."""
    rows = asked_for_each(tx, _of_these, "ids", invoice_ids)
    return lambda: [invoice(row) for row in rows]


_of_these = select(invoices).where(invoices.c.id.in_(bindparam("ids", expanding=True)))


def items(tx: Connection, invoice: Invoice) -> tuple[Item, ...]:
    """The lines of an invoice with their taxes, in its own order."""
    currency = invoice.total.currency
    found: dict[int, Item] = {}
    for row in tx.execute(_items, {"invoice": invoice.id}):
        item = found.get(row.position) or _item(row, currency)
        if row.line is not None:
            tax = TaxLine(row.name, row.rate_ppm, Money(row.of_it, currency))
            item = replace(item, taxes=(*item.taxes, tax))
        found[row.position] = item
    return tuple(found.values())


_items = (
    select(
        invoice_items,
        item_taxes.c.line,
        item_taxes.c.name,
        item_taxes.c.rate_ppm,
        item_taxes.c.amount_minor.label("of_it"),
    )
    .outerjoin(
        item_taxes,
        (item_taxes.c.invoice_id == invoice_items.c.invoice_id)
        & (item_taxes.c.position == invoice_items.c.position),
    )
    .where(invoice_items.c.invoice_id == bindparam("invoice"))
    .order_by(invoice_items.c.position, item_taxes.c.line)
)


def _item(row: Any, currency: str) -> Item:
    return Item(
        position=row.position,
        description=row.description,
        amount=Money(row.amount_minor, currency),
        tax=Money(row.tax_minor, currency),
        recurring=row.recurring,
        parent=row.parent,
        category=row.category,
    )


class InvoiceMovedError(RuntimeError):
    """An invoice is no longer as it was read: take the account's turn before reading it."""


def close_failed(tx: Connection, invoice: Invoice, *, balance: Money, at: datetime) -> None:
    """Close an open invoice that was not paid for."""
    _move(tx, _close, invoice, _closing(InvoiceStatus.CLOSED_FAILED, balance, at))


def receive(
    tx: Connection, invoice: Invoice, amount: Money, *, balance: Money, at: datetime
) -> None:
    """Note money received on an open invoice; the last of it closes the invoice."""
    receiving(tx, invoice, amount, balance=balance, at=at)()


def receiving(
    tx: Connection, invoice: Invoice, amount: Money, *, balance: Money, at: datetime
) -> Callable[[], None]:
    """The same for who has more to write first; what it returns must be called, and may raise."""
    if invoice.open_amount != amount:
        return _moving(tx, _receive, invoice, {"more": amount.minor})
    closing = _closing(InvoiceStatus.CLOSED, balance, at)
    return _moving(tx, _receive_the_rest, invoice, {"more": amount.minor, **closing})


_as_read = (
    update(invoices)
    .where(
        invoices.c.id == bindparam("invoice"),
        invoices.c.status == "OPEN",
        invoices.c.paid_minor == bindparam("paid"),
    )
    .values(version=invoices.c.version + 1)
)
"""The only way an invoice moves: from OPEN, and from exactly what was read."""


_more = invoices.c.paid_minor + bindparam("more")
_ends: dict[str, Any] = {
    "status": bindparam("end"),
    "closed_at": bindparam("at"),
    "balance_at_close_minor": bindparam("balance"),
}
_close = _as_read.values(**_ends)
_receive = _as_read.values(paid_minor=_more)
_receive_the_rest = _as_read.values(paid_minor=_more, **_ends)


def _closing(end: InvoiceStatus, balance: Money, at: datetime) -> dict[str, Any]:
    return {"end": end, "at": at, "balance": balance.minor}


def _move(tx: Connection, change: Update, invoice: Invoice, values: dict[str, Any]) -> None:
    _moving(tx, change, invoice, values)()


def _moving(
    tx: Connection, change: Update, invoice: Invoice, values: dict[str, Any]
) -> Callable[[], None]:
    as_read = {"invoice": invoice.id, "paid": invoice.paid.minor}
    found = tx.execute(change, {**as_read, **values})

    def be_sure() -> None:
        if found.rowcount != 1:
            said = f"invoice {invoice.number} was not open with {invoice.paid} paid"
            raise InvoiceMovedError(said)

    return be_sure


def reopen(tx: Connection, invoice: Invoice, amount: Money) -> None:
    """Money received on it has gone back: what was closed by it is open again."""
    values: dict[str, Any] = {
        "paid_minor": invoices.c.paid_minor - amount.minor,
        "version": invoices.c.version + 1,
    }
    if invoice.status is InvoiceStatus.CLOSED:
        values |= {
            "status": InvoiceStatus.OPEN,
            "closed_at": None,
            "balance_at_close_minor": None,
        }
    _move(tx, _as_paid.values(**values), invoice, {})
    looks.look_at(tx, invoice.id, invoice.account_id, invoice.closed_at)


_as_paid = update(invoices).where(
    invoices.c.id == bindparam("invoice"), invoices.c.paid_minor == bindparam("paid")
)
"""The only way back: a bank took a payment back."""


def due(tx: Connection, invoice: Invoice, on: date) -> None:
    """Have an open invoice fall due on another day; offers made on it are no longer good."""
    _move(tx, _due, invoice, {"on": on})


_due = _as_read.values(due_on=bindparam("on"))


def touch(tx: Connection, invoice_ids: Sequence[str]) -> None:
    """Move the version: offers made on the invoice as it was are no longer good."""
    for some in short_lists(invoice_ids):
        tx.execute(_touch, {"which": some})


_touch = (
    update(invoices)
    .where(invoices.c.id.in_(bindparam("which", expanding=True)))
    .values(version=invoices.c.version + 1)
)

_TYPES = {each.value: each for each in InvoiceType}
_STATUSES = {each.value: each for each in InvoiceStatus}


def invoice(row: Any) -> Invoice:
    """Read a row of ``invoices``."""
    money = row.currency
    at_close = row.balance_at_close_minor
    return Invoice(
        id=row.id,
        account_id=row.account_id,
        number=row.number,
        type=_TYPES[row.type],
        status=_STATUSES[row.status],
        total=Money(row.total_minor, money),
        paid=Money(row.paid_minor, money),
        issued_on=row.issued_on,
        due_on=row.due_on,
        version=row.version,
        balance_at_open=Money(row.balance_at_open_minor, money),
        balance_at_close=None if at_close is None else Money(at_close, money),
        contact=row.contact,
        closed_at=row.closed_at,
        purchase_order=row.purchase_order or "",
        seller_id=row.seller_id,
        disputed=row.disputed_at is not None,
        disputed_at=row.disputed_at,
        gateway_ref=row.gateway_ref,
    )


def mark_disputed(tx: Connection, invoice: Invoice, at: datetime | None) -> None:
    """Mark an invoice as disputed since then, or unmark it."""
    tx.execute(_mark_disputed, {"which": invoice.id, "since": at})


def disputed_by_bank(tx: Connection, invoice_id: str) -> bool:
    """Whether the payer's bank asks for a payment of it back, and has not decided."""
    return tx.execute(_disputed_by_bank, {"invoice": invoice_id}).first() is not None


_mark_disputed = (
    update(invoices)
    .where(invoices.c.id == bindparam("which"))
    .values(disputed_at=bindparam("since"), version=invoices.c.version + 1)
)
_disputed_by_bank = (
    select(disputes.c.gateway_ref)
    .join(allocations, allocations.c.payment_id == disputes.c.payment_id)
    .where(allocations.c.invoice_id == bindparam("invoice"), disputes.c.status == "open")
)
