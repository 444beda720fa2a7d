"""``parse`` and ``read-mail``: what would be understood; both touch nothing."""

import gc
import sys
from datetime import UTC, date, datetime
from functools import cache
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, NamedTuple

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
    if text is not None:
        typer.echo(_parsed(None, readable(text), datetime.now(UTC).date()))
        return
    read_as_utf8(sys.stdin)
    unread = 0
    lines = filter(str.strip, sys.stdin)
    while some := tuple(islice(lines, _AT_ONCE)):
        rows = [_row(line) for line in some]
        unread += len([row for row in rows if row.error])
        today = datetime.now(UTC).date()
        sys.stdout.write("".join([f"{_answer(row, today)}\n" for row in rows]))
    if unread:
        raise typer.Exit(1)


_AT_ONCE = 64
"""Rows that are written together."""


class _Row(NamedTuple):
    """One line read, or why it was not."""

    id: object = None
    text: str = ""
    error: str = ""


def _row(line: str) -> _Row:
    import orjson

    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return _Row(error=f"this line is not JSON: {error}")
    if not isinstance(found, dict):
        return _Row(error='this line is not an object with "id" and "text"')
    if not isinstance(found.get("text"), str):
        return _Row(found.get("id"), error='"text" is missing, or is not a string')
    return _Row(found.get("id"), found["text"])


def _answer(row: _Row, today: date) -> str:
    return _json(id=row.id, error=row.error) if row.error else _parsed(row.id, row.text, today)


@cache
def _understanding() -> ModuleType:
    """What is imported when it is first needed, once for all rows."""
    gc.disable()  # none of it is garbage, nor ever will be
    from assistant import understand

    gc.freeze()
    gc.enable()
    return understand


def _parsed(row_id: object, text: str, today: date) -> str:
    understand = _understanding()
    masked = understand.mask(text)
    reading = understand.read(masked.text, today=today)
    understood = reading.understood
    return _json(
        id=row_id,
        text=masked.text,
        predicted_intent=reading.intent,
        command=understood.model_dump(mode="json") if understood else None,
        confidence=reading.confidence,
    )


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
