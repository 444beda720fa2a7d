"""One message of reminders to a person and a day, also when yesterday's is sent only today."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.engine import Connection

from assistant.db.direct import short_lists
from assistant.notify.delivery import Delivery, DeliveryState, deliveries
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Day:
    """The day it is for somebody, when it began, and the names of its message and earlier ones."""

    batches: Sequence[str]
    began: datetime


@dataclass(frozen=True, slots=True)
class Today:
    """What somebody has of their day's message: one that can say more, or all there is to be."""

    waiting: str | None = None
    had: bool = False


def today(tx: Connection, days: Mapping[str, Day]) -> dict[str, Today]:
    """By person, how it stands with their messages, today's and those before it.

    One that waits is held until the caller commits: nobody sends it meanwhile. While one is in
    somebody's hands, nothing more is said.
    """
    batches = [each for day in days.values() for each in day.batches]
    rows: dict[str, Any] = {}
    for few in short_lists(batches):
        for row in tx.execute(_of_batches, {"batches": few}):
            rows.setdefault(row.batch, []).append(row)
    theirs = {
        who: [row for each in day.batches for row in rows.get(each, ())]
        for who, day in days.items()
    }
    open_ones = {who: _waiting(some) for who, some in theirs.items()}
    held = _held(tx, [each.id for each in open_ones.values() if each])
    found = {}
    for who, waits in open_ones.items():
        if waits is None:
            sent = [row.sent_at for row in theirs[who] if row.sent_at is not None]
            found[who] = Today(had=any(at >= days[who].began for at in sent))
        else:
            free = waits.id in held
            found[who] = Today(waiting=waits.batch if free else None, had=not free)
    return found


def _waiting(rows: Iterable[Any]) -> Any:
    return next((row for row in rows if row.due_at is not None), None)


def _held(tx: Connection, ids: list[str]) -> set[str]:
    """Those of them that nobody has in hand."""
    some = (tx.execute(_hold, {"which": few}).scalars() for few in short_lists(ids))
    return {each for few in some for each in few}


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
    .where(
        deliveries.c.id.in_(bindparam("which", expanding=True)), deliveries.c.state.in_(_WAITING)
    )
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
