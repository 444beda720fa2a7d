"""The double-entry ledger: append-only entries that sum to zero, chained by hash per account.

Signs follow the bookkeeper's debit (+) and credit (-). Issuing an invoice debits ``receivable``;
receiving money credits it and debits ``gateway``; money no invoice can take credits ``credit``,
which is what we owe the customer.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

import orjson
from sqlalchemy.engine import Connection

from assistant.billing.money import Money, total
from assistant.billing.store import ledger as rows


class Book(StrEnum):
    """The accounts of the ledger, one set per customer."""

    RECEIVABLE = "receivable"
    REVENUE = "revenue"
    TAX = "tax"
    GATEWAY = "gateway"
    CREDIT = "credit"
    WRITE_OFF = "write_off"


@dataclass(frozen=True, slots=True)
class Posting:
    """One side of an entry; those on ``receivable`` name the invoice they are about."""

    book: Book
    amount: Money
    invoice_id: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the books that does not add up, in words for the operator."""

    account_id: str
    what: str


def post(
    tx: Connection, account_id: str, kind: str, *, about: str, at: datetime, lines: list[Posting]
) -> None:
    """Append one entry. The caller holds the account's turn, so numbers have no gaps."""
    assert all(amount.minor == 0 for amount in total([line.amount for line in lines])), lines
    seq, previous = rows.last(tx, account_id)
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
    entry["hash"] = _digest(previous, (account_id, seq + 1, kind, about, at), sides)
    rows.append(tx, entry, postings)


def credit(tx: Connection, account_id: str) -> tuple[Money, ...]:
    """What the customer has in credit, per currency."""
    return tuple(-amount for amount in rows.balance(tx, account_id, Book.CREDIT))


def owed(tx: Connection, account_id: str, currency: str) -> Money:
    """The account's balance in one currency: receivables less credit; negative is in our debt."""
    found = rows.balance(tx, account_id, Book.RECEIVABLE, Book.CREDIT)
    return next((amount for amount in found if amount.currency == currency), Money(0, currency))


def verify(tx: Connection) -> tuple[int, list[Problem]]:
    """Walk every account's ledger: (entries seen, what does not add up)."""
    seen, problems = 0, []
    for account_id in rows.account_ids(tx):
        count, found = _verify_chain(tx, account_id)
        seen += count
        problems += found
        problems += _verify_invoices(tx, account_id)
    return seen, problems


def _verify_chain(tx: Connection, account_id: str) -> tuple[int, list[Problem]]:
    problems, previous, count = [], "", 0
    for count, (entry, lines) in enumerate(rows.entries_of(tx, account_id), start=1):
        sides = [(line.book, line.minor, line.currency, line.invoice_id) for line in lines]
        where = f"entry {entry.seq} ({entry.kind}, {entry.reference})"
        if entry.seq != count:
            problems.append(Problem(account_id, f"{where}: entry {count} is missing"))
        facts = (account_id, entry.seq, entry.kind, entry.reference, entry.at)
        if entry.previous_hash != previous or entry.hash != _digest(previous, facts, sides):
            problems.append(Problem(account_id, f"{where}: was changed after it was written"))
        if any(sum_.minor for sum_ in total([Money(side[1], side[2]) for side in sides])):
            problems.append(Problem(account_id, f"{where}: does not sum to zero"))
        previous = entry.hash
    return count, problems


def _verify_invoices(tx: Connection, account_id: str) -> Iterable[Problem]:
    for number, by_invoice, by_ledger in rows.invoice_sums(tx, account_id):
        if by_invoice != by_ledger:
            what = f"invoice {number}: open {by_invoice} minor units, by the ledger {by_ledger}"
            yield Problem(account_id, what)


def _digest(
    previous: str,
    facts: tuple[str, int, str, str, datetime],
    sides: Sequence[tuple[str, int, str, str | None]],
) -> str:
    account_id, seq, kind, about, at = facts
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    written = orjson.dumps([previous, account_id, seq, kind, about, moment, sides])
    return hashlib.sha256(written).hexdigest()
