"""What both databases promise to a unit of work."""

import asyncio
import os
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, bindparam, literal, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, StatementError

from assistant.db import Database, Json, Moment, insert_new, json_at, open_database, text_at
from tests.database.counter import begin, count, counter, increment, value

ROOT = Path(__file__).parents[2]

facts = MetaData()
fact = Table(
    "fact", facts, Column("id", Integer, primary_key=True), Column("at", Moment), Column("it", Json)
)


@pytest.fixture
async def database(database: Database) -> Database:
    await database.write(begin)
    return database


def nested_failure(tx: Connection) -> None:
    with tx.begin_nested():
        increment(tx, 2)
        tx.execute(counter.insert().values(name=1))


async def test_what_write_returned_from_is_visible_to_another_process(
    database: Database, database_url: str
) -> None:
    other = open_database(database_url)

    await database.write(increment)

    assert await other.read(value) == 1
    await other.close()


async def test_write_returns_what_its_work_returned(database: Database) -> None:
    assert await database.write(lambda tx: value(tx) + 41) == 41


async def test_a_work_that_raises_leaves_nothing_and_its_error_reaches_the_caller(
    database: Database,
) -> None:
    def work(tx: Connection) -> None:
        increment(tx)
        raise LookupError("on purpose")

    with pytest.raises(LookupError, match="on purpose"):
        await database.write(work)

    assert await database.read(value) == 0


async def test_one_work_that_fails_does_not_undo_its_neighbours(database: Database) -> None:
    def twice(tx: Connection) -> None:
        increment(tx)
        tx.execute(counter.insert().values(name=1))

    neighbours = [database.write(increment) for _ in range(5)]
    results = await asyncio.gather(*neighbours, database.write(twice), return_exceptions=True)

    assert [type(result) for result in results[:5]] == [type(None)] * 5
    assert isinstance(results[5], DBAPIError)
    assert await database.read(value) == 5


async def test_160_of_160_concurrent_increments_are_kept(database: Database) -> None:
    await count(database, 160)

    assert await database.read(value) == 160


async def test_fault_18_nothing_survives_an_outer_rollback_after_a_nested_error(
    database: Database,
) -> None:
    def work(tx: Connection) -> None:
        increment(tx)
        with tx.begin_nested():
            increment(tx, 2)
        with pytest.raises(DBAPIError):
            nested_failure(tx)
        raise LookupError

    with pytest.raises(LookupError):
        await database.write(work)

    assert await database.read(lambda tx: (value(tx), value(tx, 2))) == (0, 0)


async def test_a_nested_error_that_was_handled_undoes_only_the_nested_part(
    database: Database,
) -> None:
    def work(tx: Connection) -> None:
        increment(tx)
        with pytest.raises(DBAPIError):
            nested_failure(tx)

    await database.write(work)

    assert await database.read(lambda tx: (value(tx), value(tx, 2))) == (1, 0)


async def test_fault_20_two_processes_on_one_database_are_both_safe(
    database: Database, database_url: str
) -> None:
    script = (sys.executable, "-m", "tests.database.counter", database_url, "500")
    processes = [
        await asyncio.create_subprocess_exec(
            *script, cwd=ROOT, env={**os.environ, "PYTHONWARNINGS": "error"}
        )
        for _ in range(2)
    ]

    codes = await asyncio.gather(*(process.wait() for process in processes))

    assert codes == [0, 0]
    assert await database.read(value) == 1000


async def test_a_read_sees_one_moment_while_others_write(
    database: Database, database_url: str
) -> None:
    def both(tx: Connection) -> None:
        increment(tx)
        increment(tx, 2)

    async def write_on() -> None:
        for _ in range(30):
            await database.write(both)

    writing = asyncio.create_task(write_on())
    pairs = []
    while not writing.done():
        pairs.append(await database.read(lambda tx: (value(tx), value(tx, 2))))
        await asyncio.sleep(0)

    assert [pair for pair in pairs if pair[0] != pair[1]] == []


async def test_a_read_cannot_write(database: Database) -> None:
    with pytest.raises(Exception, match=r"read-?only"):
        await database.read(increment)

    assert await database.read(value) == 0


async def test_a_caller_that_gives_up_stops_nobody_else(database: Database) -> None:
    waiting = [asyncio.create_task(database.write(increment)) for _ in range(20)]
    await asyncio.sleep(0)

    for task in waiting[::2]:
        task.cancel()
    results = await asyncio.gather(*waiting, return_exceptions=True)

    assert results[1::2] == [None] * 10
    assert await database.read(value) >= 10


async def test_a_moment_comes_back_as_the_same_instant_in_utc(database: Database) -> None:
    auckland = timezone(timedelta(hours=13))
    said = datetime(2026, 3, 1, 9, 30, 0, 123456, tzinfo=auckland)

    await database.write(facts.create_all)
    await database.write(lambda tx: insert_new(tx, fact, {"id": 1, "at": said}))

    read = await database.read(lambda tx: tx.execute(select(fact.c.at)).scalar_one())
    assert read == said
    assert read.tzinfo == UTC


async def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    await database.write(facts.create_all)

    with pytest.raises(StatementError, match="has no time zone"):
        await database.write(
            lambda tx: tx.execute(fact.insert().values(id=1, at=datetime(2026, 1, 1)))  # noqa: DTZ001
        )


async def test_the_text_under_a_key_is_found_whatever_the_key_looks_like(
    database: Database,
) -> None:
    held = {"dlv_1": "<1@us.example>", "$.a.b": "dotted", "none": None}
    document = bindparam("held", type_=Json)

    def work(tx: Connection) -> list[str | None]:
        keys = ("dlv_1", "$.a.b", "none", "absent")
        wanted = select(*(text_at(document, literal(key)) for key in keys))
        return list(tx.execute(wanted, {"held": held}).one())

    assert await database.read(work) == ["<1@us.example>", "dotted", None, None]


async def test_the_object_under_a_key_comes_back_as_it_was(database: Database) -> None:
    card = {"title": "Zahlung für „123“", "facts": [1, True, None], "$.x": {"a.b": "c"}}
    document = bindparam("held", type_=Json)

    def work(tx: Connection) -> list[object]:
        wanted = select(*(json_at(document, literal(key)) for key in ("dlv_1", "absent")))
        return list(tx.execute(wanted, {"held": {"dlv_1": card}}).one())

    assert await database.read(work) == [card, None]


@pytest.mark.parametrize("at", [text_at, json_at])
def test_older_sqlite_knows_every_word_of_it(at: type[text_at] | type[json_at]) -> None:
    made = select(at(bindparam("held", type_=Json), literal("a")))

    assert "->" not in str(made.compile(dialect=sqlite.dialect()))  # SQLite has had it since 3.38


async def test_what_was_written_is_not_in_the_error_about_it(database: Database) -> None:
    await database.write(facts.create_all)
    row = {"id": 1, "it": {"said": "ap@acme.example"}}
    await database.write(lambda tx: tx.execute(fact.insert(), row))

    with pytest.raises(DBAPIError) as told:
        await database.write(lambda tx: tx.execute(fact.insert(), row))

    assert "ap@acme.example" not in str(told.value)


async def test_a_row_is_new_once(database: Database) -> None:
    def add(tx: Connection) -> bool:
        return insert_new(tx, fact, {"id": 7, "it": {"said": "paid ✓"}})

    await database.write(facts.create_all)

    assert [await database.write(add), await database.write(add)] == [True, False]
    stored = await database.read(lambda tx: tx.execute(select(fact.c.it)).scalar_one())
    assert stored == {"said": "paid ✓"}


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://host/x", "billing.db"])
def test_a_database_that_cannot_be_shared_or_is_unknown_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="sqlite:///"):
        open_database(url)
