"""What the operator sees of the deliveries, and what they may do about them."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.engine import Connection

from assistant.billing.contacts import reachable
from assistant.notify.delivery import DeliveryState, deliveries


def counts(tx: Connection) -> dict[str, int]:
    """How many deliveries stand where."""
    query = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
    return {state: int(count) for state, count in tx.execute(query)}


def late(tx: Connection, before: datetime) -> int:
    """How many deliveries have been due since before then."""
    return int(tx.execute(_late, {"before": before}).scalar_one())


_late = (
    select(func.count()).select_from(deliveries).where(deliveries.c.due_at < bindparam("before"))
)


def listed(tx: Connection, *, states: tuple[str, ...], limit: int) -> list[dict[str, Any]]:
    """Deliveries for the operator, newest first; addresses stay out of it."""
    query = select(deliveries).order_by(deliveries.c.created_at.desc()).limit(limit)
    if states:
        query = query.where(deliveries.c.state.in_(states))
    return [_told(row) for row in tx.execute(query)]


def dead_addresses(tx: Connection, *, limit: int) -> list[dict[str, Any]]:
    """Addresses from which mail comes back; those are named, for somebody must correct them."""
    return [
        {
            "what": "address",
            "address": each.address,
            "why": each.kind,
            "stopped": each.permanent,
            "said": each.said,
            "times": each.times,
            "since": each.since,
        }
        for each in reachable.troubles(tx, limit=limit)
    ]


def replay(tx: Connection, now: datetime) -> int:
    """Queue again what was given up."""
    return tx.execute(_replay.values(due_at=now, created_at=now)).rowcount


def replay_of(tx: Connection, account_id: str, channel: str, now: datetime) -> int:
    """Queue again what was given up of one account in one channel."""
    mine = (deliveries.c.account_id == account_id) & (deliveries.c.channel == channel)
    return tx.execute(_replay.where(mine).values(due_at=now, created_at=now)).rowcount


_replay = (
    update(deliveries)
    .where(deliveries.c.state == DeliveryState.GAVE_UP)
    .values(state=DeliveryState.QUEUED)
)


def trace(
    tx: Connection,
    *,
    events: list[str],
    requests: list[str],
    batches: list[str],
    person_id: str = "",
) -> list[dict[str, Any]]:
    """What was sent about these facts, in answer to these requests, and with these reminders.

    And whatever was sent to this person. With what was told in a message of several news comes that
    message.
    """
    mine = deliveries.c.event_id.in_(events) | deliveries.c.request_id.in_(requests)
    mine |= deliveries.c.batch.in_(batches)
    if person_id:
        mine |= deliveries.c.person_id == person_id
    rows = tx.execute(select(deliveries).where(mine).order_by(deliveries.c.created_at)).all()
    taken_up = {row.far_reference for row in rows if row.state == DeliveryState.DIGESTED}
    messages = tx.execute(select(deliveries).where(deliveries.c.id.in_(taken_up)))
    return [_told(row) for row in (*rows, *messages)]


def _told(row: Any) -> dict[str, Any]:
    return {
        "what": "delivery",
        "id": row.id,
        "at": row.created_at,
        "about": row.event_id or row.request_id or row.batch,
        "channel": row.channel,
        "person": row.person_id,
        "title": row.card["title"],
        "state": row.state,
        "attempts": row.attempts,
        "due_at": row.due_at,
        "sent_at": row.sent_at,
        "error": row.error,
        "told_in": row.far_reference if row.state == DeliveryState.DIGESTED else None,
    }
