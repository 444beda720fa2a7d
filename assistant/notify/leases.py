"""Whoever is alive keeps what they have in hand, however long the far side takes over it.

A mail may wait for a connection, and then a minute for the server to say whether it has it. Only
death lets go of a delivery: until then no other process sends beside us what we are sending.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

import structlog

from assistant.db import Database
from assistant.notify import outbox

log = structlog.get_logger(__name__)


class Leases:
    """Renews the leases of what is held; each of them can miss that twice before it runs out."""

    def __init__(self, database: Database, clock: Callable[[], datetime], lease: timedelta) -> None:
        self._database = database
        self._clock = clock
        self._lease = lease
        self._held: set[str] = set()
        self._next: asyncio.TimerHandle | None = None
        self._renewing: asyncio.Task[None] | None = None

    @contextmanager
    def kept(self, delivery_id: str) -> Iterator[None]:
        """For the time of the block it is in our hands."""
        self._held.add(delivery_id)
        if self._next is None:
            self._wait()
        try:
            yield
        finally:
            self._held.discard(delivery_id)
            if not self._held and self._next is not None:
                self._next.cancel()
                self._next = None

    def _wait(self) -> None:
        pause = self._lease.total_seconds() / 4
        self._next = asyncio.get_running_loop().call_later(pause, self._begin)

    def _begin(self) -> None:
        self._wait()
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renew())

    async def _renew(self) -> None:
        until = self._clock() + self._lease
        renew = partial(outbox.renew, delivery_ids=list(self._held), until=until)
        try:
            await self._database.write(renew)
        except Exception:  # the process edge: there is time to try again
            log.exception("leases_not_renewed", count=len(self._held))
