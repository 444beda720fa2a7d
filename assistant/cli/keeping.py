"""``db``, ``audit`` and ``outbox``: what an operator looks after."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from assistant.cli.stopping import StopError
from assistant.cli.waiting import wait_for
from assistant.cli.world import InSandbox, known_settings, world

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from assistant.db import Database, Work

T = TypeVar("T")

db = typer.Typer(
    help="The database: bring it to today's schema, or fill an empty one.", no_args_is_help=True
)
audit = typer.Typer(help="What happened, and whether the books add up.", no_args_is_help=True)


@db.command()
def upgrade() -> None:
    """Apply every step that is missing, all or none."""
    from alembic.util import CommandError

    from assistant import migrations, schema
    from assistant.db import DatabaseUnavailableError

    try:
        before = schema.upgrade(known_settings().database_url)
    except OSError as error:
        raise DatabaseUnavailableError(f"the database is out of reach: {error}") from error
    except CommandError as error:
        raise StopError(f"{error}: was it written by a newer version? Install that") from error
    typer.echo(f"schema: {before or 'empty'} → {migrations.HEAD}")


@db.command()
def seed() -> None:
    """Fill an empty database with the sandbox's people and invoices."""
    from assistant.sandbox.seed import CUSTOMERS, PEOPLE
    from assistant.sandbox.together import prepare

    if not wait_for(prepare(known_settings().database_url)):
        raise StopError("there are accounts already, and nothing was added: seed an empty database")
    names = ", ".join(each.name for each in CUSTOMERS)
    typer.echo(f"seeded {len(PEOPLE)} people and {len(CUSTOMERS)} accounts ({names})")


@audit.command()
def show(
    thing: Annotated[
        str,
        typer.Argument(
            help="An id (request, offer, payment, event), an invoice number or a person's address."
        ),
    ],
    sandbox: InSandbox = False,
) -> None:
    """Follow one thing from the message to the notices, a JSON line for each step."""
    from assistant.trace import trace

    rows = wait_for(_read(partial(trace, thing=thing), in_sandbox=sandbox))
    for row in rows:
        typer.echo(_line(row))
    if not rows:
        typer.echo(f"nothing on record about {thing}", err=True)
        raise typer.Exit(1)


@audit.command()
def verify(sandbox: InSandbox = False) -> None:
    """Walk the whole ledger: sums, hashes, every invoice against it. Exit status 1 on a problem."""
    from assistant.billing.verify import verify

    seen, problems = wait_for(_read(verify, in_sandbox=sandbox))
    for problem in problems:
        typer.echo(f"{problem.account_id}: {problem.what}", err=True)
    typer.echo(f"{seen} ledger entries, {len(problems)} problems")
    if problems:
        raise typer.Exit(1)


def outbox(
    state: Annotated[
        list[str] | None, typer.Option(help="Only these: queued, sent, failed, …")
    ] = None,
    limit: Annotated[int, typer.Option(help="How many at most.", min=1)] = 50,
    replay: Annotated[
        bool, typer.Option("--replay", help="Queue again what was given up.")
    ] = False,
    reopen: Annotated[
        str | None, typer.Option(help="An address that mail reaches again: write to it again.")
    ] = None,
    sandbox: InSandbox = False,
) -> None:
    """List deliveries, newest first, a JSON line each; dead addresses and counts last."""
    from assistant.notify import overview
    from assistant.notify.delivery import DeliveryState

    known = [str(each) for each in DeliveryState]
    if unknown := sorted(set(state or ()).difference(known)):
        raise StopError(f"no delivery is ever {unknown[0]!r}: the states are {', '.join(known)}")
    if replay:
        again = wait_for(_write(partial(overview.replay), in_sandbox=sandbox))
        typer.echo(f"{again or 'no'} deliveries queued again", err=True)
        if not again:
            typer.echo("nothing was given up: there is nothing to replay", err=True)
            return

    if reopen is not None:
        _reopen(reopen, in_sandbox=sandbox)

    def look(tx: "Connection") -> tuple[list[dict[str, Any]], dict[str, int]]:
        listed = overview.listed(tx, states=tuple(state or ()), limit=limit)
        return [*listed, *overview.dead_addresses(tx, limit=limit)], overview.counts(tx)

    listed, counts = wait_for(_read(look, in_sandbox=sandbox))
    for row in listed:
        typer.echo(_line(row))
    typer.echo(json.dumps({"what": "counts", **counts}))


def _reopen(address: str, *, in_sandbox: bool) -> None:
    from assistant.billing.contacts import reachable

    def work(tx: "Connection", now: object) -> int:
        return int(reachable.reopen(tx, address))

    if not wait_for(_write(work, in_sandbox=in_sandbox)):
        raise StopError(f"nothing was held back from {address}")
    typer.echo(f"{address} is written to again", err=True)


async def _read(work: "Work[T]", *, in_sandbox: bool) -> T:
    async with database_of(in_sandbox=in_sandbox) as database:
        return await database.read(work)


async def _write(work: Any, *, in_sandbox: bool) -> int:
    from assistant.app import utc_now

    async with database_of(in_sandbox=in_sandbox) as database:
        return int(await database.write(partial(work, now=utc_now())))


@asynccontextmanager
async def database_of(*, in_sandbox: bool) -> "AsyncIterator[Database]":
    """The operator's database, or the sandbox's, brought to today's schema by nobody."""
    from assistant import schema
    from assistant.db import open_database

    async with world(in_sandbox=in_sandbox) as settings:
        database = open_database(settings.database_url)
        try:
            await schema.check(database)
            yield database
        finally:
            await database.close()


def _line(row: dict[str, Any]) -> str:
    def plain(value: object) -> str:
        return value.isoformat() if isinstance(value, datetime) else str(value)

    return json.dumps(row, default=plain, ensure_ascii=False)
