"""A durable queue of deliveries, in the database we already have: answers and notices alike."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Boolean, bindparam, exists, insert, not_, or_, select, update
from sqlalchemy.engine import Connection

from assistant.billing.stops import SENDING
from assistant.db import insert_all_new, insert_new
from assistant.notify import order
from assistant.notify.delivery import Delivery, DeliveryState, deliveries, read

log = structlog.get_logger(__name__)

_IN_HAND = (DeliveryState.SENDING, DeliveryState.RESENDING)
Fresh = Delivery | datetime | str
"""What becomes of reminders as they are sent: as they are now, when to try again, or why not."""

Prove = Callable[[Connection, Delivery], Fresh]
PERHAPS_TWICE = "sent again after an uncertain try: the far side may have it twice, under one id"
_UNREADABLE = "this version cannot read its card; replay it with the one that wrote it"
_DIED_TWICE = "whoever sent it died twice over it; it may have arrived, and is not tried again"


def put(tx: Connection, delivery: Delivery, *, due: datetime) -> bool:
    """Queue a card in the caller's transaction; False when it is queued already.

    A ``due`` in the future, with the state SENDING, is a lease: whoever queues it sends it now, and
    only should they die is it taken up by somebody else.
    """
    row = _row(delivery, due)
    if delivery.event_id is None and delivery.request_id is None and delivery.batch is None:
        tx.execute(insert(deliveries), row)
        return True
    return insert_new(tx, deliveries, row)


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
        "case_id": delivery.case_id,
        "card": delivery.card.model_dump(mode="json"),
        "state": delivery.state,
        "attempts": delivery.attempts,
        "due_at": None if delivery.state is DeliveryState.GATHERED else due,
        "created_at": delivery.created_at,
        "secret": delivery.secret,
    }


def any_due(tx: Connection, *, now: datetime) -> bool:
    """Whether there is anything to send."""
    return tx.execute(_due, {"now": now}).first() is not None


_due = select(deliveries.c.id).where(deliveries.c.due_at <= bindparam("now")).limit(1)


@dataclass(frozen=True, slots=True)
class Taking:
    """How to take work: for how long, how much, also what nobody asked for, and what proves it.

    Should we die, it is unclear of one delivery to each of the ``destinations`` whether it arrived.
    """

    lease: timedelta
    limit: int
    destinations: int
    unasked: bool = True
    prove: Prove | None = None


def claim(tx: Connection, now: datetime, taking: Taking) -> list[list[Delivery]]:
    """Take what is due, as one queue for each destination, oldest first.

    While sending is stopped, or what nobody asked for is not wanted, only answers are taken.

    The first of each queue is begun, and holds its destination against other processes; the others
    are begun when their turn comes. What is found in somebody's hands was let go of by their death:
    it may have arrived, and is sent once more.
    """
    wanted = {"now": now, "limit": taking.limit, "unasked": taking.unasked}
    found = sorted(_readable(tx, _locked(tx, wanted)), key=lambda each: each.created_at)
    queues: dict[tuple[str, str], list[Delivery]] = {}
    for each in _let_go(tx, _at_once(found, taking.destinations)):
        queues.setdefault((each.channel, each.address), []).append(each)
    sendable = [kept for queue in queues.values() if (kept := _from_head(tx, queue, taking.prove))]
    until = now + taking.lease
    heads = [_begun(queue[0], until) for queue in sendable]
    for state in _IN_HAND:
        if begun := [each.id for each in heads if each.state is state]:
            tx.execute(_begin_held, {"begun": begun, "to": state, "until": until})
    _keep_cards(tx, heads)
    return [[head, *queue[1:]] for head, queue in zip(heads, sendable, strict=True)]


_answers = deliveries.alias()
_is_answer = deliveries.c.event_id.is_(None) & deliveries.c.batch.is_(None)
_may_go = or_(_is_answer, not_(SENDING))
_may_be_taken = (
    deliveries.c.due_at <= bindparam("now"),
    _may_go,
    or_(_is_answer, bindparam("unasked", type_=Boolean)),
    order.IS_FREE,
)
_drawn = exists().where(_answers.c.request_id == deliveries.c.turns).label("drawn")
_claimable = (
    select(deliveries, _drawn)
    .where(*_may_be_taken)
    .order_by(deliveries.c.due_at, deliveries.c.created_at)
    .limit(bindparam("limit"))
    .with_for_update(of=deliveries, skip_locked=True)
)
_candidates = (
    select(deliveries.c.id)
    .where(*_may_be_taken)
    .order_by(deliveries.c.due_at, deliveries.c.created_at)
    .limit(bindparam("limit"))
)
_of_these = _claimable.where(deliveries.c.id.in_(bindparam("ids", expanding=True)))


def _locked(tx: Connection, wanted: dict[str, Any]) -> Sequence[Any]:
    """What may be taken, ours until commit, and its destinations with it."""
    if tx.dialect.name != "postgresql":
        return tx.execute(_claimable, wanted).all()
    ids = order.taken(tx, tx.execute(_candidates, wanted).scalars().all())
    return tx.execute(_of_these, {**wanted, "ids": ids}).all() if ids else []


def _readable(tx: Connection, rows: Sequence[Any]) -> Iterator[Delivery]:
    """One that cannot be read is given up, to be seen by the operator, and stops no other."""
    for row in rows:
        try:
            yield _read(row)
        except ValueError:
            log.error("delivery_unreadable", delivery=row.id)
            gave_up = {"state": DeliveryState.GAVE_UP, "due_at": None, "error": _UNREADABLE}
            tx.execute(_update, {"which": row.id, **gave_up})


def _read(row: Any) -> Delivery:
    """A card turns an answer that was sent by us; what Slack was answered at once stays."""
    return read(row) if row.drawn else replace(read(row), turns=None)


_in_hand = update(deliveries).values(state=bindparam("to"), due_at=bindparam("until"))
_begin_held = _in_hand.where(deliveries.c.id.in_(bindparam("begun", expanding=True)))
_begin = _in_hand.where(
    deliveries.c.id == bindparam("which"),
    deliveries.c.state == bindparam("was"),
    deliveries.c.due_at == bindparam("leased"),
    _may_go,
)


def _at_once(found: list[Delivery], most: int) -> list[Delivery]:
    """What goes to the first so many destinations."""
    chosen = list(dict.fromkeys((each.channel, each.address) for each in found))[:most]
    return [each for each in found if (each.channel, each.address) in chosen]


def _let_go(tx: Connection, found: list[Delivery]) -> list[Delivery]:
    """What may be sent, once it is clear what whoever had it in hand may have done."""
    for each in found:
        if each.state is DeliveryState.RESENDING:
            over(tx, each, DeliveryState.UNCERTAIN, _DIED_TWICE)
    cut_off = [each.id for each in found if each.state is DeliveryState.SENDING]
    if cut_off:
        which = deliveries.c.id.in_(cut_off)
        tx.execute(update(deliveries).where(which).values(state=DeliveryState.UNCERTAIN))
    return [
        replace(each, state=DeliveryState.UNCERTAIN) if each.id in cut_off else each
        for each in found
        if each.state is not DeliveryState.RESENDING
    ]


def _from_head(tx: Connection, queue: list[Delivery], prove: Prove | None) -> list[Delivery]:
    """The queue from the first that may be sent; what is behind it is proven in its own turn."""
    for at, each in enumerate(queue):
        if (head := _as_now(tx, each, prove)) is not None:
            return [head, *queue[at + 1 :]]
    return []


def _as_now(tx: Connection, each: Delivery, prove: Prove | None) -> Delivery | None:
    """What still may be sent: it is proven in the very transaction in which it is taken in hand."""
    fresh = prove(tx, each) if prove and each.batch else each
    if isinstance(fresh, Delivery):
        return fresh
    if isinstance(fresh, str):
        over(tx, each, DeliveryState.SUPPRESSED, fresh)
    else:
        wait(tx, each, fresh)
    return None


def _keep_cards(tx: Connection, begun: list[Delivery]) -> None:
    """What is sent is what stands on record."""
    for each in begun:
        if each.batch:
            card = each.card.model_dump(mode="json")
            tx.execute(_update, {"which": each.id, "card": card, "locale": each.locale})


def begin(
    tx: Connection, delivery: Delivery, until: datetime, prove: Prove | None = None
) -> Delivery | None:
    """Take a claimed delivery in hand; None when it is not to be sent by us now, for any reason."""
    taken = {"which": delivery.id, "was": delivery.state, "leased": delivery.due_at}
    state = _begun(delivery, until).state
    if not tx.execute(_begin, {**taken, "to": state, "until": until}).rowcount:
        return None  # before it is proven: proving a digest takes up what goes into it
    found = _as_now(tx, delivery, prove)
    if found is None:
        return None
    begun = _begun(found, until)
    _keep_cards(tx, [begun])
    return begun


def _begun(delivery: Delivery, until: datetime) -> Delivery:
    again = delivery.state is DeliveryState.UNCERTAIN
    state = DeliveryState.RESENDING if again else DeliveryState.SENDING
    return replace(delivery, state=state, due_at=until)


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


def came_back(tx: Connection, delivery: Delivery, said: str) -> None:
    """Note that what was sent never reached its reader."""
    tx.execute(_update, {"which": delivery.id, "state": DeliveryState.BOUNCED, "error": said})


def _change(tx: Connection, delivery: Delivery, **values: Any) -> None:
    tx.execute(_update, {"which": delivery.id, "attempts": delivery.attempts + 1, **values})


_update = update(deliveries).where(deliveries.c.id == bindparam("which"))


def mailed(tx: Connection, delivery_ids: list[str]) -> list[Delivery]:
    """Those of these ids that are mails of ours."""
    which = deliveries.c.id.in_(delivery_ids) & (deliveries.c.channel == "mail")
    return [read(row) for row in tx.execute(select(deliveries).where(which))]
