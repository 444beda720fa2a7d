"""Between any two statements of one, another does all of theirs: it ends as if one came first.

Only where several write at once, so on PostgreSQL. Where the other has to wait for us they do, and
come after. What is compared is everything the books say of the two, but for names and moments.
"""

import asyncio
import itertools
import os
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple, cast

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Connection

from assistant.request import Channel
from assistant.schema import metadata
from tests.parties.postgres import PostgresServer
from tests.stories.house import Clock, House, opened_house, opened_stripe

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300), pytest.mark.postgresql]

TOLD = {"state", "kind", "status", "minor", "currency", "flags", "email", "role", "outcome"}
"""Columns that say what has become of something."""

PATIENCE = 0.25
"""Seconds after which the other is taken to wait for us."""

_numbers = itertools.count(1)

State = dict[str, Counter[tuple[Any, ...]]]


class Said(NamedTuple):
    """Who says what, and in which conversation."""

    who: str
    words: str
    where: str = "first"


PAID = [Said("dana", "pay invoice 121"), Said("dana", "yes"), Said("", "work")]
ALONE = [Said("dana", "pay invoice 121"), Said("ap", "pay invoice 121", "other")]
YES, OTHERS_YES = Said("dana", "yes"), Said("ap", "yes", "other")
REFUND = "refund 50 of 121 because of an outage"

RACES = {
    "two payers": (ALONE, YES, OTHERS_YES),
    "one yes twice": (ALONE, YES, YES),
    "all and one": ([Said("dana", "pay all"), *ALONE[1:]], YES, OTHERS_YES),
    "two parts": (
        [Said("dana", "pay 300 of 121"), Said("ap", "pay 300 of 121", "other")],
        YES,
        OTHERS_YES,
    ),
    "a plan and a payment": ([Said("dana", "pay 121 on 12 March"), *ALONE[1:]], YES, OTHERS_YES),
    "a dispute and a payment": (ALONE, Said("ap", "I dispute 121", "other"), YES),
    "a payment and a dispute": (ALONE, YES, Said("ap", "I dispute 121", "other")),
    "a promise and a payment": (ALONE, Said("ap", "we will pay 121 on 13 March", "other"), YES),
    "two disputes": ([], Said("dana", "I dispute 121"), Said("ap", "I dispute 121", "other")),
    "two promises": (
        [],
        Said("dana", "we will pay 121 on 12 March"),
        Said("ap", "we will pay 121 on 13 March", "other"),
    ),
    "a promise twice": (
        [],
        Said("dana", "we will pay 121 on 12 March"),
        Said("dana", "we will pay 121 on 13 March", "other"),
    ),
    "two who mute": ([], Said("dana", "mute 121"), Said("dana", "mute 121", "other")),
    "two who pause": (
        [],
        Said("dana", "pause reminders until 20 March"),
        Said("dana", "pause reminders until 25 March", "other"),
    ),
    "two who paid": ([], Said("dana", "we paid 121"), Said("ap", "we paid 121", "other")),
    "a payment and its method": (
        [*ALONE[:1], Said("dana", "remove visa 4242", "other")],
        YES,
        Said("dana", "yes", "other"),
    ),
    "a method and its payment": (
        [*ALONE[:1], Said("dana", "remove visa 4242", "other")],
        Said("dana", "yes", "other"),
        YES,
    ),
    "two refunds": (
        [*PAID, Said("sam", REFUND, "agents"), Said("uma", REFUND, "other")],
        Said("sam", "yes", "agents"),
        Said("uma", "yes", "other"),
    ),
    "a write-off and a payment": (
        [*ALONE[:1], Said("uma", "write off invoice 121 because they closed", "agents")],
        Said("uma", "yes", "agents"),
        YES,
    ),
    "a claim and a close": (
        [Said("dana", "talk to a human")],
        Said("sam", "claim case 1"),
        Said("uma", "close case 1"),
    ),
    "two who call off": (
        [Said("dana", "pay 121 on 12 March"), YES],
        Said("dana", "cancel the payment of 121"),
        Said("ap", "cancel the payment of 121", "other"),
    ),
}


@dataclass
class Race:
    """One house with two doors, on a database of its own."""

    ours: House
    others: House
    other: Said = YES
    statements: int = 0
    at: int = 0
    happening: "list[asyncio.Future[None]]" = field(default_factory=list)

    async def say(self, house: House, said: Said) -> None:
        """Say it; ``work`` is what the tails do by themselves."""
        if not said.who:
            await house.work()
            return
        where = {"channel": Channel.TERMINAL, "conversation": said.where}
        answered = await house.ask(said.who, said.words, **where)
        assert answered.outcome not in ("stranger", "not_understood"), said

    async def run(self, said: Said, other: Said, at: int) -> bool:
        """Say it, and the other's before the statement of that number, if there is one."""
        self.other, self.at = other, at
        self._watch()
        await self.say(self.ours, said)
        del cast(Any, self.ours.database)._once  # nobody counts any more
        await asyncio.gather(*self.happening)
        return bool(self.happening)

    def _watch(self) -> None:
        """Count the statements of our door from now on, each of which is done at once."""
        database: Any = self.ours.database
        once, loop = database._once, asyncio.get_running_loop()

        def watched(begin: str | None, work: Callable[[Connection], Any]) -> Any:
            def counted(tx: Connection) -> Any:
                return work(cast(Connection, Counted(tx, lambda: self._another(loop))))

            return once(begin, counted)

        database._once = watched

    def _another(self, loop: asyncio.AbstractEventLoop) -> None:
        self.statements += 1
        if self.statements == self.at:
            happens = asyncio.run_coroutine_threadsafe(self.say(self.others, self.other), loop)
            self.happening.append(asyncio.wrap_future(happens, loop=loop))
            with suppress(TimeoutError):
                happens.result(PATIENCE)


@dataclass
class Counted:
    """A connection that tells before each of its statements, when all before it are done."""

    connection: Any
    tell: Callable[[], None]

    def execute(self, *statement: Any, **how: Any) -> Any:
        self.connection.catch_up()
        self.tell()
        return self.connection.execute(*statement, **how)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)


@asynccontextmanager
async def race(server: PostgresServer, template: str, before: list[Said]) -> AsyncIterator[Race]:
    """Two doors on a fresh copy of the sandbox's books, before which so much was said."""
    name = f"race_{os.getpid()}_{next(_numbers)}"
    url, clock = server.create(name, template=template), Clock()
    try:
        async with (
            opened_stripe(clock) as stripe,
            opened_house(url, stripe=stripe, clock=clock) as ours,
            opened_house(url, stripe=stripe, clock=clock) as others,
        ):
            found = Race(ours, others)
            for each in before:
                await found.say(ours, each)
            yield found
    finally:
        server.drop(name)


async def ended(found: Race) -> State:
    """What the books say once everything has been done."""
    for each in (found.ours, found.others, found.ours):
        await each.work()
    await found.ours.balanced()
    state = await found.ours.database.read(told)
    return {**state, "taken": Counter((minor,) for minor in found.ours.taken())}


def told(tx: Connection) -> State:
    found: State = {}
    for table in metadata.sorted_tables:
        columns = [column for column in table.c if column.name in TOLD]
        if columns:
            rows = tx.execute(select(*columns)).all()
            found[table.name] = Counter(tuple(row) for row in rows)
    return found


@pytest.mark.parametrize("name", RACES)
async def test_fault_16_whenever_the_other_does_it_one_came_after_the_other(
    postgres: PostgresServer, postgres_seeded: str, name: str
) -> None:
    before, first, second = RACES[name]
    in_turn: list[State] = []
    for order in ((first, second), (second, first)):
        async with race(postgres, postgres_seeded, before) as found:
            for each in order:
                await found.say(found.ours, each)
            in_turn.append(await ended(found))

    at, more = 0, True
    while more:
        at += 1
        async with race(postgres, postgres_seeded, before) as found:
            more = await found.run(first, second, at)
            if more:
                assert await ended(found) in in_turn, f"before statement {at}"

    assert at > 5
