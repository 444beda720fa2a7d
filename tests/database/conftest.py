"""Houses for the tests of billing."""

from tests.stories.fixtures import (
    house,
    office,
    postgres_seeded,
    seeded_url,
    sqlite_seeded,
)

__all__ = ["house", "office", "postgres_seeded", "seeded_url", "sqlite_seeded"]
