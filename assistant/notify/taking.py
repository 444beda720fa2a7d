"""Which deliveries a process takes in hand, and what the death of another left unclear of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import Boolean, bindparam, exists, not_, or_, select, update
from sqlalchemy.engine import Connection

from assistant.billing.stops import SENDING
from assistant.notify import order, outbox
from assistant.notify.delivery import Delivery, DeliveryState, deliveries, read
from assistant.values import dataclass

AT_ONCE = 32
"""To how many destinations a process takes work at once: should it die, it is unclear of one
delivery to each of them whether it arrived."""

CLAIMED = 64
"""Deliveries to them in one claim."""

LEASE = timedelta(seconds=90)
"""For how long the dead still hold what they had in hand."""

log = structlog.get_logger(__name__)

Fresh = Delivery | datetime | str
"""What becomes of one as it is sent: as it is now, or what took it up; when to try; or why not."""

Prove = Callable[[Connection, list[Delivery]], dict[str, Fresh]]
"""Says that of each, by its id."""

_IN_HAND = (DeliveryState.SENDING, DeliveryState.RESENDING)
_DIED_TWICE = "whoever sent it died twice over it; it may have arrived, and is not tried again"


@dataclass(frozen=True, slots=True)
class Taking:
    """How to take work: for how long, also what nobody asked for, and what proves it."""

    lease: timedelta
    unasked: bool = True
    prove: Prove | None = None


def claim(tx: Connection, now: datetime, taking: Taking) -> list[list[Delivery]]:
    """Take what is due, as one queue for each destination, oldest first.

    While sending is stopped, or what nobody asked for is not wanted, only answers are taken.

    The first of each queue is begun, and holds its destination against other processes; the others
    are begun when their turn comes. What is found in somebody's hands was let go of by their death:
    it may have arrived, and is sent once more.
    """
    due = _to_some(_locked(tx, {"now": now, "unasked": taking.unasked}))
    found = list(_readable(tx, due))
    queues: dict[tuple[str, str], list[Delivery]] = {}
    for each in _let_go(tx, found):
        queues.setdefault((each.channel, each.address), []).append(each)
    sendable = _from_heads(tx, list(queues.values()), taking.prove)
    until = now + taking.lease
    heads = [_begun(queue[0], until) for queue in sendable]
    _take_in_hand(tx, heads, until)
    return [[head, *queue[1:]] for head, queue in zip(heads, sendable, strict=True)]


def _take_in_hand(tx: Connection, heads: list[Delivery], until: datetime) -> None:
    """Write so, and put on record what of them was drawn only now: what is sent is what stands."""
    for state in _IN_HAND:
        begun = [each for each in heads if each.state is state]
        outbox.keep_cards(tx, [each for each in begun if each.batch], state=state, due_at=until)
        if others := [each.id for each in begun if not each.batch]:
            tx.execute(_begin_held, {"begun": others, "to": state, "until": until})


_answers = deliveries.alias()
_is_answer = deliveries.c.event_id.is_(None) & deliveries.c.batch.is_(None)
_may_go = or_(_is_answer, not_(SENDING))
_is_due = deliveries.c.due_at <= bindparam("now")
_oldest_due = (deliveries.c.due_at, deliveries.c.created_at)  # in the order of the index
_may_be_taken = (
    _may_go,
    or_(_is_answer, bindparam("unasked", type_=Boolean)),
    order.IS_FREE,
)
_taken = select(
    deliveries, exists().where(_answers.c.request_id == deliveries.c.turns).label("drawn")
).where(*_may_be_taken)
_claimable = _taken.where(_is_due).order_by(*_oldest_due).limit(CLAIMED)
_candidates = (
    select(deliveries.c.id, *order.DESTINATION, deliveries.c.created_at)
    .where(_is_due, *_may_be_taken)
    .order_by(*_oldest_due)
    .limit(CLAIMED)
)
_ours = order.ours(_candidates)
_of_these = (
    _taken.where(order.IS_DUE, deliveries.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(*_oldest_due)  # of one moment, what was due first
    .with_for_update(of=deliveries, skip_locked=True)
)


def _locked(tx: Connection, wanted: dict[str, Any]) -> Sequence[Any]:
    """What may be taken, ours until commit, and its destinations with it."""
    if tx.dialect.name != "postgresql":
        return tx.execute(_claimable, wanted).all()
    ids = [each.id for each in _to_some(tx.execute(_ours, wanted).all())]
    return tx.execute(_of_these, {**wanted, "ids": ids}).all() if ids else []


def _readable(tx: Connection, rows: Sequence[Any]) -> Iterator[Delivery]:
    """One that cannot be read is given up, to be seen by the operator, and stops no other."""
    for row in rows:
        try:
            yield _read(row)
        except ValueError:
            log.error("delivery_unreadable", delivery=row.id)
            outbox.unreadable(tx, row.id)


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


def _to_some(rows: Sequence[Any]) -> list[Any]:
    """What goes to the first destinations, oldest first; the rest is read for nothing."""
    due = sorted(rows, key=lambda each: each.created_at)
    chosen = set(list(dict.fromkeys((each.channel, each.address) for each in due))[:AT_ONCE])
    return [each for each in due if (each.channel, each.address) in chosen]


def _let_go(tx: Connection, found: list[Delivery]) -> list[Delivery]:
    """What may be sent, once it is clear what whoever had it in hand may have done."""
    for each in found:
        if each.state is DeliveryState.RESENDING:
            outbox.over(tx, each, DeliveryState.UNCERTAIN, _DIED_TWICE)
    cut_off = [each.id for each in found if each.state is DeliveryState.SENDING]
    if cut_off:
        which = deliveries.c.id.in_(cut_off)
        tried = deliveries.c.attempts + 1
        perhaps = {"state": DeliveryState.UNCERTAIN, "attempts": tried}
        tx.execute(update(deliveries).where(which).values(perhaps))
    return [
        replace(each, state=DeliveryState.UNCERTAIN, attempts=each.attempts + 1)
        if each.id in cut_off
        else each
        for each in found
        if each.state is not DeliveryState.RESENDING
    ]


def _from_heads(
    tx: Connection, queues: list[list[Delivery]], prove: Prove | None
) -> list[list[Delivery]]:
    """Each queue from the first that may be sent; what is behind it is proven in its own turn."""
    found: list[list[Delivery]] = []
    while queues:
        heads = list(zip(_as_now(tx, [each[0] for each in queues], prove), queues, strict=True))
        found += [[head, *queue[1:]] for head, queue in heads if head is not None]
        queues = [queue[1:] for head, queue in heads if head is None and queue[1:]]
    return found


def _as_now(tx: Connection, some: list[Delivery], prove: Prove | None) -> list[Delivery | None]:
    """What still may be sent: it is proven in the very transaction in which it is taken in hand."""
    drawn_late = [each for each in some if each.batch or each.kin]
    fresh = prove(tx, drawn_late) if prove and drawn_late else {}
    return [_unless_late(tx, each, fresh.get(each.id, each)) for each in some]


def _unless_late(tx: Connection, each: Delivery, fresh: Fresh) -> Delivery | None:
    if isinstance(fresh, Delivery):
        return fresh
    if isinstance(fresh, str):
        outbox.over(tx, each, DeliveryState.SUPPRESSED, fresh)
    else:
        outbox.wait(tx, each, fresh)
    return None


def begin(
    tx: Connection, delivery: Delivery, until: datetime, prove: Prove | None = None
) -> Delivery | None:
    """Take a claimed delivery in hand; None when it is not to be sent by us now, for any reason."""
    taken = {"which": delivery.id, "was": delivery.state, "leased": delivery.due_at}
    state = _begun(delivery, until).state
    if not tx.execute(_begin, {**taken, "to": state, "until": until}).rowcount:
        return None  # before it is proven: proving a digest takes up what goes into it
    (found,) = _as_now(tx, [delivery], prove)
    if found is None:
        return None
    begun = _begun(found, until)
    if begun.batch or begun.id != delivery.id:  # it was drawn only now, or another took it up
        _take_in_hand(tx, [begun], until)
    return begun


def _begun(delivery: Delivery, until: datetime) -> Delivery:
    again = delivery.state is DeliveryState.UNCERTAIN
    state = DeliveryState.RESENDING if again else DeliveryState.SENDING
    return replace(delivery, state=state, due_at=until)
