"""Rows of what a person must look at."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.engine import Connection

from assistant.billing.store.tables.outside import cases
from assistant.db import insert_new


def add(tx: Connection, row: dict[str, Any]) -> bool:
    """Write a case; False when there is one under its key, open or closed."""
    return insert_new(tx, cases, row)


def under(tx: Connection, key: str) -> str:
    """The case that has this key."""
    return str(tx.execute(_under, {"key": key}).scalar_one())


_under = select(cases.c.id).where(cases.c.key == bindparam("key"))


def close(tx: Connection, case_id: str, at: datetime) -> bool:
    """Close an open case; False when there is no such open case."""
    return tx.execute(_close, {"which": case_id, "closed_at": at}).rowcount > 0


_close = update(cases).where(cases.c.id == bindparam("which"), cases.c.closed_at.is_(None))


def open_ones(tx: Connection, limit: int) -> list[Any]:
    """Open cases, oldest first."""
    return list(tx.execute(_open, {"limit": limit}))


_open = (
    select(cases)
    .where(cases.c.closed_at.is_(None))
    .order_by(cases.c.opened_at, cases.c.id)
    .limit(bindparam("limit"))
)


def open_of_account(tx: Connection, account_id: str) -> list[Any]:
    """The account's open cases, oldest first."""
    return list(tx.execute(_open_of_account, {"account": account_id}))


_open_of_account = (
    select(cases)
    .where(cases.c.account_id == bindparam("account"), cases.c.closed_at.is_(None))
    .order_by(cases.c.opened_at, cases.c.id)
)


def count_open(tx: Connection) -> int:
    """How many cases wait for a person."""
    return int(tx.execute(_count).scalar_one())


_count = select(func.count()).select_from(cases).where(cases.c.closed_at.is_(None))
