"""Rows of the double-entry ledger: append-only, numbered and chained per account."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.engine import Connection

from assistant.billing.money import Money
from assistant.billing.store.tables import accounts, entries, invoices, postings


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


def append(tx: Connection, entry: dict[str, Any], lines: Sequence[dict[str, Any]]) -> None:
    """Write one entry with its postings."""
    tx.execute(insert(entries), entry)
    tx.execute(insert(postings), list(lines))


def balance(tx: Connection, account_id: str, *books: str) -> tuple[Money, ...]:
    """What these books of the account come to, per currency; zeros left out."""
    rows = tx.execute(_balance, {"account": account_id, "books": list(books)})
    return tuple(Money(int(row.minor), row.currency) for row in rows if row.minor)


_balance = (
    select(postings.c.currency, func.sum(postings.c.minor).label("minor"))
    .where(
        postings.c.account_id == bindparam("account"),
        postings.c.book.in_(bindparam("books", expanding=True)),
    )
    .group_by(postings.c.currency)
    .order_by(postings.c.currency)
)


def account_ids(tx: Connection) -> list[str]:
    """Every account that has a ledger."""
    return [str(row.id) for row in tx.execute(select(accounts.c.id).order_by(accounts.c.id))]


def entries_of(tx: Connection, account_id: str) -> Iterator[tuple[Any, list[Any]]]:
    """The account's entries in order, each with its postings."""
    mine = postings.c.account_id == account_id
    lines: dict[int, list[Any]] = {}
    for line in tx.execute(select(postings).where(mine).order_by(postings.c.seq, postings.c.line)):
        lines.setdefault(line.seq, []).append(line)
    query = select(entries).where(entries.c.account_id == account_id).order_by(entries.c.seq)
    for entry in tx.execute(query):
        yield entry, lines.get(entry.seq, [])


def about(tx: Connection, references: Sequence[str]) -> list[Any]:
    """Entries written for these payments or invoices."""
    query = select(entries).where(entries.c.reference.in_(references)).order_by(entries.c.at)
    return list(tx.execute(query))


def invoice_sums(tx: Connection, account_id: str) -> Iterator[tuple[str, int, int]]:
    """(number, open by the invoice, open by the ledger) of every invoice of the account."""
    by_ledger = {
        row.invoice_id: int(row.minor)
        for row in tx.execute(
            select(postings.c.invoice_id, func.sum(postings.c.minor).label("minor"))
            .where(postings.c.account_id == account_id, postings.c.book == "receivable")
            .group_by(postings.c.invoice_id)
        )
    }
    for row in tx.execute(select(invoices).where(invoices.c.account_id == account_id)):
        owes = row.status == "OPEN" and row.total_minor > 0
        still_open = row.total_minor - row.paid_minor if owes else 0
        yield row.number, still_open, by_ledger.get(row.id, 0)
