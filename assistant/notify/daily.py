"""One message of reminders to a person and a day, also when yesterday's is sent only today."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from assistant.notify.delivery import DeliveryState, deliveries


@dataclass(frozen=True, slots=True)
class Today:
    """What somebody has of their day's message: one that can say more, or all there is to be."""

    waiting: str | None = None
    had: bool = False


def today(tx: Connection, batches: list[str], *, since: datetime) -> Today:
    """How it stands with these messages, today's and those before it; today began then.

    One that waits is held until the caller commits: nobody sends it meanwhile. While one is in
    somebody's hands, nothing more is said.
    """
    rows = tx.execute(_of_batches, {"batches": batches}).all()
    for row in rows:
        if row.due_at is not None:
            held = tx.execute(_hold, {"which": row.id}).first()
            return Today(had=True) if held is None else Today(waiting=row.batch)
    return Today(had=any(row.sent_at is not None and row.sent_at >= since for row in rows))


_WAITING = (DeliveryState.QUEUED, DeliveryState.PUT_OFF)
_of_batches = select(
    deliveries.c.id, deliveries.c.batch, deliveries.c.due_at, deliveries.c.sent_at
).where(deliveries.c.batch.in_(bindparam("batches", expanding=True)))
_hold = (
    select(deliveries.c.id)
    .where(deliveries.c.id == bindparam("which"), deliveries.c.state.in_(_WAITING))
    .with_for_update(skip_locked=True)
)
