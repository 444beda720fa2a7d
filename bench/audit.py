"""How long ``assistant audit verify`` takes for a million postings; one changed is found."""

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import Connection

from assistant.billing.ledger import Side, digest
from assistant.billing.verify import verify
from bench import books, worlds
from bench.books import Customer
from bench.report import Bound, Figure, Report

ACCOUNTS = 2_000
INVOICES_EACH = 100
BOUND = Bound(20, most=True)
AT = datetime(2026, 1, 1, 9, tzinfo=UTC)


def measure(kind: str, report: Report) -> None:
    """Fill a ledger, walk it, change one posting, walk it again."""
    with worlds.empty(kind) as url:
        asyncio.run(_measure(kind, url, report))


async def _measure(kind: str, url: str, report: Report) -> None:
    async with worlds.opened(url) as database:
        await database.write(_load)
        await database.write(books.analyze)
        postings = await database.read(_count)
        took, problems = await _timed(database)
        assert problems == 0, f"{problems} problems in a ledger that adds up"
        name = f"audit_verify_{kind}"
        report.add(Figure(f"{name}_postings", postings, "postings"))
        report.add(Figure(name, took, "s", bound=BOUND))
        await database.write(_tamper)
        _, found = await _timed(database)
        report.add(Figure(f"{name}_tampered_found", found, "problems", bound=Bound(1)))


async def _timed(database: Any) -> tuple[float, int]:
    began = time.perf_counter()
    _, problems = await database.read(verify)
    return time.perf_counter() - began, len(problems)


def _count(tx: Connection) -> int:
    return int(tx.execute(text("SELECT count(*) FROM ledger_postings")).scalar_one())


def _tamper(tx: Connection) -> None:
    """Move money between two books of one entry in the middle: its sum stays zero."""
    tx.execute(
        text(
            "UPDATE ledger_postings SET minor = 0 - minor"
            " WHERE account_id = 'acc_001000' AND seq = 100"
        )
    )


def _load(tx: Connection) -> None:
    """Paid invoices with both their entries: issued, with tax, and received."""
    customers = [Customer(number) for number in range(ACCOUNTS)]
    today = AT.date()
    books.load(tx, customers, invoices_each=INVOICES_EACH, open_each=0, today=today)
    entries = [entry for customer in customers for entry in _entries(customer)]
    books.add(tx, "ledger_entries", (row for row, _ in entries))
    books.add(tx, "ledger_postings", (line for _, lines in entries for line in lines))


def _entries(customer: Customer) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    previous = ""
    for age in range(INVOICES_EACH):
        invoice, total = f"inv_{customer.number:06}_{age:03}", 10_000 + age * 100
        tax = total // 6
        issued = _sides(receivable=total, revenue=tax - total, tax=-tax)
        received = _sides(gateway=total, receivable=-total)
        for step, (kind, sides) in enumerate((("recurring", issued), ("received", received))):
            lines = [(*side[:3], invoice if side[0] == "receivable" else None) for side in sides]
            seq = age * 2 + step + 1
            row = _entry(customer.account_id, seq, kind, invoice, previous, lines)
            previous = row["hash"]
            yield row, [_posting(row, number, side) for number, side in enumerate(lines, 1)]


def _sides(**minor: int) -> list[Side]:
    return [(book, value, "USD", None) for book, value in minor.items()]


def _entry(
    account_id: str, seq: int, kind: str, about: str, previous: str, sides: list[Side]
) -> dict[str, Any]:
    return {
        "account_id": account_id,
        "seq": seq,
        "kind": kind,
        "reference": about,
        "at": AT,
        "previous_hash": previous,
        "hash": digest(previous, (account_id, seq, kind, about, AT), sides),
    }


def _posting(entry: dict[str, Any], line: int, side: Side) -> dict[str, Any]:
    book, minor, currency, invoice = side
    return {
        "account_id": entry["account_id"],
        "seq": entry["seq"],
        "line": line,
        "book": book,
        "minor": minor,
        "currency": currency,
        "invoice_id": invoice,
    }
