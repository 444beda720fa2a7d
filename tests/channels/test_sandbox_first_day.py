"""A sandbox that begins again is as new as the process's first, and nothing is written over."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

from assistant.sandbox import first_day
from assistant.sandbox.together import sandbox


def kept(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "billing.db")) as database:
        return list(database.iterdump())


async def opened(folder: Path) -> None:
    async with sandbox(folder):
        pass


async def test_every_sandbox_of_a_process_begins_the_same(tmp_path: Path) -> None:
    for name in ("first", "second"):
        await opened(tmp_path / name)

    assert len(kept(tmp_path / "first")) > 100
    assert kept(tmp_path / "first") == kept(tmp_path / "second")


async def test_what_was_said_in_a_sandbox_is_not_written_over(tmp_path: Path) -> None:
    await opened(tmp_path)
    with closing(sqlite3.connect(tmp_path / "billing.db")) as database, database:
        database.execute("UPDATE accounts SET name = 'Changed'")
    changed = kept(tmp_path)

    await opened(tmp_path)

    assert kept(tmp_path) == changed


async def test_several_that_begin_in_one_folder_at_once_share_its_database(tmp_path: Path) -> None:
    await opened(tmp_path)
    (today,) = first_day._made
    one = tmp_path / "one" / "billing.db"
    one.parent.mkdir()

    await asyncio.gather(*(asyncio.to_thread(first_day.copy_to, one, today) for _ in range(8)))

    assert [path.name for path in one.parent.iterdir()] == [one.name]
    assert kept(one.parent) == kept(tmp_path)


def test_one_of_yesterday_is_not_taken_for_todays(tmp_path: Path) -> None:
    first_day.copy_to(tmp_path / "billing.db", date(1999, 12, 31))

    assert list(tmp_path.iterdir()) == []
