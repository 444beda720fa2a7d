"""Houses for the tests of billing, and a database server for those that kill it."""

from collections.abc import Iterator

import pytest

from tests.parties.missing import needed
from tests.parties.postgres import NoPostgresError, PostgresServer, postgres_server
from tests.stories.fixtures import (
    house,
    office,
    postgres_seeded,
    seeded_url,
    sqlite_seeded,
)

__all__ = ["house", "office", "postgres_seeded", "seeded_url", "sqlite_seeded"]


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """A server of this module's own, because it is killed."""
    with needed("PostgreSQL", postgres_server(), NoPostgresError) as running:
        yield running
