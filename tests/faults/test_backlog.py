"""A backlog, however long, is worked off with the memory of a short one."""

import gc
import sys
from dataclasses import dataclass
from functools import partial

import pytest

from assistant.app import utc_now
from assistant.db import Database
from assistant.notify.senders import Outgoing
from assistant.notify.worker import Notifier
from bench import backlog, books

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

SHORT, LONG = 1_000, 7_000
LOOKS = 250
"""Deliveries between two looks at the memory."""

KEPT = 0.5
"""Blocks of memory for each delivery that is waiting or was sent: not even its id is kept."""


@dataclass
class Watched:
    """A far side that takes everything, keeps nothing and sees how much is in memory meanwhile."""

    taken: int = 0
    blocks: int = 0

    async def send(self, outgoing: Outgoing) -> str | None:
        self.taken += 1
        if self.taken % LOOKS == 0:
            gc.collect()
            self.blocks = max(self.blocks, sys.getallocatedblocks())
        return None


async def drained(database: Database, count: int) -> int:
    """The most blocks of memory that were in use while so many were sent."""
    await database.write(partial(books.add, table="deliveries", rows=backlog.rows(count)))
    far_side = Watched()
    notifier = Notifier(database, {"mail": far_side}, utc_now)
    while await notifier.deliver():
        pass
    assert far_side.taken == count
    return far_side.blocks


async def test_a_backlog_seven_times_as_long_takes_no_more_memory(database: Database) -> None:
    await drained(database, LOOKS)  # what is learnt once and kept: statements, words, types

    short = await drained(database, SHORT)
    long = await drained(database, LONG)

    assert long - short < KEPT * (LONG - SHORT)
