"""Small units of work that share a transaction, because each touches only rows its caller holds.

On SQLite every unit does so anyway. On PostgreSQL a transaction of one short statement costs three
round trips and a flush to disk; those that end at about the same time need them only once.
"""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from sqlalchemy.engine import Connection

from assistant.db import Database, Work

T = TypeVar("T")


class Together:
    """Writes what waits as one unit; should one fail, each is written by itself."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[tuple[Work[Any], asyncio.Future[Any]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Return the unit's result once it is durable."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, done))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all())
        return await done

    async def _write_all(self) -> None:
        while self._waiting:
            group, self._waiting = self._waiting, []
            try:
                results = await self._database.write(
                    partial(_each, units=[work for work, _ in group])
                )
            except Exception:  # whatever it was: it is raised again, for the one it belongs to
                for work, done in group:
                    await self._write_alone(work, done)
                continue
            for (_, done), result in zip(group, results, strict=True):
                if not done.done():  # whoever waited may have given up
                    done.set_result(result)

    async def _write_alone(self, work: Work[Any], done: "asyncio.Future[Any]") -> None:
        try:
            result = await self._database.write(work)
        except Exception as error:  # handed to whoever waits for it
            if not done.done():
                done.set_exception(error)
        else:
            if not done.done():
                done.set_result(result)


def _each(tx: Connection, units: list[Work[Any]]) -> list[Any]:
    return [work(tx) for work in units]
