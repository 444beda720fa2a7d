"""Databases to measure on: a migrated, filled SQLite file, or a PostgreSQL database of our own."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from assistant import schema
from assistant.db import Database, open_database
from bench import books
from bench.books import Customer
from tests.parties.postgres import MEMORY, postgres_server

ACCOUNTS = 2_000
INVOICES_EACH = 50

KINDS = ("sqlite", "postgresql")


@contextmanager
def empty(kind: str, *, durable: bool = True) -> Iterator[str]:
    """The URL of a migrated database on a real disk, as in production, or else in memory."""
    if kind == "postgresql":
        with postgres_server(durable=durable) as server:
            url = server.create("bench")
            schema.upgrade(url)
            yield url
        return
    memory = MEMORY if MEMORY.is_dir() and not durable else None
    with tempfile.TemporaryDirectory(prefix="bench-", dir=memory) as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        schema.upgrade(url)
        yield url


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """A database for the time of the block."""
    database = open_database(url)
    try:
        yield database
    finally:
        await database.close()


def migrate(url: str) -> None:
    """Bring a database to today's schema."""
    schema.upgrade(url)


@contextmanager
def filled(kind: str, *, open_each: int) -> Iterator[str]:
    """The same with 100,000 invoices in 2,000 accounts, the newest of each still open."""
    with empty(kind) as url:
        asyncio.run(_fill(url, open_each))
        yield url


async def _fill(url: str, open_each: int) -> None:
    customers = [Customer(number) for number in range(ACCOUNTS)]
    work = partial(
        books.load,
        customers=customers,
        invoices_each=INVOICES_EACH,
        open_each=open_each,
        today=datetime.now(UTC).date(),
    )
    async with opened(url) as database:
        await database.write(work)
        await database.write(books.analyze)
