"""Everything by which an account's invoices were paid: through the assistant or in another way."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, exists, func, literal, select, union_all
from sqlalchemy.engine import Connection

from assistant.billing.model import Allocation, Arrival, Payment
from assistant.billing.money import Money, total
from assistant.billing.store import payments as rows
from assistant.billing.store.tables.invoices import invoices
from assistant.billing.store.tables.ledger import entries, postings
from assistant.billing.store.tables.payments import payments

KINDS = ("received", "credit_applied")
"""Entries of the ledger that paid invoices, and have no payment of the assistant's."""


def page(tx: Connection, account_id: str, *, offset: int, limit: int) -> list[Payment | Arrival]:
    """One page of it, newest first."""
    wanted = {"account": account_id, "kinds": list(KINDS), "offset": offset, "limit": limit}
    found = tx.execute(_page, wanted).all()
    ours = {each.id: each for each in rows.several(tx, [row.which for row in found if not row.seq])}
    others = _arrivals(tx, account_id, [row for row in found if row.seq])
    return [others[row.seq] if row.seq else ours[row.which] for row in found]


def count(tx: Connection, account_id: str) -> int:
    """How many there are."""
    return int(tx.execute(_count, {"account": account_id, "kinds": list(KINDS)}).scalar_one())


_every = union_all(
    select(
        payments.c.id.label("which"),
        payments.c.created_at.label("at"),
        literal("").label("kind"),
        literal(0).label("seq"),
    ).where(payments.c.account_id == bindparam("account")),
    select(entries.c.reference, entries.c.at, entries.c.kind, entries.c.seq).where(
        entries.c.account_id == bindparam("account"),
        entries.c.kind.in_(bindparam("kinds", expanding=True)),
        exists().where(
            postings.c.account_id == entries.c.account_id,
            postings.c.seq == entries.c.seq,
            postings.c.book == "receivable",
        ),
    ),
).subquery()
_count = select(func.count()).select_from(_every)
_page = (
    select(_every)
    .order_by(_every.c.at.desc(), _every.c.seq.desc(), _every.c.which.desc())
    .offset(bindparam("offset"))
    .limit(bindparam("limit"))
)
_went_to = (
    select(postings.c.seq, postings.c.minor, postings.c.currency)
    .add_columns(invoices.c.id, invoices.c.number)
    .join(invoices, invoices.c.id == postings.c.invoice_id)
    .where(
        postings.c.account_id == bindparam("account"),
        postings.c.seq.in_(bindparam("seqs", expanding=True)),
        postings.c.book == "receivable",
    )
    .order_by(postings.c.seq, postings.c.line)
)


def _arrivals(tx: Connection, account_id: str, found: Sequence[Any]) -> dict[int, Arrival]:
    if not found:
        return {}
    parts: dict[int, list[Allocation]] = {}
    wanted = {"account": account_id, "seqs": [row.seq for row in found]}
    for row in tx.execute(_went_to, wanted):
        part = Allocation(row.id, row.number, Money(-row.minor, row.currency))
        parts.setdefault(row.seq, []).append(part)
    return {
        row.seq: Arrival(row.at, row.kind == "credit_applied", _sum(went), tuple(went))
        for row in found
        for went in [parts[row.seq]]
    }


def _sum(parts: list[Allocation]) -> Money:
    return total([part.amount for part in parts])[0]
