"""``import``: bring accounts, contacts and invoices in, from a file or from Stripe."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli.stopping import StopError
from assistant.cli.typed import locale_named, readable
from assistant.cli.waiting import wait_for
from assistant.cli.world import InSandbox, known_settings, world

if TYPE_CHECKING:
    from assistant.billing.intake.fields import Writing
    from assistant.billing.intake.layout import Raw
    from assistant.billing.intake.report import Entry, Report, UnreadableError

STRIPE = "stripe"


def import_(
    source: Annotated[
        str, typer.Argument(metavar="FILE|stripe", help="A file (.csv, .json, .jsonl), or stripe.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen; change nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON line a record.")] = False,
    locale: Annotated[str | None, typer.Option(help="How amounts are written: en, de, …")] = None,
    dates: Annotated[str, typer.Option(help="How dates are written.")] = "%Y-%m-%d",
    encoding: Annotated[str | None, typer.Option(help="Where it is not UTF-8.")] = None,
    delimiter: Annotated[str | None, typer.Option(help="Where the first line has several.")] = None,
    sandbox: InSandbox = False,
) -> None:
    """Enter a file whole or not at all, or follow Stripe. The same again changes nothing.

    Exit status 1 when something was refused; then nothing of the file was entered.
    """
    from assistant.billing.intake.fields import Writing

    settings = known_settings()
    if source == STRIPE:
        if dry_run:
            raise StopError("Stripe has no dry run: import into a copy of the database instead")
        _follow(as_json=as_json, in_sandbox=sandbox)
        return
    writing = Writing(locale_named(locale or settings.locale), _dates(dates), settings.currency)
    file = _File(Path(source), encoding, delimiter)
    file.check()
    report = wait_for(_enter(file, writing, dry_run=dry_run, in_sandbox=sandbox))
    for line in _json(report) if as_json else _lines(report):
        typer.echo(line)
    if report.refused:
        raise typer.Exit(1)


def _follow(*, as_json: bool, in_sandbox: bool) -> None:
    """Import from Stripe; at a terminal with a bar, and always with what was left out, and why."""
    entries = wait_for(_followed(in_sandbox=in_sandbox))
    left_out = [each for each in entries if each.fate == "refused"]
    for each in entries if as_json else left_out:
        why = f": {each.cause}{f' — {each.remedy}' if each.remedy else ''}"
        plain = f"{each.where}  {each.what}  skipped{why}"
        typer.echo(json.dumps(asdict(each), ensure_ascii=False) if as_json else plain)
    from assistant.billing.intake.report import Report

    counts = Report(entries).counts()
    if as_json:
        typer.echo(json.dumps({"what": "counts", **counts}))
        return
    told = ", ".join(f"{count} {fate}" for fate, count in counts.items())
    typer.echo(f"{told.replace('refused', 'skipped')}; webhooks keep it current from now on")


async def _followed(*, in_sandbox: bool) -> "list[Entry]":
    from assistant.app import opened
    from assistant.billing.gateway import GatewayError

    entries: list[Entry] = []
    async with world(in_sandbox=in_sandbox) as settings, opened(settings) as desk:
        follower = desk.settler.follower if desk.settler else None
        if follower is None:
            raise StopError("there is no Stripe to import from: set ASSISTANT_STRIPE_API_KEY")
        with _bar(entries) as progress:
            try:
                done = await follower.import_all(progress)
            except GatewayError as error:
                raise StopError(f"cut off; run it again to go on from there: {error}") from None
        if not done:
            raise StopError("another process is importing just now: try again in a few minutes")
    return entries


@contextmanager
def _bar(entries: "list[Entry]") -> "Iterator[Callable[[str, Entry], None]]":
    """Collect what is told and, at a terminal, show how far it has come."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed} read"),
        TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        tasks = {name: bar.add_task(name, total=None, start=False) for name in _STEPS}

        def progress(step: str, entry: "Entry") -> None:
            entries.append(entry)
            bar.start_task(tasks[step])
            bar.advance(tasks[step])

        yield progress


_STEPS = ("customers", "invoices")


class _File:
    """A file and how it is written."""

    def __init__(self, path: Path, encoding: str | None, delimiter: str | None) -> None:
        self.path = path
        self._encoding = encoding
        self._delimiter = None if delimiter is None else delimiter.replace("\\t", "\t")

    def check(self) -> None:
        """Raise StopError unless it can be read at all."""
        import codecs

        if self.path.suffix.lower() not in (".csv", ".tsv", ".json", ".jsonl"):
            raise StopError(
                f"{readable(str(self.path))}: name a .csv, .json or .jsonl file, or 'stripe'"
            )
        if not self.path.is_file():
            raise StopError(f"there is no file {readable(str(self.path))}")
        if self._delimiter is not None and len(self._delimiter) != 1:
            raise StopError("a delimiter is one character, such as ';' or '\\t'")
        try:
            codecs.lookup(self._encoding or "utf-8")
        except LookupError:
            raise StopError(f"there is no encoding {self._encoding!r}: try windows-1252") from None

    def records(self) -> "Iterator[Raw | UnreadableError]":
        """Read it from its beginning."""
        from assistant.billing.intake import documents, tables

        with tables.opened(self.path, self._encoding) as text:
            kind = self.path.suffix.lower()
            if kind in (".json", ".jsonl"):
                yield from documents.read(text, lines=kind == ".jsonl")
            else:
                yield from tables.read(text, self._delimiter)


async def _enter(file: _File, writing: "Writing", *, dry_run: bool, in_sandbox: bool) -> "Report":
    from assistant import schema
    from assistant.app import utc_now
    from assistant.billing.intake import entering
    from assistant.db import open_database

    async with world(in_sandbox=in_sandbox) as settings:
        database = open_database(settings.database_url)
        try:
            await schema.check(database)
            return await entering.enter(
                database, file.records, writing, dry_run=dry_run, now=utc_now()
            )
        finally:
            await database.close()


def _lines(report: "Report") -> Iterator[str]:
    for each in report.entries:
        why = f": {each.cause} — {each.remedy}" if each.cause else ""
        yield f"{each.where}  {each.what}  {each.fate}{why}"
    counts = ", ".join(f"{count} {fate}" for fate, count in report.counts().items())
    yield f"{counts}; {_end(report)}"


def _end(report: "Report") -> str:
    if report.applied:
        return "all of it is entered"
    return "nothing was entered" if report.refused else "nothing was entered, this was a dry run"


def _json(report: "Report") -> Iterator[str]:
    for each in report.entries:
        yield json.dumps(asdict(each), ensure_ascii=False)
    counts = {"what": "counts", **report.counts(), "applied": report.applied}
    yield json.dumps(counts)


def _dates(form: str) -> str:
    import re

    if sorted(re.findall("%.", form)) != ["%Y", "%d", "%m"]:
        raise StopError("a form of dates has %Y, %m and %d once each, such as %d.%m.%Y")
    return form
