"""Read the whole ledger once, in order, and find by set what does not agree with it."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Executable, and_, case, func, or_, select
from sqlalchemy.engine import Connection

from assistant.billing.store.tables.invoices import invoices
from assistant.billing.store.tables.ledger import entries, postings
from assistant.billing.store.tables.payments import payments

AT_A_TIME = 5_000
"""Rows held in memory: a ledger of any size is walked in the same space."""

_sides = and_(entries.c.account_id == postings.c.account_id, entries.c.seq == postings.c.seq)
_walk = (
    select(
        entries.c.account_id,
        entries.c.seq,
        entries.c.kind,
        entries.c.reference,
        entries.c.at,
        entries.c.previous_hash,
        entries.c.hash,
        postings.c.book,
        postings.c.minor,
        postings.c.currency,
        postings.c.invoice_id,
    )
    .outerjoin(postings, _sides)
    .order_by(entries.c.account_id, entries.c.seq, postings.c.line)
)


def walk(tx: Connection) -> Iterator[Any]:
    """Every entry of every account in order, a row for each of its postings (or one without)."""
    for some in tx.execute(_walk, execution_options={"yield_per": AT_A_TIME}).partitions():
        yield from some


def stray_postings(tx: Connection) -> int:
    """How many postings belong to no entry; a foreign key forbids it, to those who enforce it."""
    return int(tx.execute(_stray).scalar_one())


_stray = (
    select(func.count())
    .select_from(postings.outerjoin(entries, _sides))
    .where(entries.c.seq.is_(None))
)

_by_ledger = (
    select(postings.c.invoice_id, func.sum(postings.c.minor).label("minor"))
    .where(postings.c.book == "receivable")
    .group_by(postings.c.invoice_id)
    .subquery()
)
_owes = and_(invoices.c.status == "OPEN", invoices.c.total_minor > 0)
_still_open = case((_owes, invoices.c.total_minor - invoices.c.paid_minor), else_=0)
_told_by_ledger = func.coalesce(_by_ledger.c.minor, 0)
_unequal_invoices = (
    select(
        invoices.c.account_id,
        invoices.c.number,
        _still_open.label("by_invoice"),
        _told_by_ledger.label("by_ledger"),
    )
    .outerjoin(_by_ledger, _by_ledger.c.invoice_id == invoices.c.id)
    .where(_still_open != _told_by_ledger)
    .order_by(invoices.c.number)
)
_foreign_postings = (
    select(postings.c.account_id, postings.c.seq, invoices.c.number)
    .join(invoices, invoices.c.id == postings.c.invoice_id)
    .where(
        or_(
            postings.c.account_id != invoices.c.account_id,
            postings.c.currency != invoices.c.currency,
        )
    )
)


def unequal_invoices(tx: Connection) -> list[Any]:
    """(account, number, open by the invoice, open by the ledger) where the two differ."""
    return _found(tx, _unequal_invoices)


def foreign_postings(tx: Connection) -> list[Any]:
    """Postings about an invoice of another account or in another currency."""
    return _found(tx, _foreign_postings)


_posted = (
    select(
        entries.c.reference,
        func.min(entries.c.account_id).label("account_id"),
        func.count(entries.c.seq.distinct()).label("times"),
        func.sum(case((postings.c.book == "gateway", postings.c.minor), else_=0)).label("minor"),
    )
    .outerjoin(postings, _sides)
    .where(entries.c.kind == "payment")
    .group_by(entries.c.reference)
    .subquery()
)
_arrived = func.coalesce(payments.c.moved_minor, payments.c.amount_minor)
_unposted_payments = (
    select(
        payments.c.account_id,
        payments.c.id,
        _arrived.label("amount_minor"),
        func.coalesce(_posted.c.minor, 0).label("minor"),
        func.coalesce(_posted.c.times, 0).label("times"),
    )
    .outerjoin(_posted, _posted.c.reference == payments.c.id)
    .where(
        payments.c.state == "succeeded",
        or_(
            _posted.c.times.is_(None),
            _posted.c.times != 1,
            _posted.c.minor != _arrived,
        ),
    )
)
_unpaid_postings = (
    select(_posted.c.account_id, _posted.c.reference)
    .outerjoin(payments, payments.c.id == _posted.c.reference)
    .where(payments.c.id.is_(None))
)
_shared_refs = (
    select(func.min(payments.c.account_id).label("account_id"), payments.c.gateway_ref)
    .where(payments.c.state == "succeeded", payments.c.gateway_ref.is_not(None))
    .group_by(payments.c.gateway_ref)
    .having(func.count() > 1)
)


def unposted_payments(tx: Connection) -> list[Any]:
    """Payments that succeeded and are not in the ledger once, with their amount."""
    return _found(tx, _unposted_payments)


def unpaid_postings(tx: Connection) -> list[Any]:
    """Entries about payments that do not exist."""
    return _found(tx, _unpaid_postings)


def shared_refs(tx: Connection) -> list[Any]:
    """The provider's references under which more than one payment succeeded."""
    return _found(tx, _shared_refs)


def _found(tx: Connection, query: Executable) -> list[Any]:
    return list(tx.execute(query))
