"""One try to deliver: the card is handed to its channel, and what came of that is judged."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from assistant.billing.ids import new_id
from assistant.card import Card
from assistant.db import Database
from assistant.documents.job import Made
from assistant.documents.office import DocumentError, DocumentGoneError
from assistant.notify import ends, filling, joining, outbox, threads
from assistant.notify.delivery import Delivery, DeliveryState
from assistant.notify.ends import DELIVERIES, End
from assistant.notify.leases import Leases
from assistant.notify.notices import documents
from assistant.notify.senders import (
    DeliveryFailedError,
    DeliveryLaterError,
    DeliveryUncertainError,
    Documents,
    Outgoing,
    Sender,
)
from assistant.values import dataclass

ONCE_MORE = timedelta(minutes=2)
GIVE_UP = timedelta(days=3)
"""How long a mail server goes on trying, and so do we (RFC 5321 4.5.4.1 asks for 4 to 5 days)."""

MAKING = 45.0
"""Seconds that all documents of a card may take; half of the lease."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Trying:
    """Hands cards over, by the senders there are and with the documents they name."""

    database: Database
    senders: Mapping[str, Sender]
    clock: Callable[[], datetime]
    documents: Documents | None
    leases: Leases

    async def tried(self, delivery: Delivery) -> End:
        """Try one that the caller has in hand; returns what came of it, to be written down."""
        with self.leases.kept(delivery.id):
            return await self._tried(delivery)

    async def _tried(self, delivery: Delivery) -> End:
        sender = self.senders.get(delivery.channel)
        try:
            if sender is None:
                raise DeliveryLaterError(f"the {delivery.channel} door is shut: no settings for it")
            reference = await sender.send(await self._outgoing(delivery))
        except DeliveryLaterError as error:
            return self._later(delivery, error)
        except DeliveryUncertainError as error:
            return self._uncertain(delivery, error)
        except DeliveryFailedError as error:
            return self._failed(delivery, error)
        except DocumentError as error:
            return self._not_made(delivery, error)
        except DocumentGoneError as error:
            return self._never_made(delivery, error)
        DELIVERIES.labels(delivery.channel, DeliveryState.SENT).inc()
        return ends.arrived(delivery, reference, self.clock())

    async def _outgoing(self, delivery: Delivery) -> Outgoing:
        instead_of = None
        if delivery.turns is not None:
            drawn = partial(outbox.drawn_at, request_id=delivery.turns)
            instead_of = await self.database.peek(drawn)
        return Outgoing(
            delivery_id=delivery.id,
            address=delivery.address,
            place=delivery.place,
            card=filling.filled(delivery),
            locale=delivery.locale,
            instead_of=instead_of,
            files=await self._made(delivery.card),
            below=await self._above(delivery) if delivery.case_id else None,
            lasting=delivery.case_id is not None,
            in_place=delivery.turns is not None,
        )

    async def _above(self, delivery: Delivery) -> str | None:
        return await self.database.peek(partial(threads.above, delivery=delivery))

    async def _made(self, card: Card) -> tuple[Made, ...]:
        """The documents of a card, as the books stand now; outside of any transaction."""
        if not card.files:
            return ()
        if self.documents is None:
            raise DocumentError("nothing here makes documents")
        try:
            async with asyncio.timeout(MAKING):
                return tuple([await self.documents.make(file) for file in card.files])
        except TimeoutError:
            raise DocumentError(f"they took longer than {MAKING:.0f} seconds") from None

    def _not_made(self, delivery: Delivery, error: DocumentError) -> End:
        """Try again later, and say so the first time; others to the same reader go on."""
        now = self.clock()
        if joining.comes_apart(delivery):
            return ends.let_go(delivery, error, now)
        if now - delivery.created_at > GIVE_UP:
            return self._never_made(delivery, error)
        DELIVERIES.labels(delivery.channel, "delayed").inc()
        due = now + ends.backoff(delivery.attempts)
        put_off = partial(ends.put_off_alone, delivery=delivery, due=due)
        later = End(partial(put_off, error=f"not made: {error}"))
        if delivery.attempts:
            return later
        return ends.and_tell(
            later, self._instead(delivery, documents.delayed(delivery.card, delivery.locale))
        )

    def _never_made(self, delivery: Delivery, error: Exception) -> End:
        if joining.comes_apart(delivery):
            return ends.let_go(delivery, error, self.clock())
        over = ends.over(delivery, DeliveryState.GAVE_UP, error)
        return ends.and_tell(
            over, self._instead(delivery, documents.not_made(delivery.card, delivery.locale))
        )

    def _instead(self, delivery: Delivery, card: Card) -> Delivery:
        """Another card for the same reader in the same place."""
        return replace(
            delivery,
            id=new_id("dlv"),
            card=card,
            request_id=None,
            event_id=None,
            batch=None,
            kin=None,
            turns=None,
            created_at=self.clock(),
            attempts=0,
            state=DeliveryState.QUEUED,
        )

    def _later(self, delivery: Delivery, error: DeliveryLaterError) -> End:
        now = self.clock()
        if now - delivery.created_at > GIVE_UP:
            return ends.given_up(delivery, error, now)
        pause = max(timedelta(seconds=error.after or 0), ends.backoff(delivery.attempts))
        DELIVERIES.labels(delivery.channel, "delayed").inc()
        log.warning("delivery_delayed", delivery=delivery.id, seconds=pause.total_seconds())
        return End(partial(ends.put_off, delivery=delivery, due=now + pause, error=str(error)))

    def _uncertain(self, delivery: Delivery, error: DeliveryUncertainError) -> End:
        """The far side may have it: one more try under the same id, then leave it."""
        if delivery.state is DeliveryState.RESENDING:
            return ends.over(delivery, DeliveryState.UNCERTAIN, error)
        log.warning("delivery_uncertain", delivery=delivery.id)
        due = self.clock() + ONCE_MORE
        return End(partial(outbox.once_more, delivery=delivery, due=due, error=str(error)))

    def _failed(self, delivery: Delivery, error: DeliveryFailedError) -> End:
        over = ends.over(delivery, DeliveryState.FAILED, error)
        if error.of_address:
            over = ends.and_note(over, delivery, str(error), self.clock())
        notice = delivery.event_id is not None or delivery.batch is not None
        goes_by_mail = notice and delivery.fallback is not None
        if delivery.card.files and delivery.channel != "mail" and not goes_by_mail:
            told = documents.not_handed_over(delivery.card, delivery.locale)
            return ends.and_tell(over, self._instead(delivery, told))
        if delivery.fallback is None or delivery.channel == "mail":
            return over
        return ends.and_mail(over, delivery, delivery.fallback, self.clock())
