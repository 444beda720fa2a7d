"""A PostgreSQL server: many processes may share it, and it may be gone for a moment."""

import asyncio
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from assistant.db.columns import json_text, read_json
from assistant.db.errors import DatabaseBusyError, DatabaseUnavailableError

T = TypeVar("T")

RETRIES = 3
"""How often the server is asked again after a lost race, or once it was lost itself."""

LOST_RACE = ("40001", "40P01")  # serialisation failure, deadlock
LOST_SERVER = ("08", "57P", "53300")  # connection gone, shut down or starting, no place left
CANNOT_WRITE = ("53", "58", "25006")  # out of disk or memory, I/O error, read-only replica


class PostgresDatabase:
    """A PostgreSQL server, through asyncpg; many processes may share it."""

    dialect = "postgresql"

    def __init__(self, url: str, *, pool: int = 10) -> None:
        self._engine = create_async_engine(
            url,
            pool_size=pool,
            max_overflow=pool,
            connect_args={"timeout": 5, "prepared_statement_cache_size": 500},
            json_serializer=json_text,
            json_deserializer=read_json,
        )
        self._snapshots = self._engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run in a read-only transaction that sees one moment."""
        return await self._persist(self._snapshots, work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Commit, trying again after a lost race or a lost server."""
        return await self._persist(self._engine, work)

    async def close(self) -> None:
        """Close the pool."""
        await self._engine.dispose()

    async def _persist(self, engine: AsyncEngine, work: Callable[[Connection], T]) -> T:
        attempt = 0
        with _translated():
            while True:
                try:
                    async with engine.begin() as connection:
                        return await connection.run_sync(work)
                except (DBAPIError, OSError) as error:
                    if attempt == RETRIES or not _worth_repeating(error):
                        raise
                attempt += 1
                pause = random.uniform(0.01, 0.05)  # noqa: S311 - jitter
                await asyncio.sleep(pause * 2**attempt)


@contextmanager
def _translated() -> Iterator[None]:
    """Turn "lost a race" and "gone" into our errors; leave the rest alone."""
    try:
        yield
    except OSError as error:
        raise DatabaseUnavailableError(f"the database server is out of reach: {error}") from error
    except DBAPIError as error:
        state = _state(error)
        if state in LOST_RACE:
            raise DatabaseBusyError(
                "others changed the same rows; try again in a moment"
            ) from error
        if error.connection_invalidated or state.startswith(LOST_SERVER + CANNOT_WRITE):
            raise DatabaseUnavailableError(f"the server cannot work: {error.orig}") from error
        raise


def _worth_repeating(error: DBAPIError | OSError) -> bool:
    if isinstance(error, OSError):
        return True
    return error.connection_invalidated or _state(error).startswith(LOST_RACE + LOST_SERVER)


def _state(error: DBAPIError) -> str:
    return str(getattr(error.orig, "sqlstate", None) or "")
