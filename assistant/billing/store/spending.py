"""Sums of an account's invoices and of its money by month, a currency apart from any other."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, func, select
from sqlalchemy.engine import Connection

from assistant.billing.model import InvoiceType
from assistant.billing.store.tables.invoices import invoices
from assistant.billing.store.tables.ledger import entries, postings

MONTHS = 12
Sums = list[tuple[int, str, int]]
"""(which month, counted from 0, currency, minor units), of what is not nothing."""


def invoiced(tx: Connection, account_id: str, edges: Sequence[date]) -> Sums:
    """What was invoiced less what was credited, by the invoices' own dates.

    ``edges`` are the first days of twelve months and of the one after.
    """
    return _sums(tx.execute(_invoiced, {"account": account_id, **_named(edges)}))


def paid(tx: Connection, account_id: str, edges: Sequence[datetime]) -> Sums:
    """What reached us by any way less what was sent back, by when it was entered."""
    return _sums(tx.execute(_paid, {"account": account_id, **_named(edges)}))


def _named(edges: Sequence[object]) -> dict[str, object]:
    assert len(edges) == MONTHS + 1, edges
    return {f"edge{number}": edge for number, edge in enumerate(edges)}


def _sums(rows: Any) -> Sums:
    return [(row.month, row.currency, int(row.minor)) for row in rows if row.minor]


def _month(at: ColumnElement[Any]) -> ColumnElement[int]:
    passed = [(at < bindparam(f"edge{number + 1}", type_=at.type), number) for number in range(11)]
    return case(*passed, else_=11).label("month")


def _within(at: ColumnElement[Any]) -> tuple[ColumnElement[bool], ...]:
    first, last = (bindparam(f"edge{number}", type_=at.type) for number in (0, MONTHS))
    return (at >= first, at < last)


_BILLED = (
    InvoiceType.NEW,
    InvoiceType.RECURRING,
    InvoiceType.ONE_TIME_CHARGE,
    InvoiceType.CREDIT,
)
_invoice_month, _entry_month = _month(invoices.c.issued_on), _month(entries.c.at)
_invoiced = (
    select(_invoice_month, invoices.c.currency, func.sum(invoices.c.total_minor).label("minor"))
    .where(
        invoices.c.account_id == bindparam("account"),
        invoices.c.type.in_(_BILLED),
        *_within(invoices.c.issued_on),
    )
    .group_by(_invoice_month, invoices.c.currency)
)
_paid = (
    select(_entry_month, postings.c.currency, func.sum(postings.c.minor).label("minor"))
    .join(
        entries,
        (entries.c.account_id == postings.c.account_id) & (entries.c.seq == postings.c.seq),
    )
    .where(
        postings.c.account_id == bindparam("account"),
        postings.c.book == "gateway",
        *_within(entries.c.at),
    )
    .group_by(_entry_month, postings.c.currency)
)
