"""The sandbox's database as it begins: worked out once in a process, then only copied.

The demo's page starts over as often as somebody presses its button.
"""

import os
import tempfile
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection

from assistant.billing.contacts import accounts
from assistant.billing.model.preferences import Preferences
from assistant.sandbox.seed import seed

AWAKE = "per_ap_acme"
"""Whose reminders come at any hour, so that whoever tries one does not wait for a working day."""

_made: dict[date, bytes] = {}


def copy_to(path: Path, today: date) -> None:
    """Put the database there, if this process has made today's; never over one that is there."""
    content = _made.get(today)
    if content is None or any(path.with_name(path.name + end).exists() for end in ("", "-wal")):
        return
    with tempfile.NamedTemporaryFile(dir=path.parent) as whole:
        whole.write(content)
        whole.flush()
        with suppress(OSError):  # another process was faster, or the disk knows no links
            os.link(whole.name, path)


def made(tx: Connection, *, today: date) -> bool:
    """Seed an empty database and keep what it then is; False when it was not empty."""
    seeded = seed(tx, today=today)
    if seeded:
        accounts.prefer(tx, AWAKE, Preferences(opens=0, closes=24, weekends=True))
        driver: Any = tx.connection.driver_connection
        _made.clear()
        _made[today] = driver.serialize()
    return seeded
