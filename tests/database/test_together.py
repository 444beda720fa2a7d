"""Units that are written together: one transaction, and each its own result or error."""

import asyncio

import pytest
from sqlalchemy.engine import Connection

from assistant.db import Database
from assistant.db.together import Together
from tests.database.counter import begin, increment, value


@pytest.fixture
async def together(database: Database) -> Together:
    await database.write(begin)
    return Together(database)


def counted(tx: Connection) -> int:
    increment(tx)
    return value(tx)


def broken(tx: Connection) -> None:
    increment(tx)
    raise LookupError("on purpose")


async def test_each_hears_what_its_own_unit_returned(together: Together) -> None:
    results = await asyncio.gather(*(together.write(counted) for _ in range(20)))

    assert sorted(results) == list(range(1, 21))


async def test_one_that_fails_undoes_itself_alone(together: Together, database: Database) -> None:
    done = await asyncio.gather(
        together.write(counted),
        together.write(broken),
        together.write(counted),
        return_exceptions=True,
    )

    assert [type(each) for each in done] == [int, LookupError, int]
    assert await database.read(value) == 2


async def test_one_that_gives_up_waiting_holds_up_nobody(together: Together) -> None:
    impatient = asyncio.create_task(together.write(counted))
    patient = asyncio.create_task(together.write(counted))
    await asyncio.sleep(0)
    impatient.cancel()

    assert await patient in (1, 2)
    with pytest.raises(asyncio.CancelledError):
        await impatient
