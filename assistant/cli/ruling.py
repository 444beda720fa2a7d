"""``account`` and ``person``: what an operator decides about them, shown and changed."""

import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli.keeping import database_of
from assistant.cli.stopping import StopError
from assistant.cli.typed import locale_named
from assistant.cli.waiting import wait_for
from assistant.cli.world import InSandbox, known_settings

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from assistant.billing.policies.keeping import Change, Hand

account = typer.Typer(
    help="The rules of an account, and its people's limits.", no_args_is_help=True
)
person = typer.Typer(help="Who works for you, and what they may do alone.", no_args_is_help=True)

Named = Annotated[str, typer.Argument(metavar="NAME", help="The account's id or name.")]
Address = Annotated[str, typer.Argument(metavar="EMAIL", help="Their address.")]
Wanted = Annotated[
    list[str], typer.Argument(metavar="SETTING=VALUE...", help="What shall be what.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Locale = Annotated[str | None, typer.Option(help="How amounts are written: en, de, …")]
By = Annotated[
    str | None, typer.Option(help="Who decided it, for the record; else your login name.")
]


@account.command("show")
def show_account(named: Named, as_json: AsJson = False, sandbox: InSandbox = False) -> None:
    """Show the rules of an account and what its people may pay."""
    from assistant.billing.policies import keeping

    found = _run(partial(keeping.account_shown, named=named), write=False, in_sandbox=sandbox)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    typer.echo(f"{found['name']} ({found['account']}), {found['currency']}")
    _tell_settings(found["settings"])
    for each in found["contacts"]:
        limits = ", ".join(f"{name} {_said(each[name])}" for name in ("payment_limit", "day_limit"))
        typer.echo(f"{each['email']}  {each['role']}  {limits}")


@account.command("set")
def set_account(
    named: Named,
    wanted: Wanted,
    contact: Annotated[
        str | None, typer.Option(metavar="EMAIL", help="Only what this contact of it may pay.")
    ] = None,
    by: By = None,
    locale: Locale = None,
    as_json: AsJson = False,
    sandbox: InSandbox = False,
) -> None:
    """Change rules of an account: all that is given, or nothing. The same again changes nothing."""
    from assistant.billing.policies import keeping

    pairs, hand = _pairs(wanted), _hand(by, locale)

    def work(tx: "Connection") -> "tuple[str, list[Change]]":
        if contact is None:
            return keeping.set_account(tx, named, pairs, hand)
        return keeping.set_contact(tx, (named, contact), pairs, hand)

    which, changed = _run(work, write=True, in_sandbox=sandbox)
    _tell({"account": which} | ({"contact": contact} if contact else {}), changed, as_json=as_json)


@person.command("show")
def show_person(address: Address, as_json: AsJson = False, sandbox: InSandbox = False) -> None:
    """Show whether somebody is an agent or approver, and what they may do alone."""
    from assistant.billing.policies import keeping

    found = _run(partial(keeping.person_shown, address=address), write=False, in_sandbox=sandbox)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    typer.echo(found["email"])
    _tell_settings(found["settings"])


@person.command("set")
def set_person(
    address: Address,
    wanted: Wanted,
    by: By = None,
    locale: Locale = None,
    as_json: AsJson = False,
    sandbox: InSandbox = False,
) -> None:
    """Make somebody an agent or an approver, or no longer; a name puts somebody new on record."""
    from assistant.billing.policies import keeping

    pairs, hand = _pairs(wanted), _hand(by, locale)
    work = partial(keeping.set_person, address=address, wanted=pairs, hand=hand)
    which, changed = _run(work, write=True, in_sandbox=sandbox)
    _tell({"email": which}, changed, as_json=as_json)


def _run(work: "Callable[[Connection], Any]", *, write: bool, in_sandbox: bool) -> Any:
    """Do it in one transaction; what was refused is told in one line, and nothing is changed."""
    from assistant.billing.intake.report import RefusedError

    async def run() -> Any:
        async with database_of(in_sandbox=in_sandbox) as database:
            return await (database.write(work) if write else database.read(work))

    try:
        return wait_for(run())
    except RefusedError as refused:
        raise StopError(f"{refused.cause}: {refused.remedy}") from None


def _pairs(wanted: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in wanted:
        name, equals, value = each.partition("=")
        if not equals:
            raise StopError(f"{each!r} sets nothing: write it like day_limit=5000")
        if name in found:
            raise StopError(f"{name} is there twice: keep one of them")
        found[name] = value
    return found


def _hand(by: str | None, locale: str | None) -> "Hand":
    from assistant.app import utc_now
    from assistant.billing.intake.fields import Writing
    from assistant.billing.policies.keeping import Hand

    writing = Writing(locale_named(locale or known_settings().locale))
    return Hand(by or _login(), utc_now(), writing)


def _login() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user often has no name
        return "operator"


def _tell(about: dict[str, Any], changed: "list[Change]", *, as_json: bool) -> None:
    from dataclasses import asdict

    if as_json:
        told = {**about, "changed": [asdict(each) for each in changed]}
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    for each in changed:
        typer.echo(f"{each.name}: {_said(each.before)} → {_said(each.after)}")
    if not changed:
        typer.echo("nothing changed: it was so already")


def _tell_settings(settings: dict[str, Any]) -> None:
    for name, value in settings.items():
        typer.echo(f"  {name:<24}{_said(value)}")


def _said(value: Any) -> str:
    """As it can be written again."""
    match value:
        case bool():
            return "yes" if value else "no"
        case _ if value in (None, "", {}):
            return "none"
        case {"name": str()}:
            return json.dumps(value, ensure_ascii=False)
        case dict():
            return "; ".join(f"{code} {amount}" for code, amount in value.items())
        case _:
            return str(value)
