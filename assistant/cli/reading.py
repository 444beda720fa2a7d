"""``parse`` and ``read-mail``: what would be understood; both touch nothing."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer


def parse(
    text: Annotated[
        str | None, typer.Argument(help='One text; without it, JSON lines {"id","text"} are read.')
    ] = None,
) -> None:
    """Print what would be understood, as JSON; touches nothing."""
    if text is not None:
        typer.echo(_parsed(None, text))
        return
    for line in sys.stdin:
        if line.strip():
            row = json.loads(line)
            sys.stdout.write(_parsed(row.get("id"), row["text"]) + "\n")


def _parsed(row_id: object, text: str) -> str:
    from datetime import UTC, datetime

    import orjson

    from assistant import understand
    from assistant.command import NotUnderstood

    masked = understand.mask(text)
    reading = understand.read(masked.text, today=datetime.now(UTC).date())
    understood = not isinstance(reading.command, NotUnderstood)
    body = {
        "id": row_id,
        "text": masked.text,
        "predicted_intent": reading.intent,
        "command": reading.command.model_dump(mode="json") if understood else None,
        "confidence": reading.confidence,
    }
    return orjson.dumps(body).decode()


def read_mail(
    files: Annotated[list[Path], typer.Argument(help="Mails as files (.eml).", exists=True)],
) -> None:
    """Print what mails would be taken for, a JSON line each; touches nothing."""
    from assistant.config import Settings
    from assistant.handlers.mail_reading import read
    from assistant.handlers.sender_proof import prove

    authserv_id = Settings().mail_authserv_id or None
    for file in files:
        mail = read(file.read_bytes())
        body = {
            "file": str(file),
            "kind": mail.kind,
            "new_text": mail.new_text,
            "from": mail.from_address,
            "proof": prove(mail.headers, authserv_id).name.lower(),
            "reasons": list(mail.reasons),
            "bounced": list(mail.bounced),
        }
        typer.echo(json.dumps(body, ensure_ascii=False))
