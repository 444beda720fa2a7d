"""What arrives at the same time is noted together, and a failed note is nobody else's."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from sqlalchemy.engine import Connection

from assistant.card import Card
from assistant.db import Database, DatabaseUnavailableError
from assistant.notify import outbox
from assistant.notify.arriving import Arrival, Arrivals
from assistant.notify.delivery import Delivery, DeliveryState
from tests.stories.house import House

T = TypeVar("T")
IDS = [f"dlv_{each}" for each in range(5)]


@dataclass
class Slow:
    """A database that takes no note before it is told to; its first note may fail."""

    database: Database
    fails: bool = False
    notes: int = 0
    open: asyncio.Event = field(default_factory=asyncio.Event)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    dialect: str = ""

    async def read(self, work: Callable[[Connection], T]) -> T:
        return await self.database.read(work)

    peek = write = read

    async def write_one(self, work: Callable[[Connection], T]) -> T:
        self.notes += 1
        self.asked.set()
        await self.open.wait()
        if self.fails and self.notes == 1:
            raise DatabaseUnavailableError("gone for a moment")
        return await self.database.write_one(work)

    async def close(self) -> None:
        """It is somebody else's."""


async def queued(house: House) -> None:
    """Five are in hand, one of them once more."""
    for which in IDS:
        card, now = Card(title="Paid"), house.clock.now
        state = DeliveryState.RESENDING if which == IDS[3] else DeliveryState.SENDING
        each = Delivery(which, "mail", "ap@acme.example", "", "en", card, now, state=state)
        await house.database.write(partial(outbox.put, delivery=each, due=now))


async def noted(house: House, *, fails: bool = False) -> tuple[Slow, list[bool]]:
    """Five arrive while the first is being noted; which of the notes were taken."""
    await queued(house)
    slow = Slow(house.database, fails)
    arrivals = Arrivals(slow)
    notes: list[asyncio.Task[None]] = []
    for each in IDS:
        arrival = Arrival(each, f"<{each}>", house.clock.now)
        notes.append(asyncio.create_task(arrivals.note(arrival)))
        await slow.asked.wait()
    await asyncio.sleep(0)
    slow.open.set()
    done = await asyncio.gather(*notes, return_exceptions=True)
    return slow, [each is None for each in done]


async def test_those_who_wait_are_noted_with_one_statement(house: House) -> None:
    slow, taken = await noted(house)

    rows = await house.rows(
        "SELECT id, state, attempts, far_reference, error FROM deliveries WHERE sent_at IS NOT NULL"
    )
    assert (slow.notes, taken) == (2, [True] * 5)
    twice = {IDS[3]: outbox.PERHAPS_TWICE}
    assert sorted(map(tuple, rows)) == [
        (each, "sent", 1, f"<{each}>", twice.get(each)) for each in IDS
    ]


async def test_the_first_of_those_under_way_waits_a_moment_for_the_others(house: House) -> None:
    await queued(house)
    slow = Slow(house.database)
    arrivals = Arrivals(slow)
    slow.open.set()

    async def arrives(which: str) -> None:
        with arrivals.expected():
            await asyncio.sleep(0)
            await arrivals.note(Arrival(which, f"<{which}>", house.clock.now))

    await asyncio.gather(*map(arrives, IDS))

    rows = await house.rows("SELECT id FROM deliveries WHERE state = 'sent'")
    assert (slow.notes, len(rows)) == (1, 5)


async def test_a_note_that_fails_keeps_nobody_else_from_being_noted(house: House) -> None:
    slow, taken = await noted(house, fails=True)

    rows = await house.rows("SELECT id FROM deliveries WHERE state = 'sent'")
    assert (slow.notes, taken) == (2, [False, True, True, True, True])
    assert sorted(row.id for row in rows) == IDS[1:]


async def test_a_note_that_fails_for_several_is_tried_for_each(house: House) -> None:
    await queued(house)
    slow = Slow(house.database, fails=True)
    arrivals = Arrivals(slow)
    slow.open.set()

    await asyncio.gather(
        *(arrivals.note(Arrival(each, f"<{each}>", house.clock.now)) for each in IDS)
    )

    rows = await house.rows("SELECT id FROM deliveries WHERE state = 'sent'")
    assert (slow.notes, len(rows)) == (6, 5)


async def test_a_note_outlives_whoever_was_the_first_to_wait_for_it(house: House) -> None:
    await queued(house)
    slow = Slow(house.database)
    arrivals = Arrivals(slow)
    both = [
        asyncio.create_task(arrivals.note(Arrival(each, f"<{each}>", house.clock.now)))
        for each in IDS[:2]
    ]
    await slow.asked.wait()

    both[0].cancel()
    slow.open.set()
    await both[1]

    rows = await house.rows("SELECT id FROM deliveries WHERE state = 'sent' ORDER BY id")
    assert [row.id for row in rows] == IDS[:2]


async def test_one_that_is_stopped_meanwhile_takes_nobody_elses_note(house: House) -> None:
    await queued(house)
    slow = Slow(house.database)
    arrivals = Arrivals(slow)

    def note(which: str) -> asyncio.Task[None]:
        return asyncio.create_task(arrivals.note(Arrival(which, f"<{which}>", house.clock.now)))

    first = note(IDS[0])
    await slow.asked.wait()
    second, stopped = note(IDS[1]), note(IDS[2])
    await asyncio.sleep(0)
    slow.asked.clear()
    slow.open.set()
    slow.open.clear()
    await slow.asked.wait()  # the second notes itself and the one that is now stopped
    stopped.cancel()
    last = note(IDS[3])
    await asyncio.sleep(0)
    slow.open.set()
    await asyncio.gather(first, second, last)

    rows = await house.rows("SELECT id FROM deliveries WHERE sent_at IS NOT NULL ORDER BY id")
    assert [row.id for row in rows] == IDS[:4]
