"""Work that is overdue: rows whose time came long ago and that nobody has taken."""

from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.engine import Connection

from assistant.billing.store.tables.events import events, gateway_events
from assistant.billing.store.tables.operations import operations
from assistant.billing.store.tables.payments import payments
from assistant.db import Moment


def counts(tx: Connection, before: datetime) -> dict[str, int]:
    """How many of each kind, due since before then."""
    return {
        what: int(tx.execute(query, {"before": before}).scalar_one())
        for what, query in _QUERIES.items()
    }


_BEFORE = bindparam("before", type_=Moment)
_COUNT = select(func.count())
_QUERIES = {
    "payments": _COUNT.select_from(payments).where(payments.c.due_at < _BEFORE),
    "refunds": _COUNT.select_from(operations).where(operations.c.due_at < _BEFORE),
    "webhooks": _COUNT.select_from(gateway_events).where(gateway_events.c.due_at < _BEFORE),
    "facts nobody was told of": _COUNT.select_from(events).where(
        events.c.announced_at.is_(None), events.c.at < _BEFORE
    ),
}
