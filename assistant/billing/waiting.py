"""What has waited longer than it should, for whoever looks after a running assistant."""

from datetime import datetime

from sqlalchemy.engine import Connection

from assistant.billing.store import late as rows


def late(tx: Connection, before: datetime) -> dict[str, int]:
    """How much of each kind of work has been due since before then, by its name."""
    return rows.counts(tx, before)
