"""What PostgreSQL adds: races that are run again, and a server that goes away."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from assistant.db import Database, DatabaseBusyError, DatabaseUnavailableError, open_database
from assistant.db.postgres import RETRIES
from tests.database.counter import begin, counter, increment, value
from tests.parties.postgres import PostgresServer

pytestmark = pytest.mark.postgresql

COMPETE = "UPDATE counter SET n = n + 1"


@pytest.fixture
async def database(server: PostgresServer) -> AsyncIterator[Database]:
    opened = open_database(server.create("fragile"))
    await opened.write(begin)
    yield opened
    await opened.close()
    server.drop("fragile")


async def test_fault_16_a_unit_whose_server_died_is_run_once_more(
    database: Database, server: PostgresServer
) -> None:
    runs = []

    def work(tx: Connection) -> None:
        increment(tx)
        runs.append("run")
        if len(runs) == 1:
            server.kill()
            server.start()
        increment(tx, 2)

    await database.write(work)

    assert len(runs) == 2
    assert await database.read(lambda tx: (value(tx), value(tx, 2))) == (1, 1)


async def test_statements_are_planned_once_also_after_the_server_died(
    database: Database, server: PostgresServer
) -> None:
    def plans(tx: Connection) -> str:
        return str(tx.execute(text("SHOW plan_cache_mode")).scalar_one())

    before = await database.read(plans)
    server.kill()
    server.start()

    assert [before, await database.read(plans)] == ["force_generic_plan"] * 2


async def test_fault_16_the_pool_heals_within_5_seconds(
    database: Database, server: PostgresServer
) -> None:
    await asyncio.gather(*(database.write(increment) for _ in range(40)))
    server.kill()
    server.start()

    began = time.monotonic()
    await asyncio.gather(*(database.write(increment) for _ in range(40)))

    assert time.monotonic() - began < 5
    assert await database.read(value) == 80


async def test_a_server_that_stays_away_is_said_and_forgiven_when_it_returns(
    database: Database, server: PostgresServer
) -> None:
    server.kill()
    try:
        with pytest.raises(DatabaseUnavailableError):
            await database.write(increment)
        with pytest.raises(DatabaseUnavailableError):
            await database.read(value)
    finally:
        server.start()

    await database.write(increment)

    assert await database.read(value) == 1


async def test_a_terminated_connection_costs_one_repetition(
    database: Database, server: PostgresServer
) -> None:
    runs = []

    def work(tx: Connection) -> None:
        increment(tx)
        runs.append("run")
        if len(runs) == 1:
            pid = tx.execute(text("SELECT pg_backend_pid()")).scalar_one()
            server.execute(f"SELECT pg_terminate_backend({pid})")
        increment(tx)

    await database.write(work)

    assert len(runs) == 2
    assert await database.read(value) == 2


async def test_fault_17_a_lost_race_is_run_again(
    database: Database, server: PostgresServer
) -> None:
    runs = []

    def work(tx: Connection) -> None:
        tx.execute(text("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"))
        seen = value(tx)
        runs.append(seen)
        if len(runs) <= RETRIES:
            server.execute(COMPETE, database="fragile")
        tx.execute(counter.update().where(counter.c.name == 1).values(n=seen + 100))

    await database.write(work)

    assert runs == [0, 1, 2, 3]
    assert await database.read(value) == 103


async def test_fault_17_who_always_loses_hears_busy_after_three_repetitions(
    database: Database, server: PostgresServer
) -> None:
    runs = []

    def work(tx: Connection) -> None:
        tx.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        runs.append(value(tx))
        server.execute(COMPETE, database="fragile")
        increment(tx)

    with pytest.raises(DatabaseBusyError, match="try again"):
        await database.write(work)

    assert runs == [0, 1, 2, 3]


async def test_fault_17_two_units_in_a_deadlock_both_arrive(database: Database) -> None:
    both_hold = threading.Barrier(2)
    runs = []

    def crossing(first: int, second: int, tx: Connection) -> None:
        tx.execute(text("SET LOCAL deadlock_timeout = '20ms'"))
        increment(tx, first)
        runs.append(first)
        if len(runs) <= 2:
            both_hold.wait(timeout=10)
        increment(tx, second)

    await asyncio.gather(
        database.write(lambda tx: crossing(1, 2, tx)),
        database.write(lambda tx: crossing(2, 1, tx)),
    )

    assert len(runs) == 3
    assert await database.read(lambda tx: (value(tx), value(tx, 2))) == (2, 2)


async def test_a_mistake_in_the_work_is_not_repeated(database: Database) -> None:
    runs = []

    def work(tx: Connection) -> None:
        runs.append("run")
        tx.execute(counter.insert().values(name=1))

    with pytest.raises(DBAPIError, match="duplicate key"):
        await database.write(work)

    assert len(runs) == 1


async def test_a_database_that_does_not_exist_is_named(server: PostgresServer) -> None:
    database = open_database(server.url("nowhere"))

    with pytest.raises(DatabaseUnavailableError, match='"nowhere" does not exist'):
        await database.read(value)

    await database.close()


async def test_the_url_that_vendors_print_is_understood(
    database: Database, server: PostgresServer
) -> None:
    vendor = server.url("fragile").replace("postgresql:", "postgres:") + "?sslmode=disable"
    opened = open_database(vendor)

    assert await opened.read(value) == 0
    await opened.close()


async def test_a_unit_that_hides_an_error_is_not_taken_for_committed(database: Database) -> None:
    def hides(tx: Connection) -> str:
        with suppress(DBAPIError):
            tx.execute(text("SELECT 1 / 0"))
        return "all well"

    with pytest.raises(RuntimeError, match="hid an error"):
        await database.write(hides)

    assert await database.write(lambda tx: tx.execute(text("SELECT 7")).scalar_one()) == 7
