"""``ask`` and ``chat``: the same line as every other door, from a terminal."""

import json
import secrets
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.saving import Saved, SaveIn, saved
from assistant.cli.typed import line_of, read_as_utf8, readable
from assistant.cli.waiting import wait_for
from assistant.cli.world import InSandbox, world
from assistant.values import dataclass

if TYPE_CHECKING:
    from assistant.desk import Desk
    from assistant.inbox import Answered

REFUSED = frozenset(
    "stranger not_allowed account_unknown invoice_not_found not_payable being_paid "
    "amount_refused limit_reached filter_refused nothing_to_send too_much_at_once "
    "nothing_to_confirm no_such_choice payments_off paying_stopped busy failed contact_refused "
    "code_refused no_such_contact method_unknown method_required method_busy "
    "method_not_usable customer_unknown operation_refused".split()
)
NOT_UNDERSTOOD = "not_understood"

_PAGE_LATER = (
    "The payment page opens while 'assistant demo' or 'assistant serve --sandbox' runs here."
)
_PAGE_NOW = (
    "The payment page opens while this chat, 'assistant demo' or 'assistant serve --sandbox' runs."
)

As = Annotated[str, typer.Option("--as", metavar="EMAIL", help="Who is asking, by e-mail.")]
Account = Annotated[
    str | None, typer.Option(help="The account to ask about, where there are several.")
]


def ask(
    text: Annotated[str, typer.Argument(help='What to ask, for example "pay invoice 123".')],
    as_: As,
    account: Account = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    save_in: SaveIn = Path(),
    sandbox: InSandbox = False,
) -> None:
    """Ask one thing and print the answer. Exit status: 0 answered, 1 refused, 2 not understood."""

    async def run() -> "tuple[Answered, list[Saved]]":
        async with _talk(as_, account, in_sandbox=sandbox) as talk:
            answered = await talk.ask(readable(text))
            files = await saved(talk.desk, answered.card, save_in)
            if as_json:
                _print_json(answered, files)
                await talk.desk.work()
                return answered, files
            _print(answered, files)
            if await talk.follow_up(answered) and sandbox:
                typer.echo(_PAGE_LATER, err=True)
            return answered, files

    raise typer.Exit(_status(*wait_for(run())))


def chat(
    as_: As, account: Account = None, save_in: SaveIn = Path(), sandbox: InSandbox = False
) -> None:
    """Talk line by line; an empty line or end of input ends it."""

    async def run() -> None:
        async with _talk(as_, account, in_sandbox=sandbox) as talk:
            while line := (await _line()).strip():
                answered = await talk.ask(line)
                _print(answered, await saved(talk.desk, answered.card, save_in))
                if await talk.follow_up(answered) and sandbox:
                    typer.echo(_PAGE_NOW, err=True)

    read_as_utf8(sys.stdin)
    wait_for(run())


@dataclass(frozen=True, slots=True)
class _Talk:
    """Somebody at a desk, and the account they ask about."""

    desk: "Desk"
    who: str
    account: str | None

    async def ask(self, text: str) -> "Answered":
        """Have one thing answered."""
        from assistant.request import Channel, Proof, Request, Sender

        sender = Sender(channel=Channel.TERMINAL, address=self.who, proof=Proof.SIGNED)
        request = Request(
            key=secrets.token_hex(16),
            sender=sender,
            text=text,
            at=self.desk.clock(),
            conversation="terminal",
            account=self.account,
        )
        return await self.desk.ask(request)

    async def follow_up(self, answered: "Answered") -> bool:
        """Do what is due now and tell how what this began stands; True: it waits on a page."""
        from assistant.billing.paying.payments import started_by

        await self.desk.work()
        if answered.outcome == "method_page_asked":
            return await self._page(answered)
        if answered.outcome != "payment_started" or answered.account_id is None:
            return False
        begun = partial(started_by, account_id=answered.account_id, request_id=answered.request_id)
        payment = await self.desk.database.read(begun)
        assert payment is not None
        _print(await self.ask(f"status of invoice {payment.numbers[0]}"))
        return bool(payment.action_url)

    async def _page(self, answered: "Answered") -> bool:
        """Print the page on which a method is added, as it is told elsewhere."""
        from assistant.billing.news import told_of_page
        from assistant.notify.notices import word
        from assistant.reader import Reader
        from assistant.render import terminal

        look = partial(told_of_page, request_id=answered.request_id)
        told = await self.desk.database.read(look)
        if told is not None:
            terminal.show(word(told, Reader()))
        return told is not None and told.url is not None


@asynccontextmanager
async def _talk(who: str, account: str | None, *, in_sandbox: bool) -> AsyncIterator[_Talk]:
    async with world(in_sandbox=in_sandbox) as settings:
        from assistant.app import opened

        async with opened(settings) as desk:
            yield _Talk(desk, readable(who).strip().lower(), account and readable(account))


def _status(answered: "Answered", files: Sequence[Saved]) -> int:
    if answered.outcome == NOT_UNDERSTOOD:
        return 2
    lacking = any(each.path is None for each in files)
    return 1 if lacking or answered.outcome in REFUSED else 0


async def _line() -> str:
    if sys.stdin.isatty():
        sys.stdout.write("> ")
        sys.stdout.flush()
    return await line_of(sys.stdin)


def _print(answered: "Answered", files: Sequence[Saved] = ()) -> None:
    from assistant.render import terminal

    terminal.show(answered.card)
    for each in files:
        typer.echo(each.told, err=each.path is None)


def _print_json(answered: "Answered", files: Sequence[Saved]) -> None:
    from assistant.render import terminal

    person = {"person": answered.person_id, "account": answered.account_id}
    body = {
        "command": answered.command and answered.command.model_dump(mode="json"),
        "outcome": answered.outcome,
        "card": answered.card.model_dump(mode="json"),
        "text": terminal.text(answered.card),
        "files": [each.body() for each in files],
        "actor": person if answered.person_id else None,
        "request": answered.request_id,
    }
    typer.echo(json.dumps(body, ensure_ascii=False))
