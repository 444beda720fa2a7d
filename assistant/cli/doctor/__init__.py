"""``doctor``: prove what is set before the first customer does, and say what to put right."""

import json
import logging
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.waiting import wait_for
from assistant.cli.world import InSandbox

if TYPE_CHECKING:
    from assistant.cli.doctor.findings import Finding


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    sandbox: InSandbox = False,
) -> None:
    """Try every setting against its far side: ok, not set, or wrong with cause and remedy.

    Sends nothing, charges nothing, shows no secret. Exit status 1 when anything is wrong, else 0.
    """
    from assistant.cli.doctor.findings import State

    found = wait_for(_found(in_sandbox=sandbox))
    ill = [each for each in found if each.state is State.WRONG]
    if as_json:
        typer.echo(json.dumps(_body(found), ensure_ascii=False))
    else:
        for each in found:
            typer.echo(each.line)
        typer.echo(f"{len(ill)} wrong" if ill else "nothing is wrong")
    if ill:
        raise typer.Exit(1)


async def _found(*, in_sandbox: bool) -> "list[Finding]":
    from assistant import config, logs
    from assistant.cli.doctor import set_up
    from assistant.cli.doctor.examining import examined
    from assistant.cli.doctor.findings import ok, wrong
    from assistant.cli.world import sandbox_folder

    logs.configure(human=True, least=logging.CRITICAL)  # what is wrong is a line of its own
    odd = set_up.names()
    try:
        settings = config.settings()
    except config.SettingsError as error:
        said = [each.partition(": ") for each in str(error).split("; ASSISTANT_")]
        found = [wrong("settings", _prefixed(name), remedy) for name, _, remedy in said]
        return [*odd, *found]
    read = odd or [ok("settings", "each can be read")]
    if not in_sandbox:
        return [*read, *await examined(settings)]
    from assistant.sandbox.together import sandbox

    async with sandbox(sandbox_folder(settings)) as far:
        return [*read, *await examined(far.settings)]


def _prefixed(name: str) -> str:
    return f"{name if name.startswith('ASSISTANT_') else f'ASSISTANT_{name}'} cannot be meant"


def _body(found: "list[Finding]") -> dict[str, object]:
    ill = any(each.remedy for each in found)
    checks = [
        {"check": each.check, "state": each.state, "told": each.told, "remedy": each.remedy}
        for each in found
    ]
    return {"status": "wrong" if ill else "ok", "checks": checks}
