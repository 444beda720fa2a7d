"""Run units of work against the database, one transaction each.

A unit of work is a plain function of a SQLAlchemy Core ``Connection``: it may read, write and
raise, but it cannot await, so no network call can happen inside a transaction. The same functions
run on both databases:

* **SQLite**: reads run inline on the event loop, on a connection of their own. Writes go to one
  writer thread, which puts all waiting units into one transaction (a SAVEPOINT each) and one fsync:
  group commit. The caller hears back only after that fsync.
* **PostgreSQL**: through ``AsyncConnection.run_sync`` on asyncpg; units that lost a race
  (serialisation failure, deadlock) or their server are run again, so they must have no effect but
  on the database.
"""

import asyncio
import queue
import random
import sqlite3
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, Protocol, TypeVar

from sqlalchemy import JSON, DateTime, Dialect, MetaData, Table, TypeDecorator, create_engine
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import QueuePool

T = TypeVar("T")
Work = Callable[[Connection], T]

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Json = JSON().with_variant(postgresql.JSONB(), "postgresql")

GROUP = 128
"""Units of work that share one commit at most, so that one fsync never waits for too many."""


class DatabaseBusyError(Exception):
    """The database is locked by another writer. Nothing was changed; try again in a moment."""


class DatabaseUnavailableError(Exception):
    """The database cannot write (disk full, read-only, down). Nothing was changed.

    Free the disk or bring the server back; work resumes by itself.
    """


class Moment(TypeDecorator[datetime]):
    """A point in time: aware in Python, UTC in the database; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return an aware UTC moment."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class Database(Protocol):
    """Two verbs: ``read`` never waits for a writer, ``write`` returns once its work is durable."""

    dialect: str

    async def read(self, work: Work[T]) -> T:
        """Run ``work`` on a consistent snapshot; it must not write."""
        ...

    async def write(self, work: Work[T]) -> T:
        """Run ``work`` in a transaction and return its result once committed."""
        ...

    async def close(self) -> None:
        """Finish what is queued and let go of the files or sockets."""
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
            return SqliteDatabase(rest.removeprefix("/"))
        case "postgresql" | "postgres":
            return PostgresDatabase(f"postgresql+asyncpg://{rest}")
        case other:
            raise ValueError(f"cannot open {other!r}: use sqlite:///path or postgresql://host/name")


def insert_new(tx: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert unless a unique key already has it; True when the row is new."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    added = tx.execute(dialect.insert(table).values(**row).on_conflict_do_nothing())
    return added.rowcount > 0


@dataclass(slots=True)
class _Unit(Generic[T]):
    work: Work[T]
    done: "Future[T]"


class SqliteDatabase:
    """An SQLite file: WAL, ``synchronous=FULL``, one writer thread, reads on the loop."""

    dialect = "sqlite"

    def __init__(self, path: str, *, busy_seconds: float = 5.0) -> None:
        self._engine = create_engine(
            f"sqlite:///{path}",
            isolation_level="AUTOCOMMIT",  # BEGIN is ours to say: the driver's own is deferred
            poolclass=QueuePool,
            connect_args={"check_same_thread": False, "timeout": busy_seconds},
        )
        self._reader = self._connect()
        self._writer = self._connect()
        self._units: queue.SimpleQueue[_Unit[Any] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(
            target=self._write_forever, name="sqlite-writer", daemon=True
        )
        self._thread.start()

    def _connect(self) -> Connection:
        connection = self._engine.connect()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "cache_size=-65536",
        ):
            connection.exec_driver_sql(f"PRAGMA {pragma}")
        return connection

    async def read(self, work: Work[T]) -> T:
        """Run inline: a local read costs less than handing it to a thread."""
        with _translated():
            self._reader.exec_driver_sql("BEGIN")
        try:
            return work(self._reader)
        finally:
            self._reader.exec_driver_sql("ROLLBACK")

    async def write(self, work: Work[T]) -> T:
        """Queue for the writer thread and wait for the shared commit."""
        unit = _Unit(work, Future[T]())
        self._units.put(unit)
        return await asyncio.wrap_future(unit.done)

    async def close(self) -> None:
        """Write what is queued, then close."""
        self._units.put(None)
        await asyncio.to_thread(self._thread.join)
        self._reader.close()
        self._writer.close()
        self._engine.dispose()

    def _write_forever(self) -> None:
        while unit := self._units.get():
            group = [unit]
            stop = False
            while len(group) < GROUP and not self._units.empty():
                following = self._units.get()
                if following is None:
                    stop = True
                    break
                group.append(following)
            self._commit(group)
            if stop:
                return

    def _commit(self, group: list[_Unit[Any]]) -> None:
        """One transaction for all; each unit's own failure undoes that unit only."""
        finished: list[tuple[_Unit[Any], Any]] = []
        try:
            with _translated():
                self._writer.exec_driver_sql("BEGIN IMMEDIATE")
                for unit in group:
                    self._run(unit, finished)
                self._writer.exec_driver_sql("COMMIT")
        except BaseException as error:  # every waiter must hear, whatever it was
            self._abandon()
            for unit in group:
                if not unit.done.done():
                    unit.done.set_exception(error)
            return
        for unit, result in finished:
            unit.done.set_result(result)

    def _run(self, unit: _Unit[Any], finished: list[tuple[_Unit[Any], Any]]) -> None:
        self._writer.exec_driver_sql("SAVEPOINT unit")
        try:
            result = unit.work(self._writer)
        except Exception as error:
            # A full disk makes SQLite roll back everything, this group's other units included.
            if not self._in_transaction():
                raise
            self._writer.exec_driver_sql("ROLLBACK TO unit")
            self._writer.exec_driver_sql("RELEASE unit")
            unit.done.set_exception(_as_ours(error))
        else:
            self._writer.exec_driver_sql("RELEASE unit")
            finished.append((unit, result))

    def _in_transaction(self) -> bool:
        driver = self._writer.connection.driver_connection
        return isinstance(driver, sqlite3.Connection) and driver.in_transaction

    def _abandon(self) -> None:
        if self._in_transaction():
            self._writer.exec_driver_sql("ROLLBACK")


class PostgresDatabase:
    """A PostgreSQL server, through asyncpg; many processes may share it."""

    dialect = "postgresql"
    attempts = 4

    def __init__(self, url: str, *, pool: int = 10) -> None:
        self._engine = create_async_engine(url, pool_size=pool, max_overflow=pool)

    async def read(self, work: Work[T]) -> T:
        """Run in a transaction of its own."""
        return await self.write(work)

    async def write(self, work: Work[T]) -> T:
        """Commit, trying again after a lost race or a lost server."""
        for attempt in range(1, self.attempts):
            try:
                return await self._once(work)
            except (DBAPIError, OSError) as error:
                if not _worth_repeating(error):
                    raise
            await asyncio.sleep(random.uniform(0.01, 0.05) * 2**attempt)  # noqa: S311 - jitter
        try:
            return await self._once(work)
        except (DBAPIError, OSError) as error:
            raise _as_ours(error) from error

    async def _once(self, work: Work[T]) -> T:
        async with self._engine.begin() as connection:
            return await connection.run_sync(work)

    async def close(self) -> None:
        """Close the pool."""
        await self._engine.dispose()


class _translated:  # noqa: N801 - reads as a statement
    """Turn the driver's "locked" and "full" into our two errors, and leave the rest alone."""

    def __enter__(self) -> None:
        return

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, Exception) and (ours := _as_ours(error)) is not error:
            raise ours from error


def _as_ours(error: Exception) -> Exception:
    if isinstance(error, OSError):
        return DatabaseUnavailableError(f"the database server is unreachable ({error})")
    if not isinstance(error, OperationalError | DBAPIError):
        return error
    if error.connection_invalidated:
        return DatabaseUnavailableError("the connection to the database server was lost")
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is None:
        return error
    match code & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return DatabaseBusyError("another process holds the database; try again in a moment")
        case (
            sqlite3.SQLITE_FULL
            | sqlite3.SQLITE_IOERR
            | sqlite3.SQLITE_READONLY
            | sqlite3.SQLITE_CANTOPEN
        ):
            return DatabaseUnavailableError(f"the database cannot write: {error.orig}")
        case _:
            return error


def _worth_repeating(error: DBAPIError | OSError) -> bool:
    if isinstance(error, OSError):
        return True
    state = getattr(error.orig, "sqlstate", None) or ""
    return error.connection_invalidated or state in ("40001", "40P01") or state.startswith("57P")
