"""What is due is taken by several at once, who do not get in each other's way."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

import pytest
from sqlalchemy import Select, func, select, text
from sqlalchemy.engine import Connection

from assistant.app import utc_now
from assistant.db import Database, DatabaseUnavailableError
from assistant.notify import order, taking
from assistant.notify.delivery import deliveries
from assistant.notify.senders import Outgoing
from assistant.notify.taking import AT_ONCE, LEASE
from assistant.notify.worker import Notifier
from bench import backlog, books

T = TypeVar("T")


@dataclass
class Far:
    """A far side that takes its time, and for one address until so many others are told."""

    last: str = ""
    others: int = 0
    taken: list[str] = field(default_factory=list)
    at_once: list[int] = field(default_factory=list)
    told: asyncio.Event = field(default_factory=asyncio.Event)
    _under_way: int = 0

    async def send(self, outgoing: Outgoing) -> str | None:
        self._under_way += 1
        self.at_once.append(self._under_way)
        if outgoing.address == self.last:
            await self.told.wait()
        await asyncio.sleep(0.001)
        self._under_way -= 1
        self.taken.append(outgoing.address)
        if len(self.taken) == self.others:
            self.told.set()
        return None


@dataclass
class Failing:
    """A database that is gone when it is asked for more, or for some of it."""

    database: Database
    gone: range = range(2, 1_000)
    writes: int = 0
    dialect: str = ""

    async def read(self, work: Callable[[Connection], T]) -> T:
        return await self.database.read(work)

    async def peek(self, work: Callable[[Connection], T]) -> T:
        return await self.database.peek(work)

    async def write_one(self, work: Callable[[Connection], T]) -> T:
        return await self.database.write_one(work)

    async def write(self, work: Callable[[Connection], T]) -> T:
        self.writes += 1
        if self.writes in self.gone:
            raise DatabaseUnavailableError("gone for a moment")
        return await self.database.write(work)

    async def close(self) -> None:
        """It is somebody else's."""


async def due(database: Database, count: int) -> None:
    """Each to a destination of its own."""
    await database.write(partial(books.add, table="deliveries", rows=backlog.rows(count)))


async def sent(database: Database) -> int:
    query = text("SELECT count(*) FROM deliveries WHERE state = 'sent'")
    return int(await database.read(lambda tx: tx.execute(query).scalar_one()))


async def test_one_that_takes_its_time_holds_up_nobody_else(database: Database) -> None:
    await due(database, 200)
    far = Far("p3@customer.example", others=199)

    async with asyncio.timeout(20):
        await Notifier(database, {"mail": far}, utc_now, turn=20).deliver()

    assert (len(far.taken), far.taken[-1]) == (200, far.last)
    assert await sent(database) == 200


async def test_the_next_are_claimed_while_the_last_are_being_sent(database: Database) -> None:
    await due(database, 10 * AT_ONCE)
    far = Far("p3@customer.example", others=AT_ONCE)

    await Notifier(database, {"mail": far}, utc_now).deliver()

    assert AT_ONCE < max(far.at_once) <= 2 * AT_ONCE


async def test_what_is_under_way_is_sent_to_its_end_when_no_more_can_be_claimed(
    database: Database,
) -> None:
    await due(database, 2 * AT_ONCE)
    far = Far()

    with pytest.raises(DatabaseUnavailableError):
        await Notifier(Failing(database), {"mail": far}, utc_now).deliver()

    assert len(far.taken) == await sent(database) == AT_ONCE


async def test_what_takes_longer_than_a_lease_is_sent_by_nobody_else_while_we_live(
    database: Database,
) -> None:
    """The far side thinks about each for more than two leases, and another process is idle.

    Once a lease cannot be renewed, for the database is gone for a moment.
    """
    await due(database, 3)
    slow, other = Slow(), Far()
    fragile = Failing(database, gone=range(2, 3))
    mine = Notifier(fragile, {"mail": slow}, utc_now, lease=timedelta(seconds=1))
    others = Notifier(database, {"mail": other}, utc_now)

    sending = asyncio.create_task(mine.deliver())
    await slow.begun.wait()
    while not sending.done():
        await others.deliver()
        await asyncio.sleep(0.02)

    assert (slow.taken, other.taken) == (3, [])
    assert await sent(database) == 3


@dataclass
class Slow:
    """A far side that takes several leases over one."""

    taken: int = 0
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, outgoing: Outgoing) -> str | None:
        self.begun.set()
        await asyncio.sleep(2.5)
        self.taken += 1
        return None


async def test_what_can_be_sent_is_sent_whatever_keeps_facts_from_being_told(
    database: Database,
) -> None:
    await due(database, 3)
    unreadable = {"id": "evt_1", "about": "x", "kind": "x", "body": {}, "at": utc_now()}
    await database.write(partial(books.add, table="events", rows=iter([unreadable])))
    far = Far()

    with pytest.raises(KeyError):
        await Notifier(database, {"mail": far}, utc_now).work()

    assert len(far.taken) == await sent(database) == 3


@pytest.mark.parametrize("then", [0, 900])
async def test_a_claim_reads_what_it_may_take_whatever_was_due_when_it_was_counted(
    postgres_database: Database, then: int
) -> None:
    rows = list(backlog.rows(5_000))
    over = [{**each, "state": "sent", "due_at": None} for each in rows[then:3_000]]
    await postgres_database.write(partial(counted, rows=[*over, *rows[:then]]))
    add = partial(books.add, table="deliveries", rows=iter(rows[3_000:]))
    await postgres_database.write(add)

    assert await postgres_database.write(read_by_a_claim) < 300


async def test_fault_03_a_destination_is_had_with_its_oldest_or_not_at_all(
    postgres_database: Database,
) -> None:
    """Another lets it go while somebody goes through what is due to it."""
    await due(postgres_database, 2)
    to_one = text("UPDATE deliveries SET address = 'ap@acme.example'")
    await postgres_database.write(lambda tx: tx.execute(to_one))
    had = asyncio.Event()
    tell = partial(asyncio.get_running_loop().call_soon_threadsafe, had.set)

    def hold(tx: Connection) -> None:
        assert len(tx.execute(order.ours(slowly(0))).all()) == 2
        tell()
        time.sleep(0.3)

    async def look() -> list[str]:
        await had.wait()
        query = order.ours(slowly(0.2))
        return await postgres_database.read(lambda tx: [row.id for row in tx.execute(query)])

    _, found = await asyncio.gather(postgres_database.write(hold), look())

    assert found in ([], ["dlv_2_000000", "dlv_2_000001"])


def slowly(seconds: float) -> Select[Any]:
    """All there is to send, with so long a pause before each."""
    pause = func.pg_sleep(seconds).is_not(None)
    return select(deliveries.c.id, *order.DESTINATION).where(pause)


def counted(tx: Connection, rows: list[dict[str, Any]]) -> None:
    books.add(tx, "deliveries", iter(rows))
    books.analyze(tx)


def read_by_a_claim(tx: Connection) -> int:
    """How many rows a claim of sixteen destinations goes through."""
    assert len(taking.claim(tx, utc_now(), taking.Taking(LEASE))) == AT_ONCE
    return int(tx.exec_driver_sql(_READ).scalar_one())


_READ = (
    "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'deliveries'"
)
