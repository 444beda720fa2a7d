"""Of many processes one at a time reads a mailbox, and another takes over from the dead."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from assistant.billing.turns import Turn
from assistant.db import Database, open_database
from tests.stories.house import Clock


@pytest.fixture
async def database(seeded_url: str) -> AsyncIterator[Database]:
    opened = open_database(seeded_url)
    yield opened
    await opened.close()


async def test_only_one_has_the_turn_until_it_is_given_back(database: Database) -> None:
    clock = Clock()
    mine, other = Turn(database, "mail:x", clock), Turn(database, "mail:x", clock)

    held = [await mine.keep(), await other.keep(), await mine.keep()]
    await mine.give_back()

    assert held == [True, False, True]
    assert await other.keep()
    assert not await mine.keep()


async def test_a_turn_that_is_kept_outlasts_its_lease(database: Database) -> None:
    clock = Clock()
    mine, other = Turn(database, "mail:x", clock), Turn(database, "mail:x", clock)
    kept = []
    for _ in range(10):
        kept.append(await mine.keep())
        kept.append(not await other.keep())
        clock.advance(seconds=40)

    assert all(kept)


async def test_the_dead_lose_their_turn_and_do_not_get_it_back(database: Database) -> None:
    clock = Clock()
    dead, other = Turn(database, "mail:x", clock), Turn(database, "mail:x", clock)
    await dead.keep()

    clock.advance(seconds=61)

    assert await other.keep()
    assert not await dead.keep()


async def test_other_work_is_another_turn(database: Database) -> None:
    clock = Clock()

    assert await Turn(database, "mail:x", clock).keep()
    assert await Turn(database, "mail:y", clock).keep()


async def test_the_first_beginning_is_kept(database: Database) -> None:
    clock = Clock()
    first = await Turn(database, "mail:x", clock).begun()
    clock.advance(days=30)

    again = await Turn(database, "mail:x", clock).begun()

    assert again == first == clock() - timedelta(days=30)
