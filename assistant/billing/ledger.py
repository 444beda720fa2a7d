"""The double-entry ledger: append-only entries that sum to zero, chained by hash per account.

Signs follow the bookkeeper's debit (+) and credit (-). Issuing an invoice debits ``receivable``;
receiving money credits it and debits ``gateway``; money no invoice can take credits ``credit``,
which is what we owe the customer; ``refunding`` is what we promised to send back and have not yet,
``disputed`` what a payer's bank has taken until it decides.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from enum import StrEnum

import orjson
from sqlalchemy.engine import Connection

from assistant.billing.money import Money, total
from assistant.billing.store import ledger as rows
from assistant.values import dataclass


class Book(StrEnum):
    """The accounts of the ledger, one set per customer."""

    RECEIVABLE = "receivable"
    REVENUE = "revenue"
    TAX = "tax"
    GATEWAY = "gateway"
    CREDIT = "credit"
    REFUNDING = "refunding"
    DISPUTED = "disputed"
    WRITE_OFF = "write_off"


_OWED = (Book.RECEIVABLE, Book.CREDIT)


@dataclass(frozen=True, slots=True)
class Posting:
    """One side of an entry; those on ``receivable`` name the invoice they are about."""

    book: Book
    amount: Money
    invoice_id: str | None = None


def post(
    tx: Connection, account_id: str, kind: str, *, about: str, at: datetime, lines: list[Posting]
) -> None:
    """Append one entry. The caller holds the account's turn, so numbers have no gaps."""
    _append(tx, rows.last(tx, account_id), account_id, kind, about=about, at=at, lines=lines)


Standing = tuple[tuple[int, str], Money]
"""Number and hash of an account's last entry, and its balance in one currency."""


def standing(tx: Connection, account_id: str, currency: str) -> Callable[[], Standing]:
    """Ask how the account stands, beside what is asked next; what it returns tells."""
    return rows.last_and_balance(tx, account_id, currency, *_OWED)


def post_and_owe(
    tx: Connection,
    account_id: str,
    kind: str,
    *,
    after: Standing,
    about: str,
    at: datetime,
    lines: list[Posting],
) -> Money:
    """Append one entry to those there are; returns the account's balance then."""
    last, before = after
    _append(tx, last, account_id, kind, about=about, at=at, lines=lines)
    moved = (e.amount for e in lines if e.book in _OWED and e.amount.currency == before.currency)
    return sum(moved, start=before)


def _append(
    tx: Connection,
    last: tuple[int, str],
    account_id: str,
    kind: str,
    *,
    about: str,
    at: datetime,
    lines: list[Posting],
) -> None:
    assert all(amount.minor == 0 for amount in total([line.amount for line in lines])), lines
    seq, previous = last
    entry = {
        "account_id": account_id,
        "seq": seq + 1,
        "kind": kind,
        "reference": about,
        "at": at,
        "previous_hash": previous,
    }
    postings = [
        {
            "account_id": account_id,
            "seq": seq + 1,
            "line": number,
            "book": line.book,
            "minor": line.amount.minor,
            "currency": line.amount.currency,
            "invoice_id": line.invoice_id,
        }
        for number, line in enumerate(lines, start=1)
    ]
    sides = [
        (str(line.book), line.amount.minor, line.amount.currency, line.invoice_id) for line in lines
    ]
    entry["hash"] = digest(previous, (account_id, seq + 1, kind, about, at), sides)
    rows.append(tx, entry, postings)


def credit(tx: Connection, account_id: str) -> tuple[Money, ...]:
    """What the customer has in credit, per currency."""
    return tuple(-amount for amount in rows.balance(tx, account_id, Book.CREDIT))


def balances(tx: Connection, account_id: str) -> tuple[Money, ...]:
    """The account's balance per currency, zeros left out; negative is in our debt."""
    return rows.balance(tx, account_id, *_OWED)


def owed(tx: Connection, account_id: str, currency: str) -> Money:
    """The account's balance in one currency: receivables less credit; negative is in our debt."""
    found = balances(tx, account_id)
    return next((amount for amount in found if amount.currency == currency), Money(0, currency))


Side = tuple[str, int, str, str | None]
"""One posting as it is hashed: book, minor units, currency, invoice."""


def digest(previous: str, facts: tuple[str, int, str, str, datetime], sides: Sequence[Side]) -> str:
    """The hash of an entry: over the one before it, its own facts and all its postings."""
    account_id, seq, kind, about, at = facts
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    written = orjson.dumps([previous, account_id, seq, kind, about, moment, sides])
    return hashlib.sha256(written).hexdigest()
