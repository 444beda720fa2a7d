"""The short way to the driver and the usual way are the same way, seen from above."""

import gc
import weakref
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    event,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError, NoResultFound, StatementError

from assistant.db import Database, Json, Moment, insert_new
from assistant.db.direct import LONGEST, MANY, Found

tables = MetaData()
parcel = Table(
    "parcel",
    tables,
    Column("id", String(40), primary_key=True),
    Column("weight", Integer),
    Column("sealed", Boolean),
    Column("at", Moment),
    Column("it", Json),
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
AGAIN = 3
"""The first execution goes the usual way, the second learns the short one, the third has it."""

_add = insert(parcel)
_change = update(parcel).where(parcel.c.id == bindparam("which"))
_one = select(parcel).where(parcel.c.id == bindparam("which"))
_some = select(parcel.c.id).where(parcel.c.id.in_(bindparam("ids", expanding=True)))
_others = select(parcel.c.id).where(parcel.c.id.not_in(bindparam("ids", expanding=True)))
_few = _some.where(parcel.c.weight.in_([1, 2, 3])).order_by(parcel.c.id).limit(bindparam("most"))
_light = select(func.count()).where(parcel.c.weight == 1)
_heavy = select(func.count()).where(parcel.c.weight == 2)
_taken = _change.returning(parcel.c.id, parcel.c.at)


def row(name: str, **facts: Any) -> dict[str, Any]:
    return {"id": name, "weight": 1, "sealed": True, "at": NOON, "it": {"a": [1]}} | facts


@pytest.fixture
async def database(database: Database) -> Database:
    await database.write(tables.create_all)
    rows = [row(name) for name in ("a", "b", "c")]
    await database.write(lambda tx: tx.execute(_add, rows))
    return database


async def test_rows_are_the_same_whichever_way_they_came(database: Database) -> None:
    def look(tx: Connection) -> list[Any]:
        return [tx.execute(_one, {"which": "a"}).one() for _ in range(AGAIN)]

    rows = await database.read(look)

    assert rows == [("a", 1, True, NOON, {"a": [1]})] * AGAIN
    assert [each.at.tzinfo for each in rows] == [UTC] * AGAIN
    assert [each.sealed is True for each in rows] == [True] * AGAIN
    assert [each._fields for each in rows] == [rows[0]._fields] * AGAIN


async def test_the_short_way_is_taken(database: Database) -> None:
    def look(tx: Connection) -> list[bool]:
        return [isinstance(tx.execute(_one, {"which": "a"}), Found) for _ in range(AGAIN)]

    assert (await database.read(look))[-1]


async def test_values_are_written_alike_and_counted_alike(database: Database) -> None:
    auckland = datetime(2026, 3, 2, 1, tzinfo=timezone(timedelta(hours=13)))

    def work(tx: Connection) -> list[int]:
        new = {"at": auckland, "sealed": False, "it": {"b": None}}
        return [tx.execute(_change, {"which": each, **new}).rowcount for each in ("a", "b", "c")]

    assert await database.write(work) == [1, 1, 1]
    rows = await database.read(lambda tx: tx.execute(select(parcel)).all())
    assert {each[1:] for each in map(str_it, rows)} == {(1, False, NOON, "{'b': None}")}


def str_it(found: Any) -> tuple[Any, ...]:
    return (*found[:4], str(found[4]))


ODD = ['"', "\\", '\\"', "{a,b}", ",", "", " ", "NULL", "null", "'; --", "%(ids)s", "%", "ü\n日"]


async def test_lists_hold_any_words(database: Database) -> None:
    await database.write(lambda tx: tx.execute(_add, [row(each) for each in ODD]))

    def look(tx: Connection, names: list[str]) -> tuple[set[str], set[str]]:
        found = set(tx.execute(_some, {"ids": names}).scalars())
        return found, set(tx.execute(_others, {"ids": names}).scalars())

    every = {*ODD, "a", "b", "c"}
    for names in (*([each] for each in ODD), ODD, ["x", "NUL"]):
        for _ in range(AGAIN):
            found, others = await database.read(lambda tx, names=names: look(tx, names))
            assert (found, others) == (every & {*names}, every - {*names})


async def test_lists_of_any_length_find_what_they_name(database: Database) -> None:
    def look(tx: Connection, names: list[str]) -> list[str]:
        return sorted(tx.execute(_some, {"ids": names}).scalars())

    long, longer = [["c", "x", "b", *map(str, range(most))] for most in (MANY - 4, MANY)]
    for names in (["a"], ["b", "a"], [], ["c", "x", "a"], long, longer, ["a"] * 5, ["a", "b"]):
        for _ in range(AGAIN):
            found = await database.read(lambda tx, names=names: look(tx, names))
            assert found == sorted({*names} & {"a", "b", "c"})


async def test_what_a_statement_names_itself_stays_beside_what_is_given(database: Database) -> None:
    def look(tx: Connection) -> list[list[str]]:
        wanted = {"ids": ["a", "b", "c"], "most": 2}
        return [list(tx.execute(_few, wanted).scalars()) for _ in range(AGAIN)]

    assert await database.read(look) == [["a", "b"]] * AGAIN


async def test_words_a_statement_names_itself_are_taken_as_they_are(database: Database) -> None:
    odd = r"it's 100 %, \n, :one, %(which)s and %%"
    name_it = update(parcel).where(parcel.c.id == bindparam("which")).values(id=odd)
    undo = update(parcel).where(parcel.c.id == odd).values(id=bindparam("was"))

    def rename(tx: Connection) -> list[str]:
        seen = []
        for _ in range(AGAIN):
            tx.execute(name_it, {"which": "a"})
            seen += tx.execute(select(parcel.c.id).where(parcel.c.id == odd)).scalars()
            tx.execute(undo, {"was": "a"})
        return seen

    assert await database.write(rename) == [odd] * AGAIN


async def test_two_statements_alike_but_for_a_number_are_two(database: Database) -> None:
    def look(tx: Connection) -> list[tuple[int, int]]:
        both = (_light, _heavy)
        return [tuple(tx.execute(each).scalar_one() for each in both) for _ in range(AGAIN)]

    assert await database.read(look) == [(3, 0)] * AGAIN


async def test_changes_to_several_rows_are_all_made_and_counted(database: Database) -> None:
    def work(tx: Connection) -> list[int]:
        changes = [{"which": "a", "weight": 7}, {"which": "b", "weight": 8}]
        return [tx.execute(_change, changes).rowcount for _ in range(AGAIN)][1:]

    assert await database.write(work) == [2, 2]
    weights = await database.read(
        lambda tx: list(tx.execute(select(parcel.c.weight).order_by(parcel.c.id)).scalars())
    )
    assert weights == [7, 8, 1]


@pytest.mark.parametrize("many", [2, 3, LONGEST, LONGEST + 1])
async def test_several_rows_at_once_are_written_as_one_by_one(
    database: Database, many: int
) -> None:
    def work(tx: Connection) -> None:
        for time in range(AGAIN):
            tx.execute(_add, [row(f"{time}-{at:02}", weight=at) for at in range(many)])

    await database.write(work)

    rows = await database.read(lambda tx: tx.execute(select(parcel)).all())
    wanted = [(f"{time}-{at:02}", at, True, NOON) for time in range(AGAIN) for at in range(many)]
    assert sorted(each[:4] for each in rows if "-" in each.id) == wanted
    assert {str(each.it) for each in rows} == {"{'a': [1]}"}


async def test_an_insert_of_what_is_there_is_told_from_one_of_what_is_new(
    database: Database,
) -> None:
    def work(tx: Connection) -> list[bool]:
        return [insert_new(tx, parcel, row(name)) for name in ("a", "x", "x", "y", "y")]

    assert await database.write(work) == [False, True, False, True, False]


async def test_what_a_change_returns_is_read(database: Database) -> None:
    def work(tx: Connection) -> list[Any]:
        taken = [tx.execute(_taken, {"which": "a", "weight": 5}).one() for _ in range(AGAIN)]
        none = tx.execute(_taken, {"which": "nobody", "weight": 5})
        return [*taken, none.one_or_none()]

    assert await database.write(work) == [("a", NOON)] * AGAIN + [None]


async def test_errors_are_the_same_and_do_not_repeat_what_was_written(database: Database) -> None:
    def clash(tx: Connection) -> None:
        tx.execute(_add, row("a", it={"said": "ap@acme.example"}))

    for _ in range(AGAIN):
        with pytest.raises(IntegrityError) as caught:
            await database.write(clash)
        assert "ap@acme.example" not in str(caught.value)
        assert "INSERT INTO parcel" in str(caught.value)


async def test_a_value_that_cannot_be_written_is_refused_alike(database: Database) -> None:
    naive = {"which": "a", "at": datetime(2026, 1, 1)}  # noqa: DTZ001

    for _ in range(AGAIN):
        with pytest.raises(StatementError, match="has no time zone"):
            await database.write(lambda tx: tx.execute(_change, naive))


async def test_a_row_that_must_be_there_and_is_not_is_missed_alike(database: Database) -> None:
    for _ in range(AGAIN):
        with pytest.raises(NoResultFound):
            await database.read(lambda tx: tx.execute(_one, {"which": "nobody"}).one())


async def test_a_failed_unit_leaves_its_connection_fit_for_the_next(database: Database) -> None:
    def spoil(tx: Connection) -> None:
        tx.execute(_change, {"which": "b", "weight": 9})
        tx.execute(_add, row("a"))

    for _ in range(10):
        with pytest.raises(IntegrityError):
            await database.write(spoil)

    assert (await database.write(lambda tx: tx.execute(_one, {"which": "b"}).one())).weight == 1


async def test_who_listens_hears_every_statement(database: Database) -> None:
    def look(tx: Connection) -> int:
        heard: list[str] = []

        def note(_c: Any, _k: Any, statement: str, *_rest: Any) -> None:
            heard.append(statement)

        tx.execute(_one, {"which": "a"})
        event.listen(tx, "before_cursor_execute", note)
        for _ in range(AGAIN):
            tx.execute(_one, {"which": "a"})
        event.remove(tx, "before_cursor_execute", note)
        return len(heard)

    assert await database.read(look) == AGAIN


async def test_a_statement_nobody_has_any_more_is_forgotten(sqlite_database: Database) -> None:
    await sqlite_database.write(tables.create_all)

    def look(tx: Connection) -> weakref.ref[Any]:
        passing = select(parcel.c.id).where(parcel.c.id == bindparam("which"))
        for _ in range(AGAIN):
            tx.execute(passing, {"which": "a"}).all()
        tx.engine.clear_compiled_cache()
        return weakref.ref(passing)

    passing = await sqlite_database.read(look)
    gc.collect()

    assert passing() is None
