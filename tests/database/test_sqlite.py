"""What an SQLite file does when others hold it, the disk is full, or it is closed."""

import asyncio
import resource
import sqlite3
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy.engine import Connection

from assistant.db import DatabaseBusyError, DatabaseUnavailableError
from assistant.db.sqlite import SqliteDatabase
from tests.database.counter import begin, counter, increment, value

HOLD = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
held.execute("ROLLBACK")
held.close()
"""


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    path = tmp_path / "billing.db"
    database = SqliteDatabase(str(path))
    await database.write(begin)
    await database.close()
    return path


@pytest.fixture
async def database(path: Path) -> AsyncIterator[SqliteDatabase]:
    opened = SqliteDatabase(str(path), busy_seconds=0.3)
    yield opened
    await opened.close()


@asynccontextmanager
async def held_by_another_process(path: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """Hold the write lock until the block ends, or the process's stdin is closed."""
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOLD, str(path), stdin=-1, stdout=-1
    )
    assert holder.stdin
    assert holder.stdout
    assert await holder.stdout.readline() == b"held\n"
    try:
        yield holder
    finally:
        holder.stdin.close()
        await holder.wait()


async def together(database: SqliteDatabase, *works: Callable[[Connection], None]) -> list[object]:
    """Run the works as one group, by keeping the writer busy until all are queued."""
    begun, go = threading.Event(), threading.Event()

    def hold(_tx: Connection) -> None:
        begun.set()
        assert go.wait(10)

    holding = asyncio.ensure_future(database.write(hold))
    await asyncio.to_thread(begun.wait, 10)
    queued = [asyncio.ensure_future(database.write(work)) for work in works]
    await asyncio.sleep(0)
    go.set()
    await holding
    return await asyncio.gather(*queued, return_exceptions=True)


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Make every write beyond ``size`` fail with EFBIG, which SQLite calls an I/O error."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def grow(tx: Connection) -> None:
    """Write about 4 MB."""
    increment(tx)
    tx.exec_driver_sql("CREATE TABLE IF NOT EXISTS ballast (blob)")
    tx.exec_driver_sql("INSERT INTO ballast VALUES (zeroblob(4000000))")


async def test_fault_13_a_writer_waits_while_another_process_holds_the_file(path: Path) -> None:
    database = SqliteDatabase(str(path))
    async with held_by_another_process(path):
        writing = asyncio.ensure_future(database.write(increment))
        done, _ = await asyncio.wait([writing], timeout=0.2)
        assert not done
        assert await database.read(value) == 0

    await writing

    assert await database.read(value) == 1
    await database.close()


async def test_fault_13_it_says_busy_when_the_file_stays_held_and_nothing_is_half_done(
    path: Path, database: SqliteDatabase
) -> None:
    async with held_by_another_process(path):
        with pytest.raises(DatabaseBusyError, match="try again"):
            await database.write(increment)

    await database.write(increment)

    assert await database.read(value) == 1


async def test_fault_13_a_reader_that_began_before_a_write_never_meets_a_busy_snapshot(
    path: Path, database: SqliteDatabase
) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT n FROM counter").fetchall()

    await asyncio.gather(*(database.write(increment) for _ in range(50)))

    assert other.execute("SELECT n FROM counter WHERE name = 1").fetchone() == (0,)
    other.close()
    assert await database.read(value) == 50


async def test_fault_14_a_full_disk_refuses_the_work_and_its_group_then_recovers(
    database: SqliteDatabase,
) -> None:
    pages = await database.write(lambda tx: tx.exec_driver_sql("PRAGMA page_count").scalar_one())
    await database.write(
        lambda tx: tx.exec_driver_sql(f"PRAGMA max_page_count={pages + 2}").close()
    )

    results = await together(database, increment, grow, increment)

    assert isinstance(results[1], DatabaseUnavailableError)
    acknowledged = [result for result in results if result is None]
    assert all(isinstance(result, DatabaseUnavailableError | None) for result in results)
    assert await database.read(value) == len(acknowledged)

    await database.write(lambda tx: tx.exec_driver_sql("PRAGMA max_page_count=100000").close())
    assert await together(database, increment, grow) == [None, None]


async def test_fault_15_an_io_error_acknowledges_nobody_and_passes(
    path: Path, database: SqliteDatabase
) -> None:
    wal = path.with_name("billing.db-wal")
    await database.write(increment)
    with files_of_at_most(wal.stat().st_size + 8000):
        results = await together(database, increment, grow, increment)
        again = await together(database, grow)
        assert await database.read(value) == 1

    assert {type(result) for result in results + again} == {DatabaseUnavailableError}
    assert await together(database, increment, grow) == [None, None]
    assert await database.read(value) == 3


async def test_a_read_only_file_is_refused_in_words(path: Path, database: SqliteDatabase) -> None:
    await database.write(lambda tx: tx.exec_driver_sql("PRAGMA query_only=ON").close())

    with pytest.raises(DatabaseUnavailableError, match="readonly"):
        await database.write(increment)


async def test_a_work_may_read_then_write_what_it_saw(database: SqliteDatabase) -> None:
    def careless(tx: Connection) -> None:
        seen = value(tx)
        tx.execute(counter.update().values(n=seen + 1))

    await asyncio.gather(*(database.write(careless) for _ in range(160)))

    assert await database.read(value) == 160


async def test_closing_finishes_what_is_queued_and_refuses_what_comes_later(path: Path) -> None:
    database = SqliteDatabase(str(path))
    queued = [asyncio.ensure_future(database.write(increment)) for _ in range(300)]
    await asyncio.sleep(0)

    await database.close()

    await asyncio.gather(*queued)
    with pytest.raises(DatabaseUnavailableError, match="closed"):
        await database.write(increment)
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT max(n) FROM counter").fetchone() == (300,)


async def test_a_directory_that_does_not_exist_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailableError, match="unable to open"):
        SqliteDatabase(str(tmp_path / "nowhere" / "billing.db"))


async def test_acknowledged_work_is_synced_and_foreign_keys_hold(database: SqliteDatabase) -> None:
    def pragmas(tx: Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return [tx.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names]

    assert await database.write(pragmas) == ["wal", 2, 1]
