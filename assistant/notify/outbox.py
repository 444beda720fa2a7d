"""A durable queue of deliveries, in the database we already have: answers and notices alike."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, insert, literal_column, select, update
from sqlalchemy.engine import Connection

from assistant.db import Json, Moment, first_due, insert_all_new, insert_new, json_at, text_at
from assistant.db.direct import short_lists
from assistant.notify.delivery import Delivery, DeliveryState, deliveries, read

PERHAPS_TWICE = "sent again after an uncertain try: the far side may have it twice, under one id"
_UNREADABLE = "this version cannot read its card; replay it with the one that wrote it"


def put(tx: Connection, delivery: Delivery, *, due: datetime) -> bool:
    """Queue a card in the caller's transaction; False when it is queued already.

    A ``due`` in the future, with the state SENDING, is a lease: whoever queues it sends it now, and
    only should they die is it taken up by somebody else.
    """
    row = _row(delivery, due)
    if delivery.event_id is None and delivery.request_id is None and delivery.batch is None:
        tx.execute(_put, row)
        return True
    return insert_new(tx, deliveries, row)


_put = insert(deliveries)


def put_all(tx: Connection, of_a_fact: list[Delivery], *, due: datetime) -> None:
    """Queue the cards of a fact, but for those that are queued already.

    Each is due when it says so; what is only gathered never is by itself.
    """
    insert_all_new(tx, deliveries, [_row(each, each.due_at or due) for each in of_a_fact])


def _row(delivery: Delivery, due: datetime) -> dict[str, Any]:
    return {
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
        "turns": delivery.turns,
        "batch": delivery.batch,
        "kin": delivery.kin,
        "case_id": delivery.case_id,
        "card": delivery.card.model_dump(mode="json"),
        "state": delivery.state,
        "attempts": delivery.attempts,
        "due_at": None if delivery.state is DeliveryState.GATHERED else due,
        "created_at": delivery.created_at,
        "secret": delivery.secret,
    }


def queued(tx: Connection, delivery_ids: list[str]) -> set[str]:
    """Those of these ids that are in the queue, whatever has become of them."""
    some = (tx.execute(_queued, {"which": few}).scalars() for few in short_lists(delivery_ids))
    return {each for few in some for each in few}


_queued = select(deliveries.c.id).where(deliveries.c.id.in_(bindparam("which", expanding=True)))


DUE = first_due(deliveries.c.id, deliveries.c.due_at)
"""The first thing to send."""


def renew(tx: Connection, delivery_ids: list[str], until: datetime) -> None:
    """Whoever has these in hand has them until then; what has come to an end meanwhile has not."""
    for some in short_lists(delivery_ids):
        tx.execute(_renew, {"some": some, "until": until})


_renew = (
    update(deliveries)
    .where(
        deliveries.c.id.in_(bindparam("some", expanding=True)),
        deliveries.c.state.in_((DeliveryState.SENDING, DeliveryState.RESENDING)),
    )
    .values(due_at=bindparam("until"))
)


def wait(tx: Connection, delivery: Delivery, due: datetime) -> None:
    """Let a claimed delivery wait, untried; nothing has to wait for it."""
    again = delivery.state is DeliveryState.UNCERTAIN
    state = DeliveryState.UNCERTAIN if again else DeliveryState.QUEUED
    tx.execute(_update, {"which": delivery.id, "state": state, "due_at": due})


def drawn_at(tx: Connection, request_id: str) -> str | None:
    """Where the far side has the answer to a request, if it has arrived there."""
    found: str | None = tx.execute(_drawn_at, {"request": request_id}).scalar_one_or_none()
    return found


_drawn_at = select(deliveries.c.far_reference).where(
    deliveries.c.request_id == bindparam("request"), deliveries.c.channel == "slack"
)


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
        secret=None,
    )


def all_sent(tx: Connection, references: Mapping[str, str | None], now: datetime) -> None:
    """Note that several cards have arrived, each where the far side says it has it."""
    found = {"which": list(references), "references": references, "at": now}
    tx.execute(_all_sent, found)


_all_sent = (
    update(deliveries)
    .where(deliveries.c.id.in_(bindparam("which", expanding=True)))
    .values(
        state=DeliveryState.SENT,
        attempts=deliveries.c.attempts + 1,
        due_at=None,
        error=case((deliveries.c.state == DeliveryState.RESENDING, PERHAPS_TWICE)),
        secret=None,
        sent_at=bindparam("at", type_=Moment()),
        far_reference=text_at(bindparam("references", type_=Json), deliveries.c.id),
    )
)


def later(
    tx: Connection, delivery: Delivery, due: datetime, error: str, *, alone: bool = False
) -> None:
    """It was not taken: try again then; what comes after it waits too, unless it is ``alone``."""
    again = delivery.state is DeliveryState.RESENDING
    waits = DeliveryState.QUEUED if alone else DeliveryState.PUT_OFF
    state = DeliveryState.UNCERTAIN if again else waits
    _change(tx, delivery, state=state, due_at=due, error=error)


def once_more(tx: Connection, delivery: Delivery, due: datetime, error: str) -> None:
    """It may have been taken: one more try then, under the same id."""
    _change(tx, delivery, state=DeliveryState.UNCERTAIN, due_at=due, error=error)


def over(tx: Connection, delivery: Delivery, state: DeliveryState, error: str) -> None:
    """Nothing more will be tried; the operator sees it in ``assistant outbox``."""
    _change(tx, delivery, state=state, due_at=None, error=error, secret=None)


def unreadable(tx: Connection, delivery_id: str) -> None:
    """Give up what this version cannot read, so that the operator sees it and it stops no other."""
    gave_up = {"state": DeliveryState.GAVE_UP, "due_at": None, "error": _UNREADABLE}
    tx.execute(_update, {"which": delivery_id, **gave_up})


def keep_cards(tx: Connection, drawn: list[Delivery], **values: Any) -> None:
    """Put on record what is sent, which was put together only now, and what else is now so."""
    by_id = {each.id: each for each in drawn}
    for some in short_lists(by_id):
        cards = {each: by_id[each].card.model_dump(mode="json") for each in some}
        locales = {each: by_id[each].locale for each in some}
        tx.execute(_keep_cards, {"which": some, "cards": cards, "locales": locales, **values})


_keep_cards = (
    update(deliveries)
    .where(deliveries.c.id.in_(bindparam("which", expanding=True)))
    .values(
        card=json_at(bindparam("cards", type_=Json), deliveries.c.id),
        locale=text_at(bindparam("locales", type_=Json), deliveries.c.id),
    )
)


def came_back(tx: Connection, delivery: Delivery, said: str) -> None:
    """Note that what was sent never reached its reader."""
    tx.execute(_update, {"which": delivery.id, "state": DeliveryState.BOUNCED, "error": said})


def _change(tx: Connection, delivery: Delivery, **values: Any) -> None:
    tx.execute(_update, {"which": delivery.id, "attempts": delivery.attempts + 1, **values})


_update = update(deliveries).where(deliveries.c.id == bindparam("which"))


def notices_to(tx: Connection, address: str, since: datetime) -> list[tuple[str, str | None, str]]:
    """What somebody was mailed unasked, newest first: its id, the account, and the invoice."""
    rows = tx.execute(_notices_to, {"to": address, "since": since})
    return [(row.id, row.account_id, row.card.get("about", "")) for row in rows]


_notices_to = (
    select(deliveries.c.id, deliveries.c.account_id, deliveries.c.card)
    .where(
        deliveries.c.channel == literal_column("'mail'"),  # as the index says it
        deliveries.c.request_id.is_(None),
        deliveries.c.address == bindparam("to"),
        deliveries.c.created_at > bindparam("since"),
    )
    .order_by(deliveries.c.created_at.desc())
    .limit(20)
)


def mailed(tx: Connection, delivery_ids: list[str]) -> list[Delivery]:
    """Those of these ids that are mails of ours."""
    which = deliveries.c.id.in_(delivery_ids) & (deliveries.c.channel == "mail")
    return [read(row) for row in tx.execute(select(deliveries).where(which))]
