"""Seeded databases of both kinds, and houses on them."""

import asyncio
import itertools
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.conftest import BOTH
from tests.parties.postgres import PostgresServer
from tests.stories.house import (
    Clock,
    House,
    copy_of_template,
    fill,
    opened_house,
    opened_stripe,
)

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def sqlite_seeded(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A seeded SQLite file to copy."""
    path = tmp_path_factory.mktemp("seeded") / "seeded.db"
    shutil.copyfile(sqlite_template, path)
    asyncio.run(fill(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_seeded(postgres: PostgresServer, postgres_template: str) -> str:
    """The name of a seeded PostgreSQL database to copy."""
    name = f"seeded_{next(_numbers)}"
    asyncio.run(fill(postgres.create(name, template=postgres_template)))
    return name


@pytest.fixture(params=BOTH)
def seeded_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a seeded database of this test's own, once for each kind."""
    if request.param == "sqlite":
        yield copy_of_template(request.getfixturevalue("sqlite_seeded"), tmp_path)
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    template = request.getfixturevalue("postgres_seeded")
    name = f"house_{os.getpid()}_{next(_numbers)}"
    yield server.create(name, template=template)
    server.drop(name)


@pytest.fixture
async def office(seeded_url: str) -> AsyncIterator[House]:
    """A house where nothing is charged: payments stay confirmed."""
    async with opened_house(seeded_url) as opened:
        yield opened


@pytest.fixture
async def house(seeded_url: str) -> AsyncIterator[House]:
    """A house that pays through a Stripe of its own."""
    clock = Clock()
    async with (
        opened_stripe(clock) as stripe,
        opened_house(seeded_url, stripe=stripe, clock=clock) as opened,
    ):
        yield opened
