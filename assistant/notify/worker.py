"""Turn facts into deliveries, and deliveries into cards that arrived."""

import asyncio
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

import structlog
from prometheus_client import Counter
from sqlalchemy.engine import Connection

from assistant.billing import accounts, news
from assistant.billing.ids import new_id
from assistant.card import Card
from assistant.db import Database
from assistant.notify import outbox
from assistant.notify.notices import word
from assistant.notify.outbox import Delivery, DeliveryState
from assistant.notify.rules import Recipient, audience
from assistant.notify.senders import (
    DeliveryFailedError,
    DeliveryLaterError,
    DeliveryUncertainError,
    Outgoing,
    Sender,
)
from assistant.reader import Reader

LEASE = timedelta(seconds=90)
BATCH = 64
GIVE_UP = timedelta(days=3)
"""How long a mail server goes on trying, and so do we (RFC 5321 4.5.4.1 asks for 4 to 5 days)."""

DELIVERIES = Counter("assistant_deliveries", "Answers and notices", ["channel", "state"])

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Notifier:
    """Tells contacts, from rows only: what is queued is sent, whoever queued it."""

    database: Database
    senders: Mapping[str, Sender]
    clock: Callable[[], datetime]

    async def announce(self) -> int:
        """Queue a card for everyone concerned by each untold fact; returns how many facts."""
        if not await self.database.read(news.any_untold):
            return 0
        return await self.database.write(partial(_announce, now=self.clock()))

    async def deliver(self) -> int:
        """Send what is due; returns how many were tried."""
        now = self.clock()
        if not await self.database.read(partial(outbox.any_due, now=now)):
            return 0
        claim = partial(outbox.claim, now=now, lease=LEASE, limit=BATCH)
        claimed = await self.database.write(claim)
        await asyncio.gather(*(self._in_order(each) for each in _by_destination(claimed)))
        return len(claimed)

    async def send(self, delivery: Delivery) -> None:
        """Try one delivery, which the caller holds the lease of, and write down what came of it."""
        sender = self.senders.get(delivery.channel)
        try:
            if sender is None:
                raise DeliveryLaterError(f"the {delivery.channel} door is shut: no settings for it")
            reference = await sender.send(_outgoing(delivery))
        except DeliveryLaterError as error:
            await self._later(delivery, error)
        except DeliveryUncertainError as error:
            await self._uncertain(delivery, error)
        except DeliveryFailedError as error:
            await self._failed(delivery, error)
        else:
            done = partial(
                outbox.sent, delivery=delivery, far_reference=reference, now=self.clock()
            )
            await self.database.write(done)
            DELIVERIES.labels(delivery.channel, DeliveryState.SENT).inc()
            log.info("delivery_sent", delivery=delivery.id, channel=delivery.channel)

    async def _in_order(self, deliveries: list[Delivery]) -> None:
        for delivery in deliveries:
            await self.send(delivery)

    async def _later(self, delivery: Delivery, error: DeliveryLaterError) -> None:
        now = self.clock()
        if now - delivery.created_at > GIVE_UP:
            await self._over(delivery, DeliveryState.GAVE_UP, str(error))
            return
        wait = max(timedelta(seconds=error.after or 0), backoff(delivery.attempts))
        again = partial(outbox.later, delivery=delivery, due=now + wait, error=str(error))
        await self.database.write(again)
        DELIVERIES.labels(delivery.channel, "delayed").inc()
        log.warning("delivery_delayed", delivery=delivery.id, seconds=wait.seconds)

    async def _uncertain(self, delivery: Delivery, error: DeliveryUncertainError) -> None:
        """The far side may have it: one more try under the same id, then leave it."""
        if delivery.attempts > 0:
            await self._over(delivery, DeliveryState.UNCERTAIN, str(error))
            return
        due = self.clock() + timedelta(minutes=2)
        again = partial(outbox.later, delivery=delivery, due=due, error=str(error))
        await self.database.write(again)
        log.warning("delivery_uncertain", delivery=delivery.id)

    async def _failed(self, delivery: Delivery, error: DeliveryFailedError) -> None:
        await self._over(delivery, DeliveryState.FAILED, str(error))
        if delivery.fallback is not None and delivery.channel != "mail":
            now = self.clock()
            instead = replace(
                delivery,
                id=new_id("dlv"),
                channel="mail",
                address=delivery.fallback,
                place="",
                request_id=None,
                fallback=None,
                created_at=now,
                attempts=0,
            )
            await self.database.write(partial(outbox.put, delivery=instead, due=now))

    async def _over(self, delivery: Delivery, state: DeliveryState, error: str) -> None:
        await self.database.write(partial(outbox.over, delivery=delivery, state=state, error=error))
        DELIVERIES.labels(delivery.channel, state).inc()
        log.error("delivery_over", delivery=delivery.id, state=state, channel=delivery.channel)


def backoff(attempts: int) -> timedelta:
    """Five seconds, doubling, at most an hour, spread so that retries do not come in step."""
    seconds = min(3600, 5 * 2 ** min(attempts, 10))
    return timedelta(seconds=seconds * random.uniform(0.8, 1.2))  # noqa: S311 - jitter


def _announce(tx: Connection, now: datetime) -> int:
    facts = news.unannounced(tx, BATCH)
    for event_id, event in facts:
        recipients = audience(event, accounts.contacts(tx, event.account_id))
        for recipient in recipients:
            others = dict.fromkeys(
                each.contact.name for each in recipients if each.contact != recipient.contact
            )
            reader = Reader(recipient.contact.locale, recipient.contact.timezone)
            card = word(event, reader, told=tuple(others), may_pay=recipient.may_pay)
            delivery = replace(
                _addressed(recipient, card, now), event_id=event_id, account_id=event.account_id
            )
            outbox.put(tx, delivery, due=now)
        news.announced(tx, event_id, now)
    return len(facts)


def _addressed(recipient: Recipient, card: Card, now: datetime) -> Delivery:
    contact = recipient.contact
    return Delivery(
        id=new_id("dlv"),
        channel=recipient.channel,
        address=recipient.address,
        place=recipient.place,
        locale=contact.locale,
        card=card,
        created_at=now,
        person_id=contact.person_id,
        fallback=contact.email if recipient.channel != "mail" else None,
    )


def _by_destination(deliveries: list[Delivery]) -> list[list[Delivery]]:
    """One queue for each address, so that its order is kept and others do not wait."""
    queues: dict[tuple[str, str], list[Delivery]] = {}
    for delivery in deliveries:
        queues.setdefault((delivery.channel, delivery.address), []).append(delivery)
    return list(queues.values())


def _outgoing(delivery: Delivery) -> Outgoing:
    return Outgoing(
        delivery_id=delivery.id,
        address=delivery.address,
        place=delivery.place,
        card=delivery.card,
        locale=delivery.locale,
    )
