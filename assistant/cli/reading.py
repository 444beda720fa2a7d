"""``parse`` and ``read-mail``: what would be understood; both touch nothing."""

import gc
import sys
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any

import typer

from assistant.cli.typed import read_as_utf8, readable
from assistant.values import dataclass


def parse(
    text: Annotated[
        str | None, typer.Argument(help='One text; without it, JSON lines {"id","text"} are read.')
    ] = None,
) -> None:
    """Print what would be understood, as JSON; touches nothing.

    Exit status 1 when a line could not be read: it gives {"id", "error"} in its place.
    """
    rows = _rows()
    if text is not None:
        typer.echo(rows.parsed(None, readable(text), datetime.now(UTC).date()))
        return
    read_as_utf8(sys.stdin)
    unread = 0
    lines = filter(str.strip, sys.stdin)
    while some := tuple(islice(lines, _AT_ONCE)):
        today = datetime.now(UTC).date()
        answers = [rows.answered(line, today) for line in some]
        unread += sum(not answer.was_read for answer in answers)
        sys.stdout.write("".join([f"{answer.line}\n" for answer in answers]))
    if unread:
        raise typer.Exit(1)


_AT_ONCE = 64
"""Rows that are written together."""


def _rows() -> ModuleType:
    """What understands them, imported when there are some to read."""
    gc.disable()  # none of it is garbage, nor ever will be
    from assistant.cli import rows

    gc.freeze()
    gc.enable()
    return rows


def read_mail(
    files: Annotated[list[Path], typer.Argument(help="Mails as files (.eml).")],
) -> None:
    """Print what mails would be taken for, a JSON line each; touches nothing.

    Exit status 1 when a file could not be opened.
    """
    from assistant.cli.world import known_settings

    settings = known_settings()
    trust = _Trust(settings.mail_authserv_id or None, settings.mail_verify)
    closed = 0
    for file in files:
        try:
            raw = file.read_bytes()
        except OSError as error:
            closed += 1
            typer.echo(f"{readable(str(file))}: {error.strerror}", err=True)
        else:
            typer.echo(_mail(file, raw, trust))
    if closed:
        raise typer.Exit(1)


@dataclass(frozen=True, slots=True)
class _Trust:
    """Whose word counts for who wrote a mail."""

    authserv_id: str | None
    verify: bool


def _mail(file: Path, raw: bytes, trust: _Trust) -> str:
    from assistant import understand
    from assistant.handlers.dkim_proof import examine_signed
    from assistant.handlers.mail_reading import read
    from assistant.handlers.sender_proof import examine

    mail = read(raw)
    if trust.verify and not trust.authserv_id:
        examined = examine_signed(raw, mail.headers)
    else:
        examined = examine(mail.headers, trust.authserv_id)
    return _json(
        file=readable(str(file)),
        kind=mail.kind,
        new_text=understand.mask(readable(mail.new_text)).text,
        **{"from": readable(mail.from_address)},
        proof=examined.proof.name.lower(),
        proof_reason=readable(examined.because),
        reasons=[readable(each) for each in mail.reasons],
        bounced=[readable(each) for each in mail.bounced],
        failures=[
            {"address": readable(each.address), "permanent": each.permanent, "said": each.said}
            for each in mail.failures
        ],
    )


def _json(**fields: Any) -> str:
    import orjson

    return orjson.dumps(fields).decode()
