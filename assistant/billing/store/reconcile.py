"""Find, by set, what is to be held against the provider's records."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from assistant.billing.store.tables.accounts import accounts
from assistant.billing.store.tables.outside import receipts
from assistant.billing.store.tables.payments import payments


def known_refs(tx: Connection, refs: Sequence[str]) -> set[str]:
    """Which of these movements are recorded as payments of the provider's own invoices."""
    return set(tx.execute(_known, {"refs": list(refs)}).scalars()) if refs else set()


_known = select(receipts.c.ref).where(receipts.c.ref.in_(bindparam("refs", expanding=True)))


def accounts_of(tx: Connection, customer_refs: Sequence[str | None]) -> dict[str | None, str]:
    """The accounts of these customers of the provider; nobody's are left out."""
    wanted = [each for each in customer_refs if each is not None]
    if not wanted:
        return {}
    return {row.customer_ref: row.id for row in tx.execute(_owners, {"refs": wanted})}


_owners = (
    select(accounts.c.id, accounts.c.customer_ref)
    .where(accounts.c.customer_ref.in_(bindparam("refs", expanding=True)))
    .order_by(accounts.c.id.desc())
)


def unsettled_since(tx: Connection, before: datetime, limit: int) -> list[str]:
    """Payments begun before then of which it is not known how they ended, oldest first."""
    return list(tx.execute(_unsettled, {"before": before, "limit": limit}).scalars())


_unsettled = (
    select(payments.c.id)
    .where(
        payments.c.state.in_(("charging", "unknown", "processing", "withdrawing")),
        payments.c.created_at < bindparam("before"),
    )
    .order_by(payments.c.created_at)
    .limit(bindparam("limit"))
)


def succeeded_between(tx: Connection, since: datetime, before: datetime) -> list[str]:
    """Payments that succeeded through the provider in that time."""
    return list(tx.execute(_succeeded, {"since": since, "before": before}).scalars())


_succeeded = select(payments.c.id).where(
    payments.c.state == "succeeded",
    payments.c.gateway_ref.is_not(None),
    payments.c.finished_at >= bindparam("since"),
    payments.c.finished_at < bindparam("before"),
)
