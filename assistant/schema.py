"""Bring a database to today's schema, all steps or none, and tell whether it is there."""

from pathlib import Path

from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import Connection

from assistant import aside, inbox, migrations
from assistant.billing.store import tables
from assistant.db import Database, metadata
from assistant.notify import outbox
from assistant.workspaces import installations

__all__ = [
    "aside",
    "check",
    "inbox",
    "installations",
    "metadata",
    "outbox",
    "tables",
    "upgrade",
]


class SchemaError(Exception):
    """The database is not at the schema this version needs: run ``assistant db upgrade``."""


def upgrade(url: str) -> str:
    """Apply every step that is missing, in one transaction; returns where the database was before.

    A process that dies half-way leaves the database as it was.
    """
    if url.startswith("sqlite"):
        return _upgrade_sqlite(url)
    return _upgrade_postgres(url)


async def check(database: Database) -> None:
    """Refuse to serve a database at any other step than ours. Raises SchemaError."""
    at = await database.read(_step)
    if at != migrations.HEAD:
        raise SchemaError(
            f"the database is at step {at or 'none'}, this version needs {migrations.HEAD}: "
            "run 'assistant db upgrade' (or install the newer version)"
        )


def _upgrade_sqlite(url: str) -> str:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            before = _apply(connection)
            connection.exec_driver_sql("COMMIT")
        return before
    finally:
        engine.dispose()


def _upgrade_postgres(url: str) -> str:
    engine = create_engine(f"postgresql+psycopg://{url.partition('://')[2]}")
    try:
        with engine.begin() as connection:
            # two processes starting at once: the second waits and finds nothing left to do
            connection.execute(text("SELECT pg_advisory_xact_lock(7316042)"))
            return _apply(connection)
    finally:
        engine.dispose()


def _apply(connection: Connection) -> str:
    before = _step(connection)
    if before != migrations.HEAD:
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(Path(migrations.__file__).parent))
        config.attributes.update(connection=connection, metadata=metadata)
        command.upgrade(config, "head")
    return before


def _step(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found or "")
