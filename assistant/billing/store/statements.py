"""Accounts on which something happened in a month, and somebody there gets invoices."""

from datetime import datetime

from sqlalchemy import bindparam, exists, or_, select
from sqlalchemy.engine import Connection

from assistant.billing.store.tables.accounts import accounts, contacts
from assistant.billing.store.tables.invoices import invoices
from assistant.billing.store.tables.ledger import entries


def with_news(
    tx: Connection, span: tuple[datetime, datetime], *, after: str, limit: int
) -> list[tuple[str, str]]:
    """Ids and names, in the order of ids, that come after this one."""
    since, before = span
    wanted = {"since": since, "before": before, "after": after, "limit": limit}
    return [(row.id, row.name) for row in tx.execute(_with_news, wanted)]


_moved = exists().where(
    entries.c.account_id == accounts.c.id,
    entries.c.at >= bindparam("since"),
    entries.c.at < bindparam("before"),
)
_owes = exists().where(invoices.c.account_id == accounts.c.id, invoices.c.status == "OPEN")
_read = exists().where(contacts.c.account_id == accounts.c.id, contacts.c.receives_invoices)
_with_news = (
    select(accounts.c.id, accounts.c.name)
    .where(accounts.c.id > bindparam("after"), _read, or_(_moved, _owes))
    .order_by(accounts.c.id)
    .limit(bindparam("limit"))
)
