"""Keep what no door could read, for the operator to look at."""

import re
from base64 import b64encode
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Column, String, Table, Text
from sqlalchemy.engine import Connection

from assistant.db import Moment, insert_new, metadata

_set_aside = Table(
    "set_aside",
    metadata,
    Column("id", String(48), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("raw", Text, nullable=False),  # base64
    Column("at", Moment, nullable=False),
)


_CARD = re.compile(rb"(?<![0-9])[0-9](?:[ .-]?[0-9]){12,18}(?![0-9])")


def set_aside(tx: Connection, *, raw: bytes, reason: str, at: datetime) -> None:
    """Keep what could not be read, for the operator; the same bytes once.

    Whole, but for card numbers that stand in it in the open. Of what was too much to be taken in
    there are no bytes: then the same reason counts once.
    """
    row = {
        "id": f"aside_{sha256(raw or reason.encode()).hexdigest()[:32]}",
        "reason": reason,
        "raw": b64encode(_CARD.sub(_masked, raw)).decode(),
        "at": at,
    }
    insert_new(tx, _set_aside, row)


def _masked(found: re.Match[bytes]) -> bytes:
    """The same with its digits crossed out, if they check as those of a card do (Luhn)."""
    digits = [each - 48 for each in found[0] if 48 <= each <= 57][::-1]
    doubled = [2 * each - 9 * (each > 4) for each in digits[1::2]]
    is_card = (sum(digits[::2]) + sum(doubled)) % 10 == 0
    return re.sub(rb"[0-9]", b"X", found[0]) if is_card else found[0]
