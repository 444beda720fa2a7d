"""``audit held``: payments of another amount than was agreed, and what an operator decides."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.stopping import StopError
from assistant.cli.waiting import wait_for
from assistant.cli.world import InSandbox, world

if TYPE_CHECKING:
    from assistant.billing.model import Payment
    from assistant.desk import Desk


def held(
    payment: Annotated[str | None, typer.Argument(help="The payment to decide about.")] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="Book what the provider moved; the rest is credit.")
    ] = False,
    release: Annotated[
        bool, typer.Option("--release", help="Nothing moved, or it was given back.")
    ] = False,
    sandbox: InSandbox = False,
) -> None:
    """List payments whose amount differs at the provider, or decide one. Moves no money itself.

    Look at the payment at the provider first. Exit status 1 when one still waits.
    """
    if (payment is not None) != (accept or release) or (accept and release):
        raise StopError("name a payment and one of --accept and --release, or nothing at all")
    waiting = wait_for(_decide(payment, accept=accept, in_sandbox=sandbox))
    for each in waiting:
        invoices = ", ".join(each.numbers)
        typer.echo(f"{each.id}: agreed {each.amount}, moved {each.moved}, for {invoices}")
    typer.echo(f"{len(waiting)} held")
    if waiting:
        raise typer.Exit(1)


async def _decide(payment: str | None, *, accept: bool, in_sandbox: bool) -> "list[Payment]":
    from assistant.app import opened
    from assistant.billing.settling import held as books

    async with world(in_sandbox=in_sandbox) as settings, opened(settings) as desk:
        if payment is not None:
            await _write(desk, payment, accept=accept)
        return await desk.database.read(books.waiting)


async def _write(desk: "Desk", payment: str, *, accept: bool) -> None:
    from assistant.billing.settling import held as books

    decide = partial(books.accept if accept else books.release, payment_id=payment)
    if not await desk.database.write(partial(decide, now=desk.clock())):
        raise StopError(f"{payment} is not held: 'assistant audit held' lists what is")
    await desk.work()  # everyone concerned is told
