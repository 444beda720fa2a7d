"""A PostgreSQL server: many processes may share it, and it may be gone for a moment."""

import asyncio
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import NullPool

from assistant.db.columns import json_text, read_json
from assistant.db.direct import Forms
from assistant.db.errors import DatabaseBusyError, DatabaseUnavailableError
from assistant.db.unhurried import UnhurriedConnection

T = TypeVar("T")

_PLANS = text("SET plan_cache_mode = force_generic_plan")
"""A statement is planned once, not at each execution: what a list of ours may hold, or a moment
tells, changes no plan, yet the server, which expects of every list ten values, finds a plan of its
own for one or two always worth making. Making it takes several times as long as what it is for.
"""

RETRIES = 3
"""How often the server is asked again after a lost race, or once it was lost itself."""

LOST_RACE = ("40001", "40P01")  # serialisation failure, deadlock
LOST_SERVER = ("08", "57P", "53300")  # connection gone, shut down or starting, no place left
CANNOT_WRITE = ("53", "58", "25006")  # out of disk or memory, I/O error, read-only replica

_FORMS: Forms = Forms()
"""What is known of a statement holds for every server."""


class PostgresDatabase:
    """A PostgreSQL server, through psycopg in as many threads as there are connections.

    A statement then costs its round trip and a short way through C: half of what it costs through
    an asynchronous driver, and none of it on the event loop. Many processes may share a server.
    """

    dialect = "postgresql"

    def __init__(self, url: str, *, pool: int = 8) -> None:
        self._engine = create_engine(
            url,
            isolation_level="AUTOCOMMIT",  # BEGIN and COMMIT are ours to say
            poolclass=NullPool,
            connect_args={"connect_timeout": 5},
            hide_parameters=True,  # what people wrote and where they are reached stays out of logs
            json_serializer=json_text,
            json_deserializer=read_json,
        )
        self._idle: list[UnhurriedConnection] = []
        self._threads = ThreadPoolExecutor(pool, thread_name_prefix="postgresql")

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run in a read-only transaction that sees one moment."""
        return await self._persist("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", work)

    async def peek(self, work: Callable[[Connection], T]) -> T:
        """Run without a transaction, which saves two round trips."""
        return await self._persist(None, work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Commit, trying again after a lost race or a lost server."""
        return await self._persist("BEGIN", work)

    async def write_one(self, work: Callable[[Connection], T]) -> T:
        """The same without BEGIN and COMMIT: a statement alone commits itself."""
        return await self._persist(None, work)

    async def close(self) -> None:
        """Finish what is under way, then let go of the server."""
        await asyncio.to_thread(self._threads.shutdown)
        while self._idle:
            self._idle.pop().close()
        self._engine.dispose()

    async def _persist(self, begin: str | None, work: Callable[[Connection], T]) -> T:
        loop = asyncio.get_running_loop()
        attempt = 0
        with _translated():
            while True:
                try:
                    return await loop.run_in_executor(self._threads, self._once, begin, work)
                except DBAPIError as error:
                    if attempt == RETRIES or not _worth_repeating(error):
                        raise
                attempt += 1
                pause = random.uniform(0.01, 0.05)  # noqa: S311 - jitter
                await asyncio.sleep(pause * 2**attempt)

    def _once(self, begin: str | None, work: Callable[[Connection], T]) -> T:
        connection = self._connected()
        try:
            if begin:
                connection.begin_with(begin)
            result = work(connection)
            connection.end(begun=begin is not None)
        except BaseException:
            self._take_back(connection)
            raise
        self._idle.append(connection)
        return result

    def _connected(self) -> UnhurriedConnection:
        """The connection used last, since it knows most statements, or one more."""
        try:
            return self._idle.pop()
        except IndexError:
            return self._new()

    def _new(self) -> UnhurriedConnection:
        connection = UnhurriedConnection(self._engine, _FORMS)
        try:
            connection.execute(_PLANS)  # poolers let it through, as they do not what libpq asks for
            connection.catch_up()
        except DBAPIError:
            connection.drop()
            raise
        return connection

    def _take_back(self, connection: UnhurriedConnection) -> None:
        """Undo what a unit began; a connection that cannot is dropped, with those of its age."""
        try:
            connection.undo()
        except DBAPIError:
            for each in (connection, *self._drained()):
                each.drop()
        else:
            self._idle.append(connection)

    def _drained(self) -> list[UnhurriedConnection]:
        idle, self._idle = self._idle, []
        return idle


@contextmanager
def _translated() -> Iterator[None]:
    """Turn "lost a race" and "gone" into our errors; leave the rest alone."""
    try:
        yield
    except DBAPIError as error:
        state = _state(error)
        if state in LOST_RACE:
            raise DatabaseBusyError(
                "others changed the same rows; try again in a moment"
            ) from error
        if _gone(error) or state.startswith(LOST_SERVER + CANNOT_WRITE):
            raise DatabaseUnavailableError(f"the server cannot work: {error.orig}") from error
        raise


def _worth_repeating(error: DBAPIError) -> bool:
    return _gone(error) or _state(error).startswith(LOST_RACE + LOST_SERVER)


def _gone(error: DBAPIError) -> bool:
    """Whether the server hung up or was never reached: then it gives no state."""
    hung_up = isinstance(error, OperationalError) and not _state(error)
    return error.connection_invalidated or hung_up


def _state(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or "")
