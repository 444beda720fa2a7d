"""Write what a new invoice needs: its number, its rows, who sells."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import bindparam, exists, func, insert, select, text
from sqlalchemy.engine import Connection

from assistant.billing.model import Seller
from assistant.billing.store.tables.invoices import invoice_items, invoices, item_taxes, sellers

_raise = text(
    "INSERT INTO number_series (name, last) VALUES (:name, :first)"
    " ON CONFLICT (name) DO UPDATE SET last = number_series.last + 1"
    " WHERE number_series.last < :most RETURNING last"
)
_jump = text("UPDATE number_series SET last = :last WHERE name = :name")
_taken = select(exists().where(invoices.c.number == bindparam("number")))


def next_number(tx: Connection, series: str, *, first: int, most: int) -> int | None:
    """Take the next number of a series, None after the last one.

    Others who want one wait until this transaction ends, so one that fails leaves no gap, and a
    number is never given twice.
    """
    given = tx.execute(_raise, {"name": series, "first": first, "most": most})
    return given.scalar_one_or_none()


def jump(tx: Connection, series: str, last: int) -> None:
    """Go on from a higher number."""
    tx.execute(_jump, {"name": series, "last": last})


def taken(tx: Connection, number: str) -> bool:
    """Whether any account's invoice has this number."""
    return bool(tx.execute(_taken, {"number": number}).scalar_one())


def add(
    tx: Connection,
    row: dict[str, Any],
    lines: Sequence[dict[str, Any]],
    taxes: Sequence[dict[str, Any]],
) -> None:
    """Write a new invoice with its lines and their taxes."""
    tx.execute(_invoice, row)
    if lines:
        tx.execute(_lines, list(lines))
    if taxes:
        tx.execute(_taxes, list(taxes))


_invoice, _lines, _taxes = insert(invoices), insert(invoice_items), insert(item_taxes)


def seller(tx: Connection) -> tuple[str, Seller] | None:
    """Who sells today, with the id; None until somebody said so."""
    row = tx.execute(_newest_seller).one_or_none()
    return None if row is None else (row.id, _seller(row))


def seller_named(tx: Connection, seller_id: str) -> Seller:
    """Who an invoice says sold."""
    return _seller(tx.execute(_seller_named, {"id": seller_id}).one())


def add_seller(tx: Connection, seller_id: str, seller: Seller) -> None:
    """Write who sells from now on; the ids sort by time."""
    tx.execute(insert(sellers), asdict(seller) | {"id": seller_id})


_newest = select(func.max(sellers.c.id)).scalar_subquery()
_newest_seller = select(sellers).where(sellers.c.id == _newest)
_seller_named = select(sellers).where(sellers.c.id == bindparam("id"))


def _seller(row: Any) -> Seller:
    return Seller(row.name, row.address, row.registration, row.tax_id)
