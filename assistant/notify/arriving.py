"""Arrivals that are to be noted at the same time are noted in one statement."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import structlog

from assistant.db import Database
from assistant.db.direct import LONGEST
from assistant.notify import outbox

GATHERING = 0.01
"""Seconds for which what has arrived waits for others that are under way, to be noted with them."""

log = structlog.get_logger(__name__)


@dataclass(slots=True, eq=False)
class Arrival:
    """A delivery that the far side has, under its ``reference``; not on record before ``noted``."""

    delivery_id: str
    reference: str | None
    at: datetime
    noted: bool = False


@dataclass(slots=True)
class Arrivals:
    """Whoever comes while others are being noted waits, and is noted with all who came meanwhile.

    Between the arrival and the note there is what there always was: should we die then, the far
    side may have it twice.
    """

    _waiting: list[Arrival] = field(default_factory=list)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _under_way: int = 0
    _enough: asyncio.Event = field(default_factory=asyncio.Event)

    @contextmanager
    def expected(self) -> Iterator[None]:
        """For the time of the block something is being sent that may arrive."""
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1
            self._look()

    async def note(self, database: Database, arrival: Arrival) -> None:
        """Return once it is on record; raises what its own turn to write raised."""
        self._waiting.append(arrival)
        self._look()
        try:
            async with self._turn:
                if not arrival.noted:
                    await self._gathered()
                    await self._write(database)
        finally:
            if not arrival.noted:  # the others try for themselves
                self._waiting.remove(arrival)

    def _look(self) -> None:
        if len(self._waiting) >= min(LONGEST, self._under_way):
            self._enough.set()

    async def _gathered(self) -> None:
        """Wait a moment for others, unless there are enough or none to wait for."""
        self._enough.clear()
        self._look()
        with suppress(TimeoutError):
            async with asyncio.timeout(GATHERING):
                await self._enough.wait()

    async def _write(self, database: Database) -> None:
        some = self._waiting[:LONGEST]
        references = {each.delivery_id: each.reference for each in some}
        at = max(each.at for each in some)
        await database.write_one(partial(outbox.all_sent, references=references, now=at))
        log.info("deliveries_sent", deliveries=list(references))
        for each in some:
            each.noted = True  # also one whose caller has been stopped meanwhile, and waits no more
        self._waiting = [each for each in self._waiting if not each.noted]
