"""Keep what no door could read, for the operator to look at."""

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


def set_aside(tx: Connection, *, raw: bytes, reason: str, at: datetime) -> None:
    """Keep what could not be read, whole, for the operator; the same bytes once."""
    row = {
        "id": f"aside_{sha256(raw).hexdigest()[:32]}",
        "reason": reason,
        "raw": b64encode(raw).decode(),
        "at": at,
    }
    insert_new(tx, _set_aside, row)
