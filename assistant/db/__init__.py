"""Run units of work against the database, one transaction each.

A unit of work is a plain function of a SQLAlchemy Core ``Connection``: it may read, write and
raise, but it cannot await, so no network call can happen inside a transaction. The same functions
run on both databases:

* **SQLite**: reads run inline on the event loop, on a connection of their own. Writes go to one
  writer thread, which puts all waiting units into one transaction and one fsync: group commit. The
  caller hears back only after that fsync. Should one fail, the group is run again, each unit behind
  a savepoint, so that only its own work is undone.
* **PostgreSQL**: on psycopg, in a pool of threads. A unit that lost a race
  (serialisation failure, deadlock) or its server is run again. A server lost during COMMIT may have
  committed, so what a unit writes is either under a unique key or conditional on what it found.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol, TypeVar

from sqlalchemy import Column, Executable, Select, Table, bindparam, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Connection

from assistant.db.columns import Json, Moment, json_at, metadata, text_at
from assistant.db.direct import LONGEST
from assistant.db.errors import DatabaseBusyError, DatabaseUnavailableError

__all__ = [
    "AtHand",
    "Database",
    "DatabaseBusyError",
    "DatabaseUnavailableError",
    "Json",
    "Moment",
    "Work",
    "at_hand",
    "first_due",
    "insert_all_new",
    "insert_each_new",
    "insert_new",
    "json_at",
    "metadata",
    "open_database",
    "text_at",
    "which_find",
]

T = TypeVar("T")
Work = Callable[[Connection], T]


class Database(Protocol):
    """Two verbs: ``read`` never waits for a writer, ``write`` returns once its work is durable."""

    dialect: str

    async def read(self, work: Work[T]) -> T:
        """Run ``work`` on a consistent snapshot; it must not write."""
        ...

    async def peek(self, work: Work[T]) -> T:
        """Run ``work`` without a snapshot: for one statement, or several that need not agree."""
        ...

    async def write(self, work: Work[T]) -> T:
        """Run ``work`` in a transaction and return its result once committed."""
        ...

    async def write_one(self, work: Work[T]) -> T:
        """The same for work that is one statement at most, which needs nothing around it."""
        ...

    async def close(self) -> None:
        """Finish what is queued and let go of the files or sockets."""
        ...


class AtHand(Protocol):
    """A database whose reads wait for nothing, so that they need no coroutine either."""

    def look(self, work: Work[T]) -> T:
        """Do what ``read`` does, before this returns."""
        ...


def open_database(url: str) -> Database:
    """Open ``sqlite:///path`` or ``postgresql://…``; anything else is a ValueError."""
    scheme, _, rest = url.partition("://")
    match scheme.partition("+")[0]:
        case "sqlite":
            if rest.removeprefix("/") in ("", ":memory:"):
                raise ValueError(
                    "SQLite in memory cannot be shared; give a file: sqlite:///billing.db"
                )
            from assistant.db.sqlite import SqliteDatabase

            return SqliteDatabase(rest.removeprefix("/"))
        case "postgresql" | "postgres":
            from assistant.db.postgres import PostgresDatabase  # a third of the start-up time

            return PostgresDatabase(f"postgresql+psycopg://{rest}")
        case other:
            raise ValueError(f"cannot open {other!r}: use sqlite:///path or postgresql://host/name")


def at_hand(database: Database) -> AtHand | None:
    """The same database, where its reads wait for nothing."""
    from assistant.db.sqlite import SqliteDatabase

    return database if isinstance(database, SqliteDatabase) else None


def first_due(what: Column[Any], due_at: Column[Any]) -> Select[Any]:
    """The first of what is due by ``now``, if anything is.

    It is asked for in the order of the index. Otherwise PostgreSQL, which does not know how late
    ``now`` is, expects to come upon something soon, and reads the whole table when nothing is due.
    """
    return select(what).where(due_at <= bindparam("now")).order_by(due_at).limit(1)


def which_find(*questions: Select[Any]) -> Select[Any]:
    """Of several questions whether each finds anything, in one row of one statement."""
    finds: list[Any] = [each.scalar_subquery().is_not(None) for each in questions]
    return select(*finds)


def insert_new(tx: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert unless a unique key already has it; True when the row is new."""
    return tx.execute(_insert_new(table, tx.dialect.name), row).rowcount > 0


def insert_all_new(tx: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those rows that no unique key has already."""
    for at in range(0, len(rows), LONGEST):
        tx.execute(_insert_new(table, tx.dialect.name), list(rows[at : at + LONGEST]))


def insert_each_new(tx: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> set[str]:
    """The same; returns the ids of those that were new."""
    statement = _insert_each_new(table, tx.dialect.name)
    parts = (rows[at : at + LONGEST] for at in range(0, len(rows), LONGEST))
    return {row.id for part in parts for row in tx.execute(statement, list(part))}


@lru_cache
def _insert_each_new(table: Table, dialect: str) -> Executable:
    insert = postgresql_insert if dialect == "postgresql" else sqlite_insert
    return insert(table).on_conflict_do_nothing().returning(table.c.id)


@lru_cache
def _insert_new(table: Table, dialect: str) -> Executable:
    insert = postgresql_insert if dialect == "postgresql" else sqlite_insert
    new = insert(table).on_conflict_do_nothing()
    return new.execution_options(preserve_rowcount=True)  # SQLAlchemy drops an INSERT's otherwise
