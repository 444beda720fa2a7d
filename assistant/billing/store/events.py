"""Events to be told, and the provider's webhooks to be read."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.engine import Connection

from assistant.billing.events import Event, event_of
from assistant.billing.gateway import GatewayEvent
from assistant.billing.store.tables.events import events, gateway_events
from assistant.db import first_due, insert_all_new, insert_new
from assistant.db.direct import short_lists


def add(tx: Connection, event_id: str, event: Event) -> None:
    """Append a fact in the caller's transaction, unless it is on record already."""
    add_all(tx, {event_id: event})


def add_all(tx: Connection, facts: Mapping[str, Event]) -> None:
    """The same for several, by their ids."""
    insert_all_new(tx, events, [_row(*each) for each in facts.items()])


def add_new(tx: Connection, event_id: str, event: Event) -> bool:
    """The same; False when this fact is on record already."""
    return insert_new(tx, events, _row(event_id, event))


def _row(event_id: str, event: Event) -> dict[str, Any]:
    return {
        "id": event_id,
        "account_id": event.account_id or None,
        "about": event.about,
        "kind": event.kind,
        "body": event.model_dump(mode="json"),
        "at": event.at,
    }


def any_due(tx: Connection, *, now: datetime) -> bool:
    """Whether there is a webhook to read."""
    return tx.execute(_due, {"now": now}).first() is not None


UNTOLD = select(events.c.id).where(events.c.announced_at.is_(None)).limit(1)
"""A fact nobody has been told."""

_due = first_due(gateway_events.c.id, gateway_events.c.due_at)


def unannounced(tx: Connection, limit: int) -> list[tuple[str, Event]]:
    """Facts nobody has been told, oldest first, held against other processes until commit."""
    return [(row.id, event_of(row.body)) for row in tx.execute(_unannounced, {"limit": limit})]


_unannounced = (
    select(events.c.id, events.c.body)
    .where(events.c.announced_at.is_(None))
    .order_by(events.c.at)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)


def announced(tx: Connection, event_ids: list[str], now: datetime) -> None:
    """Note that facts have been turned into deliveries."""
    if event_ids:
        tx.execute(_announced, {"ids": event_ids, "announced_at": now})


_announced = update(events).where(events.c.id.in_(bindparam("ids", expanding=True)))


def keep(tx: Connection, event: GatewayEvent, now: datetime) -> bool:
    """Store a webhook before it is acknowledged; False when it came before."""
    row = {
        "id": event.id,
        "type": event.type,
        "object_id": event.object_id,
        "payment_id": event.payment_id,
        "created_at": event.created,
        "received_at": now,
        "due_at": now,
    }
    return insert_new(tx, gateway_events, row)


def claim(tx: Connection, now: datetime, *, lease: timedelta, limit: int) -> list[GatewayEvent]:
    """Take webhooks that are due to be read."""
    due = (
        select(gateway_events.c.id)
        .where(gateway_events.c.due_at <= now)
        .order_by(gateway_events.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = (
        update(gateway_events)
        .where(gateway_events.c.id.in_(due))
        .values(due_at=now + lease, attempts=gateway_events.c.attempts + 1)
        .returning(*gateway_events.c)
    )
    return [
        GatewayEvent(row.id, row.type, row.object_id, row.payment_id, row.created_at)
        for row in tx.execute(taken)
    ]


def read(tx: Connection, event_id: str, outcome: str) -> None:
    """Nothing is left to do for this webhook."""
    where = gateway_events.c.id == event_id
    tx.execute(update(gateway_events).where(where).values(due_at=None, outcome=outcome))


def about(tx: Connection, subjects: list[str]) -> list[Event]:
    """What was told about these, oldest first."""
    return [event_of(row.body) for row in tx.execute(_about, {"subjects": subjects})]


_about = (
    select(events.c.body)
    .where(events.c.about.in_(bindparam("subjects", expanding=True)))
    .order_by(events.c.at)
)


def with_ids(tx: Connection, event_ids: Sequence[str]) -> dict[str, Event]:
    """Facts by their ids."""
    some = (tx.execute(_with_ids, {"ids": few}) for few in short_lists(event_ids))
    return {row.id: event_of(row.body) for few in some for row in few}


_with_ids = select(events.c.id, events.c.body).where(
    events.c.id.in_(bindparam("ids", expanding=True))
)


def rows_about(tx: Connection, things: list[str]) -> list[Any]:
    """The facts with one of these ids, or about one of these things, oldest first."""
    wanted = events.c.about.in_(things) | events.c.id.in_(things)
    return list(tx.execute(select(events).where(wanted).order_by(events.c.at)))


def naming(tx: Connection, account_id: str, number: str, since: datetime) -> list[Any]:
    """The facts of an account from then on that name this invoice, oldest first."""
    rows = tx.execute(_of_account, {"account": account_id, "since": since})
    return [row for row in rows if number in _numbers(row.body)]


def of_contact(tx: Connection, person_id: str) -> list[Any]:
    """The facts of what somebody became or was at their accounts, oldest first."""
    rows = tx.execute(_of_contacts)
    return [row for row in rows if row.body.get("person_id") == person_id]


_of_contacts = (
    select(events)
    .where(events.c.kind.in_(("contact_changed", "contact_invited", "contact_bounced")))
    .order_by(events.c.at)
)


def _numbers(body: Mapping[str, Any]) -> set[str]:
    parts = (each["number"] for each in body.get("parts", ()))
    return {body.get("number", ""), *body.get("numbers", ()), *parts}


_of_account = (
    select(events)
    .where(events.c.account_id == bindparam("account"), events.c.at >= bindparam("since"))
    .order_by(events.c.at)
)


def of_payment(tx: Connection, payment_id: str) -> tuple[list[Any], list[Any]]:
    """The facts and the webhooks of one payment, oldest first."""
    facts = select(events).where(events.c.about == payment_id).order_by(events.c.at)
    hooks = select(gateway_events).where(gateway_events.c.payment_id == payment_id)
    return list(tx.execute(facts)), list(tx.execute(hooks.order_by(gateway_events.c.received_at)))
