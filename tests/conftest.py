"""What every test may ask for: an open database of each kind, and no way out of this machine."""

import gc
import itertools
import os
import shutil
from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from assistant import schema
from assistant.config import PREFIX
from assistant.db import Database, open_database
from tests.logs import log_plainly
from tests.parties.dovecot import DovecotServer, NoDovecotError, dovecot_server
from tests.parties.missing import all_needed, needed
from tests.parties.outside import guard, nobody_called_outside
from tests.parties.postgres import NoPostgresError, PostgresServer, postgres_server

TEMPLATE = "billing_template"
BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))

guard()
log_plainly()
# what a developer has set for an assistant of theirs is not meant for those of the tests
for name in [name for name in os.environ if name.upper().startswith(PREFIX)]:
    del os.environ[name]
# how fast something is belongs into the measurements: a busy machine must not fail a test
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_collection_finish() -> None:
    """What thousands of tests are made of stays: to look for garbage in it took a tenth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where every party must be present, a skipped test has not been passed."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and all_needed():
        report.outcome = "failed"
    return report


@pytest.fixture(autouse=True)
def _only_this_machine() -> Iterator[None]:
    with nobody_called_outside():
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this test process; ``kill`` and ``start`` it, but leave it running."""
    with needed("PostgreSQL", postgres_server(), NoPostgresError) as server:
        yield server


@pytest.fixture(scope="session")
def dovecot() -> Iterator[DovecotServer]:
    """A mail server of this test process; whoever uses its INBOX empties it first."""
    with needed("Dovecot", dovecot_server(), NoDovecotError) as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty, migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("template") / "billing.db"
    schema.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer) -> str:
    """The name of an empty, migrated PostgreSQL database to copy."""
    schema.upgrade(postgres.create(TEMPLATE))
    return TEMPLATE


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a migrated SQLite file of this test's own."""
    path = tmp_path / "billing.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


_numbers = itertools.count(1)


@pytest.fixture
def postgres_url(postgres: PostgresServer, postgres_template: str) -> Iterator[str]:
    """The URL of a migrated PostgreSQL database of this test's own."""
    name = f"billing_{os.getpid()}_{next(_numbers)}"
    yield postgres.create(name, template=postgres_template)
    postgres.drop(name)


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a migrated database, once for each kind; nothing is open on it yet."""
    kind = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(kind))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open, migrated database, once for each kind."""
    opened = open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_database(sqlite_url: str) -> AsyncIterator[Database]:
    """An open, migrated SQLite file, where the kind does not matter."""
    opened = open_database(sqlite_url)
    yield opened
    await opened.close()


@pytest.fixture
async def postgres_database(postgres_url: str) -> AsyncIterator[Database]:
    """An open, migrated PostgreSQL database, for what only a server can do."""
    opened = open_database(postgres_url)
    yield opened
    await opened.close()
