"""A counter in a table: the smallest thing that two writers can spoil.

``python tests/database/counter.py URL N`` counts up N times, as another process.
"""

import asyncio
import sys

from sqlalchemy import Column, Integer, MetaData, Table, select, update
from sqlalchemy.engine import Connection

from assistant.db import Database, open_database

tables = MetaData()
counter = Table(
    "counter", tables, Column("name", Integer, primary_key=True), Column("n", Integer, default=0)
)


def begin(tx: Connection) -> None:
    """Create counters 1 and 2, at zero."""
    tables.create_all(tx)
    tx.execute(counter.insert(), [{"name": 1, "n": 0}, {"name": 2, "n": 0}])


def increment(tx: Connection, name: int = 1) -> None:
    """Count one up."""
    tx.execute(update(counter).where(counter.c.name == name).values(n=counter.c.n + 1))


def value(tx: Connection, name: int = 1) -> int:
    """Read where the counter is."""
    return int(tx.execute(select(counter.c.n).where(counter.c.name == name)).scalar_one())


async def count(database: Database, times: int) -> None:
    """Count up in concurrent units of work."""
    await asyncio.gather(*(database.write(increment) for _ in range(times)))


async def _main(url: str, times: int) -> None:
    database = open_database(url)
    await count(database, times)
    await database.close()


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], int(sys.argv[2])))
