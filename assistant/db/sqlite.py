"""An SQLite file: any number of readers, one writer thread, one fsync for all who wait."""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Generic, TypeVar

from sqlalchemy import URL, create_engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from assistant.db.columns import json_text, read_json
from assistant.db.direct import DirectConnection, Forms
from assistant.db.errors import DatabaseBusyError, DatabaseUnavailableError
from assistant.values import dataclass

T = TypeVar("T")

READERS_CACHE, WRITERS_CACHE = 65_536, 32_768
"""KiB of pages that each keeps; the writer goes through long backlogs page by page only once."""

GROUP = 128
"""Units of work that share one commit at most, so that one fsync never waits for too many."""

_FORMS: Forms = Forms()
"""What is known of a statement holds for every file."""


@dataclass(slots=True, eq=False)
class _Unit(Generic[T]):
    """Work, where somebody waits for what comes of it, and then what did."""

    work: Callable[[Connection], T]
    done: "asyncio.Future[T]"
    result: T | None = None
    error: BaseException | None = None


class SqliteDatabase:
    """An SQLite file: WAL, ``synchronous=FULL``, one writer thread, reads on the loop."""

    dialect = "sqlite"

    def __init__(self, path: str, *, busy_seconds: float = 5.0) -> None:
        self._engine = create_engine(
            URL.create("sqlite", database=path),
            isolation_level="AUTOCOMMIT",  # BEGIN is ours to say: the driver's own is deferred
            poolclass=QueuePool,
            hide_parameters=True,  # what people wrote and where they are reached stays out of logs
            json_serializer=json_text,
            json_deserializer=read_json,
            connect_args={"check_same_thread": False, "timeout": busy_seconds},
        )
        with _translated:
            durable = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
            self._writer = self._connect(*durable, f"cache_size=-{WRITERS_CACHE}")
            self._reader = self._connect("query_only=ON", f"cache_size=-{READERS_CACHE}")
        self._units: queue.SimpleQueue[_Unit[Any] | None] = queue.SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(
            target=self._write_forever, name="sqlite-writer", daemon=True
        )
        self._thread.start()

    def _connect(self, *pragmas: str) -> DirectConnection:
        connection = DirectConnection(self._engine, _FORMS)
        for pragma in pragmas:
            connection.exec_driver_sql(f"PRAGMA {pragma}")
        return connection

    def look(self, work: Callable[[Connection], T]) -> T:
        """Read at once: a local read costs less than handing it to a thread."""
        with _translated:
            _say(self._reader, "BEGIN")
            try:
                return work(self._reader)
            finally:
                _roll_back(self._reader)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run inline."""
        return self.look(work)

    peek = read  # without a transaction each statement would take the file's lock and give it back

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Queue for the writer thread and wait for the shared commit."""
        if self._closed:
            raise DatabaseUnavailableError("the database is closed")
        unit: _Unit[T] = _Unit(work, asyncio.get_running_loop().create_future())
        self._units.put(unit)
        return await unit.done

    write_one = write  # what waits together is one transaction anyway

    async def close(self) -> None:
        """Write what is queued, then close; later writes are refused."""
        self._closed = True
        self._units.put(None)
        await asyncio.to_thread(self._thread.join)
        self._reader.close()
        self._writer.close()
        self._engine.dispose()

    def _write_forever(self) -> None:
        while group := self._waiting():
            self._commit(group)

    def _waiting(self) -> list[_Unit[Any]]:
        """Wait for a unit and take those queued behind it; none left means closed."""
        group: list[_Unit[Any]] = []
        while len(group) < GROUP and not (group and self._units.empty()):
            unit = self._units.get()
            if unit is None:
                self._units.put(None)  # so that the next call ends too
                break
            if not unit.done.cancelled():  # the caller may have given up
                group.append(unit)
        return group

    def _commit(self, group: list[_Unit[Any]]) -> None:
        """One transaction for all; each unit's own failure undoes that unit only.

        Hardly any unit fails, so all are first run as one. When one does, everything is undone and
        run again, each unit behind a savepoint of its own.
        """
        try:
            with _translated:
                _say(self._writer, "BEGIN IMMEDIATE")
                if not self._together(group):
                    _say(self._writer, "BEGIN IMMEDIATE")
                    for unit in group:
                        self._run(unit)
                _say(self._writer, "COMMIT")
        except BaseException as error:  # every waiter must hear, whatever it was
            _roll_back(self._writer)
            for unit in group:
                unit.error = unit.error or error
        _tell(group)

    def _together(self, group: list[_Unit[Any]]) -> bool:
        """Run all as one; False, with nothing done, when one of them failed."""
        try:
            for unit in group:
                unit.result = unit.work(self._writer)
        except Exception:  # whatever it was: it is raised again, for the one it belongs to
            _roll_back(self._writer)
            return False
        return True

    def _run(self, unit: _Unit[Any]) -> None:
        _say(self._writer, "SAVEPOINT unit")
        try:
            unit.result = unit.work(self._writer)
        except Exception as error:
            # A full disk makes SQLite roll back everything, this group's other units included.
            if not _in_transaction(self._writer):
                raise
            _say(self._writer, "ROLLBACK TO unit")
            unit.error = _as_ours(error)
        _say(self._writer, "RELEASE unit")


def _tell(group: list[_Unit[Any]]) -> None:
    """Wake each loop once: to wake it for every unit has two threads wait for each other's turn."""
    loops: dict[asyncio.AbstractEventLoop, list[_Unit[Any]]] = {}
    for unit in group:
        loops.setdefault(unit.done.get_loop(), []).append(unit)
    for loop, units in loops.items():
        with suppress(RuntimeError):  # it is closed, so nobody waits there any more
            loop.call_soon_threadsafe(_settle, units)


def _settle(units: list[_Unit[Any]]) -> None:
    for unit in units:
        if unit.done.done():
            continue
        if unit.error is None:
            unit.done.set_result(unit.result)
        else:
            unit.done.set_exception(unit.error)


def _say(connection: DirectConnection, words: str) -> None:
    """Speak of the transaction to the driver itself: through SQLAlchemy it costs ten times more."""
    connection.cursor.execute(words)


def _in_transaction(connection: DirectConnection) -> bool:
    return bool(connection.driver.in_transaction)


def _roll_back(connection: DirectConnection) -> None:
    if _in_transaction(connection):
        with suppress(sqlite3.Error):  # it must not hide the error that led here
            _say(connection, "ROLLBACK")


class _Translated:
    """Turn "locked" and "full" into our errors; leave the rest alone."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, _type: type[BaseException] | None, error: BaseException | None, _tb: object
    ) -> None:
        if not isinstance(error, (DBAPIError, sqlite3.Error)):
            return
        ours = _as_ours(error)
        if ours is not error:
            raise ours from error


_translated = _Translated()


def _as_ours(error: Exception) -> Exception:
    cause = error.orig if isinstance(error, DBAPIError) else error
    match getattr(cause, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return DatabaseBusyError("another process holds the database; try again in a moment")
        case (
            sqlite3.SQLITE_FULL
            | sqlite3.SQLITE_IOERR
            | sqlite3.SQLITE_READONLY
            | sqlite3.SQLITE_CANTOPEN
        ):
            return DatabaseUnavailableError(f"the database file cannot be used: {cause}")
        case _:
            return error
