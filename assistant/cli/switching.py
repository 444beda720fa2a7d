"""``stop`` and ``resume``: the operator's kill switches, for every process at once."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.billing.model.stop import Stop
from assistant.cli.keeping import database_of
from assistant.cli.waiting import wait_for
from assistant.cli.world import InSandbox

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from assistant.billing.stops import Stopped

What = Annotated[Stop, typer.Argument(help="What: sending or paying.")]


def stop(
    what: Annotated[
        Stop | None, typer.Argument(help="What: sending or paying; nothing: list what is stopped.")
    ] = None,
    because: Annotated[str, typer.Option(help="Why, for whoever looks next.")] = "",
    sandbox: InSandbox = False,
) -> None:
    """Stop what nobody asked for from being sent, or all money from moving, at once, everywhere.

    People are still answered, and mail and messages are still read. What waits is kept.
    """
    stopped, waiting = wait_for(_stop(what, because, in_sandbox=sandbox))
    for each in stopped:
        why = f": {each.because}" if each.because else ""
        typer.echo(f"{each.what} is stopped since {each.since.isoformat()}{why}")
    if not stopped:
        typer.echo("nothing is stopped")
    elif waiting:
        typer.echo(f"{waiting} confirmed payments wait, and are made when paying is resumed")


def resume(what: What, sandbox: InSandbox = False) -> None:
    """Let it go on: what waited is sent or paid now, checked afresh where it can have changed."""
    was_stopped = wait_for(_resume(what, in_sandbox=sandbox))
    typer.echo(f"{what} goes on" if was_stopped else f"{what} was not stopped")


async def _stop(
    what: Stop | None, because: str, *, in_sandbox: bool
) -> "tuple[list[Stopped], int]":
    from assistant.app import utc_now
    from assistant.billing import stops

    def look(tx: "Connection") -> "tuple[list[Stopped], int]":
        stopped = stops.every(tx)
        paying = any(each.what is Stop.PAYING for each in stopped)
        return stopped, stops.payments_waiting(tx) if paying else 0

    async with database_of(in_sandbox=in_sandbox) as database:
        if what is not None:
            put = partial(stops.stop, what=what, because=because, at=utc_now())
            await database.write(put)
        return await database.read(look)


async def _resume(what: Stop, *, in_sandbox: bool) -> bool:
    from assistant.billing import stops

    async with database_of(in_sandbox=in_sandbox) as database:
        return await database.write(partial(stops.resume, what=what))
