"""Houses for what the systems we replace can do."""

from tests.stories.fixtures import (
    house,
    office,
    postgres_seeded,
    seeded_url,
    sqlite_seeded,
)

__all__ = ["house", "office", "postgres_seeded", "seeded_url", "sqlite_seeded"]
