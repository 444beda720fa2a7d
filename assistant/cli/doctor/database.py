"""The database: reached, at this version's step, written to; and whether work waits in it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from assistant import schema
from assistant.billing import stops, waiting
from assistant.billing.turns import Turn
from assistant.cli.doctor.findings import Clocks, Finding, ok, wrong
from assistant.cli.stopping import StopError
from assistant.cli.world import database_found
from assistant.config import Settings
from assistant.db import (
    Database,
    DatabaseBusyError,
    DatabaseUnavailableError,
    open_database,
)
from assistant.notify import overview

LATE = timedelta(minutes=10)
"""Work that has been due for longer waits for something: leases and delays are shorter."""

_TROUBLE = (DatabaseBusyError, DatabaseUnavailableError, SQLAlchemyError, OSError)


async def examine(settings: Settings, clocks: Clocks) -> list[Finding]:
    """Read, write and look at what is due; each only where the one before went well."""
    try:
        database_found(settings)
    except StopError as error:
        cause, _, remedy = str(error).partition(": ")
        return [wrong("database", cause, remedy)]
    async with _open(settings) as database:
        try:
            await schema.check(database)
        except schema.SchemaError as error:
            return [wrong("database", *_parted(str(error)))]
        except _TROUBLE as error:
            return [wrong("database", f"out of reach ({_said(error)})", _CHECK_URL)]
        reached = ok("database", f"{_kind(settings)}, at this version's step")
        return [reached, await _written(database, clocks), *await _waiting(database, clocks)]


_CHECK_URL = "check ASSISTANT_DATABASE_URL"


async def _written(database: Database, clocks: Clocks) -> Finding:
    """Take a turn nobody else wants and give it back: a row that is really committed."""
    turn = Turn(database, "doctor", clocks.now, lasts=timedelta(seconds=1))
    try:
        await turn.keep()
        await turn.give_back()
    except _TROUBLE as error:
        return wrong("database writes", _said(error), "is it read-only, full or another user's?")
    return ok("database writes")


async def _waiting(database: Database, clocks: Clocks) -> list[Finding]:
    before = clocks.now() - LATE

    def look(tx: Connection) -> tuple[dict[str, int], int, list[str]]:
        late = waiting.late(tx, before) | {"deliveries": overview.late(tx, before)}
        given_up = overview.counts(tx).get("gave_up", 0)
        return late, given_up, [str(each.what) for each in stops.every(tx)]

    late, given_up, stopped = await database.read(look)
    return [_backlog(late, stopped), _given_up(given_up)]


def _backlog(late: dict[str, int], stopped: list[str]) -> Finding:
    told = ", ".join(f"{count} {what}" for what, count in late.items() if count)
    if stopped:
        why = f"{' and '.join(stopped)} stopped" + (f"; meanwhile late: {told}" if told else "")
        return wrong("work", why, "'assistant resume' lets it go on")
    if told:
        minutes = int(LATE.total_seconds() // 60)
        cause = f"{told} due for more than {minutes} minutes"
        return wrong("work", cause, "is 'assistant serve' running, and what does its log say?")
    return ok("work", "nothing is late")


def _given_up(count: int) -> Finding:
    if not count:
        return ok("deliveries", "none was given up")
    cause = f"{count} given up after days of trying"
    return wrong("deliveries", cause, "'assistant outbox --state gave_up', then --replay")


@asynccontextmanager
async def _open(settings: Settings) -> AsyncIterator[Database]:
    database = open_database(settings.database_url)
    try:
        yield database
    finally:
        await database.close()


def _kind(settings: Settings) -> str:
    return "SQLite" if settings.database_url.startswith("sqlite") else "PostgreSQL"


def _parted(words: str) -> tuple[str, str]:
    cause, _, remedy = words.partition(": ")
    return cause, remedy


def _said(error: BaseException) -> str:
    """The cause without a URL, which may hold a password."""
    cause = getattr(error, "orig", None) or error
    words = str(cause).strip().splitlines()
    return words[0][:160] if words and "://" not in words[0] else type(cause).__name__
