"""Arrivals that are to be noted at the same time are noted in one statement."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial

import structlog

from assistant.db import Database
from assistant.db.direct import LONGEST
from assistant.notify import outbox
from assistant.together import Together
from assistant.values import dataclass

GATHERING = 0.01
"""Seconds for which what has arrived waits for others that are under way, to be noted with them."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A delivery that the far side has, under its ``reference``."""

    delivery_id: str
    reference: str | None
    at: datetime


class Arrivals:
    """Whoever comes while others are being noted waits, and is noted with all who came meanwhile.

    Between the arrival and the note there is what there always was: should we die then, the far
    side may have it twice. So a note that fails for several is tried for each of them.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._noting = Together(self._note_all, most=LONGEST, gathered=self._gathered)
        self._under_way = 0
        self._enough = asyncio.Event()

    @contextmanager
    def expected(self) -> Iterator[None]:
        """For the time of the block something is being sent that may arrive."""
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1
            self._look()

    async def note(self, arrival: Arrival) -> None:
        """Return once it is on record; raises what kept it from being so."""
        noted = self._noting.begun(arrival)
        self._look()
        await noted

    def _look(self) -> None:
        if self._noting.waiting >= min(LONGEST, self._under_way):
            self._enough.set()

    async def _gathered(self) -> None:
        """Wait a moment for others, unless there are enough or none to wait for."""
        self._enough.clear()
        self._look()
        with suppress(TimeoutError):
            async with asyncio.timeout(GATHERING):
                await self._enough.wait()

    async def _note_all(self, arrivals: Sequence[Arrival]) -> list[None]:
        references = {each.delivery_id: each.reference for each in arrivals}
        at = max(each.at for each in arrivals)
        await self._database.write_one(partial(outbox.all_sent, references=references, now=at))
        log.info("deliveries_sent", deliveries=list(references))
        return [None] * len(arrivals)
