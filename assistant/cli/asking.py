"""``ask`` and ``chat``: the same line as every other door, from a terminal."""

import asyncio
import json
import secrets
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.world import InSandbox, world

if TYPE_CHECKING:
    from assistant.desk import Desk
    from assistant.inbox import Answered

REFUSED = frozenset(
    "stranger not_allowed account_unknown invoice_not_found not_payable being_paid amount_refused "
    "filter_refused nothing_to_confirm no_such_choice payments_off busy failed".split()
)
NOT_UNDERSTOOD = "not_understood"

As = Annotated[str, typer.Option("--as", metavar="EMAIL", help="Who is asking, by e-mail.")]
Account = Annotated[
    str | None, typer.Option(help="The account to ask about, where there are several.")
]


def ask(
    text: Annotated[str, typer.Argument(help='What to ask, for example "pay invoice 123".')],
    as_: As,
    account: Account = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    sandbox: InSandbox = False,
) -> None:
    """Ask one thing and print the answer. Exit status: 0 answered, 1 refused, 2 not understood."""

    async def run() -> "Answered":
        async with world(in_sandbox=sandbox) as settings:
            from assistant.app import opened

            async with opened(settings) as desk:
                answered = await _ask(desk, as_, account, text)
                if as_json:
                    _print_json(answered)
                else:
                    _print(answered)
                await desk.work()
                if not as_json and answered.outcome == "payment_started":
                    _print(await _ask(desk, as_, account, "status of my payment"))
                return answered

    raise typer.Exit(_status(_run(run())))


def chat(as_: As, account: Account = None, sandbox: InSandbox = False) -> None:
    """Talk line by line; an empty line or end of input ends it."""

    async def run() -> None:
        async with world(in_sandbox=sandbox) as settings:
            from assistant.app import opened

            async with opened(settings) as desk:
                while line := (await asyncio.to_thread(_line)).strip():
                    answered = await _ask(desk, as_, account, line)
                    _print(answered)
                    await desk.work()
                    if answered.outcome == "payment_started":
                        _print(await _ask(desk, as_, account, "status of my payment"))

    _run(run())


async def _ask(desk: "Desk", who: str, account: str | None, text: str) -> "Answered":
    from assistant.request import Channel, Proof, Request, Sender

    request = Request(
        key=secrets.token_hex(16),
        sender=Sender(channel=Channel.TERMINAL, address=who.strip().lower(), proof=Proof.SIGNED),
        text=text,
        at=desk.clock(),
        conversation="terminal",
        account=account,
    )
    return await desk.ask(request)


def _run(work: Any) -> Any:
    from assistant.schema import SchemaError

    try:
        return asyncio.run(work)
    except SchemaError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


def _status(answered: "Answered") -> int:
    if answered.outcome == NOT_UNDERSTOOD:
        return 2
    return 1 if answered.outcome in REFUSED else 0


def _line() -> str:
    if sys.stdin.isatty():
        sys.stdout.write("> ")
        sys.stdout.flush()
    return sys.stdin.readline()


def _print(answered: "Answered") -> None:
    from assistant.render import terminal

    terminal.show(answered.card)


def _print_json(answered: "Answered") -> None:
    from assistant.render import terminal

    person = {"person": answered.person_id, "account": answered.account_id}
    body = {
        "command": answered.command,
        "outcome": answered.outcome,
        "card": answered.card.model_dump(mode="json"),
        "text": terminal.text(answered.card),
        "actor": person if answered.person_id else None,
        "request": answered.request_id,
    }
    typer.echo(json.dumps(body, ensure_ascii=False))
