"""A durable queue of deliveries, in the database we already have: answers and notices alike."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.engine import Connection

from assistant.card import Card
from assistant.db import Json, Moment, insert_new, metadata

_deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(48), primary_key=True),
    Column("event_id", ForeignKey("events.id")),
    Column("request_id", ForeignKey("requests.id"), unique=True),
    Column("account_id", String(48)),
    Column("person_id", String(48)),
    Column("channel", String(12), nullable=False),
    Column("address", String(300), nullable=False),
    Column("place", Text, nullable=False),
    Column("locale", String(12), nullable=False),
    Column("fallback", String(254)),  # a mail address to use when the channel refuses for good
    Column("card", Json, nullable=False),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", Moment),
    Column("error", Text),
    Column("far_reference", String(300)),
    Column("created_at", Moment, nullable=False),
    Column("sent_at", Moment),
    # each contact hears of a fact once in each channel
    UniqueConstraint("event_id", "person_id", "channel"),
    Index(
        "ix_deliveries_due",
        "due_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
)


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    QUEUED = "queued"
    SENT = "sent"
    UNCERTAIN = "uncertain"  # the far side may have it twice, under the same id
    FAILED = "failed"  # refused for good
    GAVE_UP = "gave_up"  # not taken for days: somebody must look


@dataclass(frozen=True, slots=True)
class Delivery:
    """One card for one address. Its id is stable over every try."""

    id: str
    channel: str
    address: str
    place: str
    locale: str
    card: Card
    created_at: datetime
    event_id: str | None = None
    request_id: str | None = None
    account_id: str | None = None
    person_id: str | None = None
    fallback: str | None = None
    attempts: int = 0


def put(tx: Connection, delivery: Delivery, *, due: datetime) -> bool:
    """Queue a card in the caller's transaction; False when it is queued already.

    A ``due`` in the future is a lease: whoever queues it sends it now, and only should they die is
    it taken up by somebody else.
    """
    row = {
        "id": delivery.id,
        "event_id": delivery.event_id,
        "request_id": delivery.request_id,
        "account_id": delivery.account_id,
        "person_id": delivery.person_id,
        "channel": delivery.channel,
        "address": delivery.address,
        "place": delivery.place,
        "locale": delivery.locale,
        "fallback": delivery.fallback,
        "card": delivery.card.model_dump(mode="json"),
        "state": DeliveryState.QUEUED,
        "attempts": delivery.attempts,
        "due_at": due,
        "created_at": delivery.created_at,
    }
    if delivery.event_id is None and delivery.request_id is None:
        tx.execute(insert(_deliveries).values(row))
        return True
    return insert_new(tx, _deliveries, row)


def any_due(tx: Connection, *, now: datetime) -> bool:
    """Whether there is anything to send."""
    return tx.execute(_due, {"now": now}).first() is not None


_due = select(_deliveries.c.id).where(_deliveries.c.due_at <= bindparam("now")).limit(1)


def claim(tx: Connection, now: datetime, *, lease: timedelta, limit: int) -> list[Delivery]:
    """Take what is due, oldest first; an unfinished lease falls due again by itself."""
    due = (
        select(_deliveries.c.id)
        .where(_deliveries.c.due_at <= now)
        .order_by(_deliveries.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = (
        update(_deliveries)
        .where(_deliveries.c.id.in_(due))
        .values(due_at=now + lease)
        .returning(*_deliveries.c)
    )
    return sorted(map(_delivery, tx.execute(taken)), key=lambda each: each.created_at)


def sent(tx: Connection, delivery: Delivery, far_reference: str | None, now: datetime) -> None:
    """Note that a card has arrived."""
    _change(
        tx,
        delivery,
        state=DeliveryState.SENT,
        sent_at=now,
        due_at=None,
        error=None,
        far_reference=far_reference,
    )


def later(tx: Connection, delivery: Delivery, due: datetime, error: str) -> None:
    """Try again then."""
    _change(tx, delivery, due_at=due, error=error)


def over(tx: Connection, delivery: Delivery, state: DeliveryState, error: str) -> None:
    """Nothing more will be tried; the operator sees it in ``assistant outbox``."""
    _change(tx, delivery, state=state, due_at=None, error=error)


def _change(tx: Connection, delivery: Delivery, **values: Any) -> None:
    tx.execute(_update, {"which": delivery.id, "attempts": delivery.attempts + 1, **values})


_update = update(_deliveries).where(_deliveries.c.id == bindparam("which"))


def counts(tx: Connection) -> dict[str, int]:
    """How many deliveries stand where."""
    query = select(_deliveries.c.state, func.count()).group_by(_deliveries.c.state)
    return {state: int(count) for state, count in tx.execute(query)}


def listed(tx: Connection, *, states: tuple[str, ...], limit: int) -> list[dict[str, Any]]:
    """Deliveries for the operator, newest first; addresses stay out of it."""
    query = select(_deliveries).order_by(_deliveries.c.created_at.desc()).limit(limit)
    if states:
        query = query.where(_deliveries.c.state.in_(states))
    return [_told(row) for row in tx.execute(query)]


def replay(tx: Connection, now: datetime) -> int:
    """Queue again what was given up."""
    where = _deliveries.c.state == DeliveryState.GAVE_UP
    values = {"state": DeliveryState.QUEUED, "due_at": now, "created_at": now}
    return tx.execute(update(_deliveries).where(where).values(**values)).rowcount


def trace(tx: Connection, *, events: list[str], requests: list[str]) -> list[dict[str, Any]]:
    """What was sent about these facts and in answer to these requests."""
    mine = _deliveries.c.event_id.in_(events) | _deliveries.c.request_id.in_(requests)
    query = select(_deliveries).where(mine).order_by(_deliveries.c.created_at)
    return [_told(row) for row in tx.execute(query)]


def _told(row: Any) -> dict[str, Any]:
    return {
        "what": "delivery",
        "id": row.id,
        "at": row.created_at,
        "about": row.event_id or row.request_id,
        "channel": row.channel,
        "person": row.person_id,
        "title": row.card["title"],
        "state": row.state,
        "attempts": row.attempts,
        "due_at": row.due_at,
        "sent_at": row.sent_at,
        "error": row.error,
    }


def _delivery(row: Any) -> Delivery:
    return Delivery(
        id=row.id,
        event_id=row.event_id,
        request_id=row.request_id,
        account_id=row.account_id,
        person_id=row.person_id,
        channel=row.channel,
        address=row.address,
        place=row.place,
        locale=row.locale,
        fallback=row.fallback,
        card=Card.model_validate(row.card),
        created_at=row.created_at,
        attempts=row.attempts,
    )
