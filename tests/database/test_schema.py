"""The steps build exactly the tables that the code declares, whole or not at all."""

import asyncio
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect
from sqlalchemy.engine import Connection

from assistant import migrations, schema
from assistant.db import Database, open_database
from tests.parties.postgres import PostgresServer

INTERRUPTED = """
import os, signal, sqlite3, sys
from assistant import schema

def die_at_the_third_table(statement):
    if statement.lstrip().startswith("CREATE TABLE"):
        seen.append(statement)
    if len(seen) == 3:
        os.kill(os.getpid(), signal.SIGKILL)

seen = []
connect = sqlite3.dbapi2.connect

class Watched(sqlite3.Connection):
    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.set_trace_callback(die_at_the_third_table)

sqlite3.dbapi2.connect = sqlite3.connect = lambda *a, **o: connect(*a, factory=Watched, **o)
schema.upgrade(sys.argv[1])
"""


def differences(tx: Connection) -> list[object]:
    """Compare the database with the declared tables."""
    context = MigrationContext.configure(tx, opts={"compare_type": True})
    return list(compare_metadata(context, schema.metadata))


async def test_the_steps_build_what_the_code_declares(database: Database) -> None:
    assert await database.read(differences) == []


async def test_a_database_at_todays_step_is_served(database: Database) -> None:
    await schema.check(database)


async def test_an_empty_database_is_not_served(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}/empty.db")

    with pytest.raises(schema.SchemaError, match="assistant db upgrade"):
        await schema.check(database)

    await database.close()


def test_upgrading_again_changes_nothing(database_url: str) -> None:
    assert schema.upgrade(database_url) == migrations.HEAD


async def test_fault_19_an_upgrade_killed_half_way_leaves_nothing_and_can_be_repeated(
    tmp_path: Path,
) -> None:
    path = tmp_path / "half.db"
    url = f"sqlite:///{path}"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", INTERRUPTED, url, cwd=Path(__file__).parents[2]
    )

    assert await process.wait() == -9

    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    assert await asyncio.to_thread(schema.upgrade, url) == ""


@pytest.mark.postgresql
async def test_two_processes_that_upgrade_at_once_do_it_once(postgres: PostgresServer) -> None:
    url = postgres.create("raced")
    script = f"from assistant import schema; print(repr(schema.upgrade({url!r})))"
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", script, stdout=-1, cwd=Path(__file__).parents[2]
        )
        for _ in range(2)
    ]

    said = [(await process.communicate())[0].decode().strip() for process in processes]

    assert sorted(said) == ["''", repr(migrations.HEAD)]
    database = open_database(url)
    assert await database.read(lambda tx: inspect(tx).has_table("invoices"))
    await database.close()
    postgres.drop("raced")
