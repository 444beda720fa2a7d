"""Rows of the double-entry ledger: append-only, numbered and chained per account."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.engine import Connection

from assistant.billing.money import Money
from assistant.billing.store.tables.ledger import entries, postings


def last(tx: Connection, account_id: str) -> tuple[int, str]:
    """Number and hash of the account's newest entry; (0, "") before the first."""
    row = tx.execute(_newest, {"account": account_id}).one_or_none()
    return (0, "") if row is None else (row.seq, row.hash)


_newest = (
    select(entries.c.seq, entries.c.hash)
    .where(entries.c.account_id == bindparam("account"))
    .order_by(entries.c.seq.desc())
    .limit(1)
)


def last_and_balance(
    tx: Connection, account_id: str, currency: str, *books: str
) -> Callable[[], tuple[tuple[int, str], Money]]:
    """The same, beside what these books of the account come to in this currency.

    It is asked with what is asked next; what this returns tells.
    """
    wanted = {"account": account_id, "currency": currency, "books": list(books)}
    found = tx.execute(_newest_and_balance, wanted)

    def standing() -> tuple[tuple[int, str], Money]:
        row = found.one_or_none()
        if row is None:
            return (0, ""), Money(0, currency)
        return (row.seq, row.hash), Money(int(row.minor), currency)

    return standing


_of_books = (
    postings.c.account_id == bindparam("account"),
    postings.c.book.in_(bindparam("books", expanding=True)),
)
_in_one_currency = (
    select(func.coalesce(func.sum(postings.c.minor), 0))
    .where(*_of_books, postings.c.currency == bindparam("currency"))
    .scalar_subquery()
)
_newest_and_balance = _newest.add_columns(_in_one_currency.label("minor"))


def append(tx: Connection, entry: dict[str, Any], lines: Sequence[dict[str, Any]]) -> None:
    """Write one entry with its postings."""
    tx.execute(_add, entry)
    tx.execute(_add_lines, list(lines))


_add, _add_lines = insert(entries), insert(postings)


def balance(tx: Connection, account_id: str, *books: str) -> tuple[Money, ...]:
    """What these books of the account come to, per currency; zeros left out."""
    rows = tx.execute(_balance, {"account": account_id, "books": list(books)})
    return tuple(Money(int(row.minor), row.currency) for row in rows if row.minor)


_balance = (
    select(postings.c.currency, func.sum(postings.c.minor).label("minor"))
    .where(*_of_books)
    .group_by(postings.c.currency)
    .order_by(postings.c.currency)
)


def about(tx: Connection, references: Sequence[str]) -> list[Any]:
    """Entries written for these payments or invoices."""
    query = select(entries).where(entries.c.reference.in_(references)).order_by(entries.c.at)
    return list(tx.execute(query))
