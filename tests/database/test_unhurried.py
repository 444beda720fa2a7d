"""On PostgreSQL a statement waits until its answer is needed: nobody above notices, all is done."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import bindparam, insert, select, text, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from assistant.db import Database, open_database, wire
from tests.database.counter import begin, counter
from tests.parties.postgres import PostgresServer

pytestmark = pytest.mark.postgresql

_up = update(counter).where(counter.c.name == bindparam("which")).values(n=counter.c.n + 1)
_set = update(counter).where(counter.c.name == bindparam("which"))
_value = select(counter.c.n).where(counter.c.name == bindparam("which"))
_several = select(counter.c.n).where(counter.c.name.in_(bindparam("names", expanding=True)))
_inverse = select((1 / counter.c.n).label("part")).where(counter.c.name == bindparam("which"))
_many = select(counter.c.name).where(counter.c.n > bindparam("n"))
_add = insert(counter)


@pytest.fixture
async def database(server: PostgresServer) -> AsyncIterator[Database]:
    """Counters 1 and 2 at zero, and every statement known, so that it takes the short way."""
    opened = open_database(server.create("unhurried"))
    await opened.write(begin)
    for _ in range(2):
        await opened.write(lambda tx: tx.execute(_up, {"which": 0}).rowcount)
        await opened.write(lambda tx: tx.execute(_set, {"which": 0, "n": 0}).rowcount)
        await opened.read(lambda tx: tx.execute(_value, {"which": 0}).all())
        await opened.read(lambda tx: tx.execute(_several, {"names": [0]}).all())
    for name in (-1, -2):
        await opened.write(lambda tx, name=name: add(tx, name))
    yield opened
    await opened.close()
    server.drop("unhurried")


def add(tx: Connection, name: int) -> None:
    tx.execute(_add, {"name": name, "n": 0})


def up(tx: Connection, name: int = 1) -> None:
    tx.execute(_up, {"which": name})


def value(tx: Connection, name: int = 1) -> int:
    return int(tx.execute(_value, {"which": name}).scalar_one())


async def test_what_is_read_next_sees_what_was_changed(database: Database) -> None:
    def work(tx: Connection) -> tuple[int, int, int]:
        up(tx)
        usual = tx.execute(text("SELECT n FROM counter WHERE name = 1")).scalar_one()
        up(tx)
        return usual, value(tx), tx.execute(_up, {"which": 99}).rowcount

    assert await database.write(work) == (1, 2, 0)
    assert await database.read(value) == 2


async def test_counts_are_right_whenever_they_are_asked_for(database: Database) -> None:
    def work(tx: Connection) -> list[int]:
        found = [tx.execute(_up, {"which": name}) for name in (1, 77, 2)]
        value(tx)
        return [each.rowcount for each in found]

    assert await database.write(work) == [1, 0, 1]


async def test_each_question_is_answered_as_of_its_turn_whenever_its_answer_is_looked_at(
    database: Database,
) -> None:
    def work(tx: Connection) -> list[int]:
        found = []
        for _ in range(3):
            found.append(tx.execute(_value, {"which": 1}))
            up(tx)
        return [int(each.scalar_one()) for each in reversed(found)]

    assert await database.write(work) == [2, 1, 0]


async def test_questions_wait_for_each_other_and_are_asked_at_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    exchange = wire.Wire.exchange

    def counted(self: wire.Wire) -> None:
        asked.append(len(self))
        exchange(self)

    def work(tx: Connection) -> list[int]:
        found = [tx.execute(_value, {"which": name}) for name in (1, 2)]
        return [int(each.scalar_one()) for each in found]

    monkeypatch.setattr(wire.Wire, "exchange", counted)

    assert await database.write(work) == [0, 0]
    assert asked == [3, 1]  # BEGIN and both questions, then COMMIT


async def test_what_is_wrong_with_a_question_is_told_to_whoever_looks_or_else_by_the_commit(
    database: Database,
) -> None:
    def asks(tx: Connection) -> None:
        tx.execute(_inverse, {"which": 1})
        up(tx)

    def looks(tx: Connection) -> None:
        found = tx.execute(_inverse, {"which": 1})
        up(tx)
        with pytest.raises(DataError):
            found.all()
        raise LookupError

    await database.read(lambda tx: tx.execute(_inverse, {"which": 0}).all())
    await database.read(lambda tx: tx.execute(_inverse, {"which": 0}).all())
    with pytest.raises(DataError):
        await database.write(asks)
    with pytest.raises(LookupError):
        await database.write(looks)

    assert await database.read(value) == 0


async def test_what_goes_wrong_is_told_by_the_commit_and_then_nothing_is_kept(
    database: Database,
) -> None:
    def work(tx: Connection) -> None:
        up(tx)
        add(tx, 2)  # which is there
        up(tx)

    for _ in range(3):
        with pytest.raises(IntegrityError, match="INSERT INTO counter"):
            await database.write(work)

    assert await database.read(value) == 0


async def test_a_unit_that_raises_leaves_nothing_sent_or_not(database: Database) -> None:
    def unsent(tx: Connection) -> None:
        up(tx)
        raise LookupError

    def sent(tx: Connection) -> None:
        up(tx)
        value(tx)
        raise LookupError

    for work in (unsent, sent):
        with pytest.raises(LookupError):
            await database.write(work)

    assert await database.read(value) == 0


async def test_an_error_that_a_unit_hides_is_not_taken_for_committed(database: Database) -> None:
    def hides(tx: Connection) -> None:
        up(tx)
        add(tx, 1)
        with pytest.raises(DBAPIError):
            value(tx)

    with pytest.raises(RuntimeError, match="hid an error"):
        await database.write(hides)

    assert await database.read(value) == 0


async def test_a_value_the_server_cannot_take_is_refused_as_usual(database: Database) -> None:
    for _ in range(2):
        with pytest.raises(DataError):
            await database.write(lambda tx: tx.execute(_set, {"which": 1, "n": 1 << 40}).rowcount)

    assert await database.read(value) == 0


async def test_thousands_of_changes_are_all_made(database: Database) -> None:
    def work(tx: Connection) -> None:
        for _ in range(1_000):
            up(tx)

    await database.write(work)

    assert await database.read(value) == 1_000


async def test_what_is_more_than_a_socket_holds_goes_through(
    database: Database, server: PostgresServer
) -> None:
    server.execute("CREATE TABLE note (words text)", database="unhurried")
    long = text("INSERT INTO note VALUES (:words)").columns()

    def work(tx: Connection) -> None:
        tx.execute(long, {"words": "x" * 3_000_000})
        up(tx)

    await database.write(work)

    assert await database.read(value) == 1


async def test_a_server_lost_with_changes_on_their_way_has_them_once(
    database: Database, server: PostgresServer
) -> None:
    runs = []

    def work(tx: Connection) -> None:
        up(tx)
        runs.append("run")
        if len(runs) == 1:
            server.kill()
            server.start()
        up(tx, 2)

    await database.write(work)

    assert len(runs) in (1, 2)  # what was never sent was not lost with the server
    assert await database.read(lambda tx: (value(tx), value(tx, 2))) == (1, 1)


async def test_a_list_is_filled_up_without_finding_more(database: Database) -> None:
    def look(tx: Connection, most: int) -> tuple[int, int]:
        names = list(range(1, most + 1))
        found = tx.execute(_several, {"names": names}).all()
        changed = tx.execute(_up, {"which": 1}).rowcount
        return len(found), changed

    for most in (1, 2, 3, 5, 9, 16):
        for _ in range(2):
            assert await database.write(lambda tx, most=most: look(tx, most)) == (min(most, 2), 1)


async def test_statements_are_planned_anew_and_let_go_of_without_a_trace(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "STATEMENTS", 3)

    def work(tx: Connection) -> int:
        for time in range(wire.PLANNED_ANEW * 2):
            up(tx)
            tx.execute(_set, {"which": 2, "n": time})
            value(tx)
            value(tx, 2)
            tx.execute(_several, {"names": [1, 2]}).all()
            tx.execute(_many, {"n": time}).all()
        kept = text("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'said%'")
        return int(tx.execute(kept).scalar_one())

    assert await database.write(work) <= 4
    assert await database.read(value) == wire.PLANNED_ANEW * 2


async def test_no_table_that_grew_is_read_whole_for_long(
    server: PostgresServer, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "PLANNED_ANEW", 40)

    def scans(tx: Connection) -> list[int]:
        """How often the parents were read whole, after each of ten children."""
        found = []
        for _ in range(10):
            tx.execute(text("INSERT INTO children VALUES (1)"))
            found.append(int(tx.execute(text(_READ_WHOLE)).scalar_one()))
        return found

    def work(tx: Connection) -> tuple[list[int], list[int]]:
        for statement in _FAMILY:
            tx.execute(text(statement))
        scans(tx)
        tx.execute(text("INSERT INTO parents SELECT generate_series(2, 5000)"))
        grown = scans(tx)
        for _ in range(wire.PLANNED_ANEW):
            value(tx)
        return grown, scans(tx)

    opened = open_database(server.url("unhurried"))
    await opened.read(value)
    grown, planned_anew = await opened.write(work)
    await opened.close()

    assert grown[-1] > grown[0], "planned for one row, it is read whole"
    assert planned_anew == [grown[-1]] * 10


_FAMILY = (
    "CREATE TABLE parents (id integer PRIMARY KEY)",
    "CREATE TABLE children (parent integer REFERENCES parents)",
    "INSERT INTO parents VALUES (1)",
    "ANALYZE parents",
)
_READ_WHOLE = "SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'parents'"


async def test_what_the_driver_has_the_server_forget_is_prepared_again(database: Database) -> None:
    def fails(tx: Connection) -> None:
        with tx.begin_nested():
            tx.execute(text("SELECT 1"))
            up(tx)
            raise LookupError

    def work(tx: Connection) -> None:
        up(tx)
        for _ in range(10):
            with pytest.raises(LookupError):
                fails(tx)
        up(tx)

    await database.write(work)

    assert await database.read(value) == 2


async def test_a_statement_said_with_values_of_other_types_is_read_by_theirs(
    database: Database,
) -> None:
    said = select(bindparam("what").label("back"))

    def back(tx: Connection, what: object) -> object:
        return tx.execute(said, {"what": what}).scalar_one()

    for what in (1, "a word", 2**40, 7, "another", None, 3):
        assert await database.read(lambda tx, what=what: back(tx, what)) == what
