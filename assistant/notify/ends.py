"""What comes of a try to deliver, each written in one transaction with what follows from it."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog
from prometheus_client import Counter
from sqlalchemy.engine import Connection

from assistant.billing.cases import CaseKind, open_case
from assistant.notify import joining, outbox, returned, taking, threads
from assistant.notify.arriving import Arrival
from assistant.notify.delivery import Delivery, DeliveryState
from assistant.notify.rules import AGENTS
from assistant.values import dataclass

DELIVERIES = Counter("assistant_deliveries", "Answers and notices", ["channel", "state"])

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class End:
    """What came of a try: ``write`` says when the destination may be tried again, if late.

    It is ``alone`` when it is one statement, which needs no transaction around it. An ``arrival``
    may be noted together with others instead.
    """

    write: Callable[[Connection], datetime | None]
    alone: bool = False
    arrival: Arrival | None = None


def over(delivery: Delivery, state: DeliveryState, error: Exception) -> End:
    """Nothing more is tried."""
    DELIVERIES.labels(delivery.channel, state).inc()
    log.error("delivery_over", delivery=delivery.id, state=state, channel=delivery.channel)
    return End(partial(outbox.over, delivery=delivery, state=state, error=str(error)))


def and_tell(end: End, instead: Delivery) -> End:
    """Write what came of it, and queue another card in the same transaction."""

    def both(tx: Connection) -> datetime | None:
        not_before = end.write(tx)
        outbox.put(tx, instead, due=instead.created_at)
        return not_before

    return End(both)


def and_mail(end: End, delivery: Delivery, address: str, now: datetime) -> End:
    """Write what came of it, and queue it for a mailbox; of several news each by itself."""

    def both(tx: Connection) -> datetime | None:
        not_before = end.write(tx)
        for each in joining.apart(tx, delivery):
            outbox.put(tx, each.redirected("mail", address, now), due=now)
        return not_before

    return End(both)


def and_note(end: End, delivery: Delivery, said: str, now: datetime) -> End:
    """Write what came of it, and that the address itself was refused."""

    def both(tx: Connection) -> datetime | None:
        not_before = end.write(tx)
        returned.refused(tx, delivery, said, now)
        return not_before

    return End(both)


def arrived(delivery: Delivery, reference: str | None, now: datetime) -> End:
    """The far side has it."""
    note = partial(threads.arrived, delivery=delivery, at=reference, now=now)
    if delivery.case_id is not None:
        log.info("deliveries_sent", deliveries=[delivery.id])
        return End(note)
    return End(note, alone=True, arrival=Arrival(delivery.id, reference, now))


def given_up(delivery: Delivery, error: Exception, now: datetime) -> End:
    """Nothing more is tried by itself: the agents hear of it, once a day for account and channel.

    What was for the agents themselves opens no case: they would not hear of that either.
    """
    end = over(delivery, DeliveryState.GAVE_UP, error)
    if delivery.person_id == AGENTS or not delivery.account_id:
        return end

    def both(tx: Connection) -> datetime | None:
        not_before = end.write(tx)
        about = f"{delivery.account_id}:{delivery.channel}:{now:%Y-%m-%d}"
        facts = {
            "title": delivery.card.title,
            "channel": delivery.channel,
            "person": delivery.person_id or "",
            "said": str(error)[:200],
            "to try again": "“Send again”, once what was wrong is mended",
        }
        open_case(tx, CaseKind.NOT_TOLD, about, account_id=delivery.account_id, facts=facts, at=now)
        return not_before

    return End(both)


def let_go(delivery: Delivery, error: Exception, now: datetime) -> End:
    """A message of several news is not sent: each comes by itself, and none waits for another."""

    def write(tx: Connection) -> None:
        why = f"each of its news comes by itself: {error}"
        outbox.over(tx, delivery, DeliveryState.SUPPRESSED, why)
        joining.let_go(tx, delivery, now)

    return End(write)


def put_off_alone(tx: Connection, *, delivery: Delivery, due: datetime, error: str) -> None:
    """The destination is well, so nothing else waits."""
    outbox.later(tx, delivery, due, error, alone=True)


def put_off(tx: Connection, *, delivery: Delivery, due: datetime, error: str) -> datetime:
    """The destination takes nothing now, so all to it waits."""
    outbox.later(tx, delivery, due, error)
    return due


def turn_over(
    tx: Connection, *, end: End, waiting: list[Delivery], until: datetime, prove: taking.Prove
) -> list[Delivery]:
    """End one and begin the next, if its destination takes anything now; the rest of the queue."""
    if end.write(tx) is not None:
        return []
    for position, each in enumerate(waiting, start=1):
        if begun := taking.begin(tx, each, until, prove):
            return [begun, *waiting[position:]]
    return []


def backoff(attempts: int) -> timedelta:
    """Five seconds, doubling, at most an hour, spread so that retries do not come in step."""
    seconds = min(3600, 5 * 2 ** min(attempts, 10))
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311 - jitter
