"""A durable queue of deliveries, in the database we already have: answers and notices alike."""

from dataclasses import dataclass, replace
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
    SENDING = "sending"  # in somebody's hands; should they die, it may have arrived
    RESENDING = "resending"  # the same, the one more time that is allowed
    SENT = "sent"
    UNCERTAIN = "uncertain"  # the far side may have it; with ``due_at``, to be sent once more
    FAILED = "failed"  # refused for good
    GAVE_UP = "gave_up"  # not taken for days: somebody must look


_IN_HAND = (DeliveryState.SENDING, DeliveryState.RESENDING)
PERHAPS_TWICE = "sent again after an uncertain try: the far side may have it twice, under one id"
_DIED_TWICE = "whoever sent it died twice over it; it may have arrived, and is not tried again"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One card for one address. Its id is stable over every try.

    ``due_at`` is the end of the lease of whoever has claimed it.
    """

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
    state: DeliveryState = DeliveryState.QUEUED
    due_at: datetime | None = None


def put(tx: Connection, delivery: Delivery, *, due: datetime) -> bool:
    """Queue a card in the caller's transaction; False when it is queued already.

    A ``due`` in the future, with the state SENDING, is a lease: whoever queues it sends it now, and
    only should they die is it taken up by somebody else.
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
        "state": delivery.state,
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


def claim(tx: Connection, now: datetime, *, lease: timedelta, limit: int) -> list[list[Delivery]]:
    """Take what is due, as one queue for each destination, oldest first.

    The first of each queue is begun; the others are begun when their turn comes. What is found in
    somebody's hands was let go of by their death: it may have arrived, and is sent once more.
    """
    rows = tx.execute(_claimable, {"now": now, "limit": limit})
    found = sorted(map(_delivery, rows), key=lambda each: each.created_at)
    queues: dict[tuple[str, str], list[Delivery]] = {}
    for each in _let_go(tx, found):
        queues.setdefault((each.channel, each.address), []).append(each)
    until = now + lease
    heads = [_begun(queue[0], until) for queue in queues.values()]
    if heads:
        begun = [{"which": each.id, "to": each.state, "until": until} for each in heads]
        tx.execute(_begin_held, begun)
    tails = [replace(each, due_at=until) for queue in queues.values() for each in queue[1:]]
    wait(tx, tails, until)
    waiting = {each.id: each for each in tails}
    pairs = zip(heads, queues.values(), strict=True)
    return [[head, *(waiting[each.id] for each in queue[1:])] for head, queue in pairs]


_claimable = (
    select(_deliveries)
    .where(_deliveries.c.due_at <= bindparam("now"))
    .order_by(_deliveries.c.due_at)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_begin_held = (
    update(_deliveries)
    .where(_deliveries.c.id == bindparam("which"))
    .values(state=bindparam("to"), due_at=bindparam("until"))
)
_begin = _begin_held.where(
    _deliveries.c.state == bindparam("was"), _deliveries.c.due_at == bindparam("leased")
)


def _let_go(tx: Connection, found: list[Delivery]) -> list[Delivery]:
    """What may be sent, once it is clear what whoever had it in hand may have done."""
    for each in found:
        if each.state is DeliveryState.RESENDING:
            over(tx, each, DeliveryState.UNCERTAIN, _DIED_TWICE)
    cut_off = [each.id for each in found if each.state is DeliveryState.SENDING]
    if cut_off:
        which = _deliveries.c.id.in_(cut_off)
        tx.execute(update(_deliveries).where(which).values(state=DeliveryState.UNCERTAIN))
    return [
        replace(each, state=DeliveryState.UNCERTAIN) if each.id in cut_off else each
        for each in found
        if each.state is not DeliveryState.RESENDING
    ]


def begin(tx: Connection, delivery: Delivery, until: datetime) -> Delivery | None:
    """Take a claimed delivery in hand; None when the lease ran out and it is somebody else's."""
    begun = _begun(delivery, until)
    found = {"which": delivery.id, "was": delivery.state, "leased": delivery.due_at}
    done = tx.execute(_begin, {**found, "to": begun.state, "until": until})
    return begun if done.rowcount else None


def _begun(delivery: Delivery, until: datetime) -> Delivery:
    again = delivery.state is DeliveryState.UNCERTAIN
    state = DeliveryState.RESENDING if again else DeliveryState.SENDING
    return replace(delivery, state=state, due_at=until)


def wait(tx: Connection, deliveries: list[Delivery], due: datetime) -> None:
    """Let claimed deliveries wait, untried."""
    if deliveries:
        which = _deliveries.c.id.in_([each.id for each in deliveries])
        mine = which & _deliveries.c.state.not_in(_IN_HAND)
        tx.execute(update(_deliveries).where(mine).values(due_at=due))


def sent(tx: Connection, delivery: Delivery, far_reference: str | None, now: datetime) -> None:
    """Note that a card has arrived, perhaps twice."""
    again = delivery.state is DeliveryState.RESENDING
    _change(
        tx,
        delivery,
        state=DeliveryState.SENT,
        sent_at=now,
        due_at=None,
        error=PERHAPS_TWICE if again else None,
        far_reference=far_reference,
    )


def later(tx: Connection, delivery: Delivery, due: datetime, error: str) -> None:
    """It was not taken: try again then."""
    again = delivery.state is DeliveryState.RESENDING
    state = DeliveryState.UNCERTAIN if again else DeliveryState.QUEUED
    _change(tx, delivery, state=state, due_at=due, error=error)


def once_more(tx: Connection, delivery: Delivery, due: datetime, error: str) -> None:
    """It may have been taken: one more try then, under the same id."""
    _change(tx, delivery, state=DeliveryState.UNCERTAIN, due_at=due, error=error)


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
        state=DeliveryState(row.state),
        due_at=row.due_at,
    )
