"""``reconcile``: agree with the payment provider now, and show what a person must look at."""

import json
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.stopping import StopError
from assistant.cli.waiting import wait_for
from assistant.cli.world import InSandbox, world

if TYPE_CHECKING:
    from assistant.billing.cases import Case
    from assistant.billing.reconciling.reconcile import Reconciled
    from assistant.desk import Desk


def reconcile(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    close: Annotated[
        list[str] | None, typer.Option(metavar="CASE", help="Only close this case: it is settled.")
    ] = None,
    sandbox: InSandbox = False,
) -> None:
    """Compare with the payment provider, record what was missed, list the open cases.

    Never charges. Exit status 1 while a case about money is open, else 0.
    """
    done, cases = wait_for(_agree(close or [], in_sandbox=sandbox))
    if as_json:
        typer.echo(_json(done, cases))
    else:
        for line in _lines(done, cases):
            typer.echo(line)
    from assistant.billing.cases import CaseKind

    if any(CaseKind(case.kind).of_money for case in cases):
        raise typer.Exit(1)


async def _agree(close: list[str], *, in_sandbox: bool) -> "tuple[Reconciled | None, list[Case]]":
    from assistant.app import opened
    from assistant.billing.cases import open_cases

    async with world(in_sandbox=in_sandbox) as settings, opened(settings) as desk:
        done = None
        if close:
            await _close(desk, close)
        else:
            done = await _run(desk)
        return done, await desk.database.read(open_cases)


async def _close(desk: "Desk", cases: list[str]) -> None:
    from assistant.billing.cases import close_case

    for case in cases:
        if not await desk.database.write(partial(close_case, named=case, at=desk.clock())):
            raise StopError(f"{case} is no open case: 'assistant reconcile' lists them")


async def _run(desk: "Desk") -> "Reconciled":
    from assistant.billing.gateway import GatewayError

    if desk.reconciler is None:
        raise StopError("there is no payment provider to ask: set ASSISTANT_STRIPE_API_KEY")
    try:
        done = await desk.reconciler.run()
    except GatewayError as error:
        raise StopError(
            f"cut off, and begun again from the same point next time: {error}"
        ) from None
    if done is None:
        raise StopError("another process is reconciling just now: try again in a few minutes")
    await desk.work()  # what was recorded is told
    return done


def _lines(done: "Reconciled | None", cases: "list[Case]") -> list[str]:
    lines = []
    if done is not None:
        lines.append(
            f"since {done.since:%Y-%m-%d %H:%M}: {done.webhooks} missed webhooks read, "
            f"{done.looked_up} payments looked up, {done.compared} charges compared, "
            f"{done.recorded} recorded, {len(done.cases)} new cases"
        )
        if done.unreachable:
            lines.append(f"{done.unreachable} payments could not be looked up: run it again")
    lines += [f"{len(cases)} open cases" if cases else "no open cases"]
    return lines + [_line(case) for case in cases]


def _line(case: "Case") -> str:
    facts = ", ".join(f"{name} {value}" for name, value in case.facts.items())
    where = case.account_id or "no account"
    return f"{case.id}  {case.opened_at:%Y-%m-%d}  {where}  {case.kind} {case.about}: {facts}"


def _json(done: "Reconciled | None", cases: "list[Case]") -> str:
    def plain(value: object) -> object:
        return value.isoformat() if isinstance(value, datetime) else str(value)

    body = {
        "run": None if done is None else asdict(done),
        "cases": [asdict(case) for case in cases],
    }
    return json.dumps(body, default=plain, ensure_ascii=False)
