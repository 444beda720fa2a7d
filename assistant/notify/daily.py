"""One message of reminders to a person and a day, also when yesterday's is sent only today."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.engine import Connection

from assistant.notify.delivery import Delivery, DeliveryState, deliveries


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


def begun_again(tx: Connection, message: Delivery, now: datetime) -> bool:
    """Let a message of which nothing was left to say be the day's after all; False: it was sent."""
    anew = {"address": message.address, "fallback": message.fallback, "locale": message.locale}
    which = {"message": message.batch, "where": message.channel}
    begun = tx.execute(_begin_again, {**which, **anew, "due_at": now, "created_at": now})
    return bool(begun.rowcount)


_WAITING = (DeliveryState.QUEUED, DeliveryState.PUT_OFF)
_of_batches = select(
    deliveries.c.id, deliveries.c.batch, deliveries.c.due_at, deliveries.c.sent_at
).where(deliveries.c.batch.in_(bindparam("batches", expanding=True)))
_hold = (
    select(deliveries.c.id)
    .where(deliveries.c.id == bindparam("which"), deliveries.c.state.in_(_WAITING))
    .with_for_update(skip_locked=True)
)
_begin_again = (
    update(deliveries)
    .where(
        deliveries.c.batch == bindparam("message"),
        deliveries.c.channel == bindparam("where"),
        deliveries.c.state == DeliveryState.SUPPRESSED.value,
        deliveries.c.attempts <= 1,  # it was never tried: the one is that it was let go of
    )
    .values(state=DeliveryState.QUEUED, attempts=0, error=None)
)
