"""Whether the books add up: every entry against its hash, every fact beside the ledger against it.

The ledger is read once, in order, a few thousand rows at a time; what is compared with it is
compared by the database, which returns only what differs.
"""

from collections.abc import Iterator
from dataclasses import field
from datetime import datetime

from sqlalchemy.engine import Connection

from assistant.billing.ledger import Side, digest
from assistant.billing.store import verify as rows
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the books that does not add up, in words for the operator."""

    account_id: str
    what: str


@dataclass(slots=True)
class _Entry:
    """An entry as it was read back."""

    account_id: str
    seq: int
    kind: str
    reference: str
    at: datetime
    previous_hash: str
    hash: str
    sides: list[Side] = field(default_factory=list)


def verify(tx: Connection) -> tuple[int, list[Problem]]:
    """Walk every account's ledger: (entries seen, what does not add up)."""
    seen, problems = _chains(tx)
    problems += _strays(tx)
    problems += _invoices(tx)
    problems += _payments(tx)
    return seen, problems


def _chains(tx: Connection) -> tuple[int, list[Problem]]:
    seen, problems = 0, list[Problem]()
    account_id, expected, previous = "", 0, ""
    for entry in _entries(tx):
        if entry.account_id != account_id:
            account_id, expected, previous = entry.account_id, 0, ""
        expected += 1
        problems += _broken(entry, expected, previous)
        expected, previous = entry.seq, entry.hash
        seen += 1
    return seen, problems


def _entries(tx: Connection) -> Iterator[_Entry]:
    """Put the rows of each entry together."""
    entry: _Entry | None = None
    for account_id, seq, kind, about, at, previous, digest_, *side in rows.walk(tx):
        if entry is None or entry.seq != seq or entry.account_id != account_id:
            if entry is not None:
                yield entry
            entry = _Entry(account_id, seq, kind, about, at, previous, digest_)
        if side[0] is not None:
            entry.sides.append(tuple(side))
    if entry is not None:
        yield entry


def _broken(entry: _Entry, expected: int, previous: str) -> Iterator[Problem]:
    facts = (entry.account_id, entry.seq, entry.kind, entry.reference, entry.at)
    if entry.seq != expected:
        yield _about(entry, f"entry {expected} is missing")
    if entry.previous_hash != previous or entry.hash != digest(previous, facts, entry.sides):
        yield _about(entry, "was changed after it was written")
    if not _sums_to_zero(entry.sides):
        yield _about(entry, "does not sum to zero")


def _about(entry: _Entry, what: str) -> Problem:
    where = f"entry {entry.seq} ({entry.kind}, {entry.reference})"
    return Problem(entry.account_id, f"{where}: {what}")


def _sums_to_zero(sides: list[Side]) -> bool:
    sums: dict[str, int] = {}
    for _, minor, currency, _ in sides:
        sums[currency] = sums.get(currency, 0) + minor
    return not any(sums.values())


def _strays(tx: Connection) -> Iterator[Problem]:
    if count := rows.stray_postings(tx):
        yield Problem("ledger", f"{count} postings belong to no entry")
    for row in rows.foreign_postings(tx):
        what = f"entry {row.seq}: posts to invoice {row.number} of another account or currency"
        yield Problem(row.account_id, what)


def _invoices(tx: Connection) -> Iterator[Problem]:
    for row in rows.unequal_invoices(tx):
        what = f"open {row.by_invoice} minor units, by the ledger {row.by_ledger}"
        yield Problem(row.account_id, f"invoice {row.number}: {what}")


def _payments(tx: Connection) -> Iterator[Problem]:
    for row in rows.unposted_payments(tx):
        what = f"succeeded with {row.amount_minor} minor units, by the ledger {row.minor}"
        yield Problem(row.account_id, f"payment {row.id}: {what} in {row.times} entries")
    for row in rows.unpaid_postings(tx):
        yield Problem(row.account_id, f"payment {row.reference}: is in the ledger and nowhere else")
    for row in rows.shared_refs(tx):
        what = f"{row.gateway_ref}: more than one payment succeeded under it"
        yield Problem(row.account_id, what)
