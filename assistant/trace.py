"""One thing's whole way through the house, in the order it happened: ``assistant audit show``."""

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from assistant import inbox
from assistant.billing import audit
from assistant.billing.cases import trail as cases
from assistant.billing.reminding import trail as reminders
from assistant.notify import overview


def trace(tx: Connection, thing: str) -> list[dict[str, Any]]:
    """Requests, offers, payments, webhooks, ledger entries, facts, reminders, deliveries about it.

    ``thing`` is any of their ids, an invoice number, or ``case 12``. Empty when there is nothing.
    """
    trail = audit.follow(tx, thing)
    reminded, batches = reminders.follow(tx, thing)
    of_case = cases.follow(tx, thing)
    requests = [*trail.request_ids, *of_case.request_ids, thing]
    events = list(dict.fromkeys([*trail.event_ids, *of_case.event_ids]))
    rows = [
        *inbox.trace(tx, requests),
        *trail.rows,
        *reminded,
        *of_case.rows,
        *overview.trace(tx, events=events, requests=requests, batches=batches),
    ]
    once = {(row["what"], row["id"]): row for row in rows}
    return sorted(once.values(), key=lambda row: row["at"])


def latest(tx: Connection, since: datetime, *, limit: int) -> list[dict[str, Any]]:
    """The newest things of every kind that happened from then on, newest first."""
    rows = [
        *inbox.latest(tx, since, limit=limit),
        *audit.latest(tx, since, limit=limit),
        *(row for row in overview.listed(tx, states=(), limit=limit) if row["at"] >= since),
    ]
    # turned around and not sorted downwards: at the same moment the cause stays below its effect
    return sorted(rows, key=lambda row: row["at"])[::-1][:limit]
