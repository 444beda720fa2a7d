"""Turn deliveries into cards that arrived, and facts into deliveries."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import field, replace
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.engine import Connection

from assistant.billing.ids import new_id
from assistant.billing.invoices import monthly
from assistant.card import Card
from assistant.db import Database
from assistant.documents.job import Made
from assistant.documents.office import DocumentError, DocumentGoneError
from assistant.notify import ends, filling, joining, outbox, reminders, threads
from assistant.notify.announcing import announce
from assistant.notify.arriving import Arrivals
from assistant.notify.delivery import Delivery, DeliveryState
from assistant.notify.desk import AgentsDesk
from assistant.notify.due import EVERYTHING, WhatIsDue, what_is_due
from assistant.notify.ends import DELIVERIES, LEASE, End
from assistant.notify.notices import documents
from assistant.notify.proving import proven
from assistant.notify.senders import (
    DeliveryFailedError,
    DeliveryLaterError,
    DeliveryUncertainError,
    Documents,
    Outgoing,
    Sender,
)
from assistant.notify.taking import AT_ONCE, CLAIMED, Taking, claim
from assistant.notify.wording import Wording
from assistant.values import dataclass

ONCE_MORE = timedelta(minutes=2)
GIVE_UP = timedelta(days=3)
"""How long a mail server goes on trying, and so do we (RFC 5321 4.5.4.1 asks for 4 to 5 days)."""

MAKING = 45.0
"""Seconds that all documents of a card may take; half of the lease."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Notifier:
    """Tells contacts, from rows only: what is queued is sent, whoever queued it.

    Without ``unasked`` only answers are sent; what nobody asked for is left to other processes.
    ``statements``: a statement of each month goes to whoever gets the invoices. ``turn``: seconds
    for which more is claimed before others, who tell and remind, have their turn.
    """

    database: Database
    senders: Mapping[str, Sender]
    clock: Callable[[], datetime]
    documents: Documents | None = None
    unasked: bool = True
    desk: AgentsDesk = field(default_factory=AgentsDesk)
    statements: bool = False
    wording: Wording = field(default_factory=Wording)
    turn: float = 0.5
    arrivals: Arrivals = field(init=False)

    def __post_init__(self) -> None:
        """What arrives by it is noted together, by nobody else."""
        object.__setattr__(self, "arrivals", Arrivals(self.database))

    async def work(self) -> int:
        """Do some of all that is due, after one look at what is; returns how much was taken up.

        Whatever keeps one kind of work from being done keeps no other: it is raised after them.
        """
        what = await self.database.peek(partial(what_is_due, now=self.clock()))
        done, broken = 0, list[Exception]()

        def steps() -> Iterator[Callable[[], Awaitable[int]]]:
            if what.reminding:
                yield partial(self.remind, what)
            if self.statements:
                yield self.state
            if what.facts:
                yield self.announce
            if what.deliveries or done:  # what others have just queued, they send
                yield self.deliver

        for step in steps():
            try:
                done += await step()
            except Exception as error:  # raised below, once the others have had their turn
                broken.append(error)
        if broken:
            raise broken[0] if len(broken) == 1 else ExceptionGroup("not all was done", broken)
        return done

    async def announce(self) -> int:
        """Queue a card for everyone concerned by each untold fact; returns how many facts."""
        tell = partial(announce, now=self.clock(), desk=self.desk, wording=self.wording)
        return await self.database.write(tell)

    async def remind(self, what: WhatIsDue = EVERYTHING) -> int:
        """Plan and queue the reminders that are due; returns how many were looked at."""
        return await self.database.write(partial(reminders.remind, now=self.clock(), what=what))

    async def state(self) -> int:
        """Tell accounts of the month that is over; returns how many."""
        now = self.clock()
        if not await self.database.peek(partial(monthly.any_due, now=now)):
            return 0
        return await self.database.write(partial(monthly.look, now=now))

    async def deliver(self) -> int:
        """Send what is due, or as much as a turn allows; returns how many were taken up.

        More is claimed while what was claimed before is being sent, so that nobody waits for the
        slowest; that is sent to its end, whatever keeps more from being claimed.
        """
        time = asyncio.get_running_loop().time
        until, count, more = time() + self.turn, 0, True
        sending: set[asyncio.Task[None]] = set()
        try:
            while more and time() < until:
                queues = await self._claimed()
                sending |= {asyncio.create_task(self._in_order(each)) for each in queues}
                taken = sum(map(len, queues))
                more = taken == CLAIMED or len(queues) == AT_ONCE
                count += taken
                while more and len(sending) > AT_ONCE:
                    _, sending = await asyncio.wait(sending, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            for each in sending:
                each.cancel()
            raise
        finally:
            await asyncio.gather(*sending, return_exceptions=True)
        return count

    async def _claimed(self) -> list[list[Delivery]]:
        now = self.clock()
        prove = partial(proven, now=now, wording=self.wording)
        how = Taking(LEASE, self.unasked, prove)
        return await self.database.write(partial(claim, now=now, taking=how))

    async def send(self, delivery: Delivery) -> None:
        """Try one delivery that the caller has in hand, and write down what came of it."""
        end = await self._tried(delivery)
        _log_sent(end)
        write = self.database.write_one if end.alone else self.database.write
        await write(end.write)

    async def _in_order(self, queue: list[Delivery]) -> None:
        """One after the other; each is begun in the transaction that ends the one before it."""
        try:
            with self.arrivals.expected():
                while queue:
                    end = await self._tried(queue[0])
                    if end.arrival and not queue[1:]:
                        return await self.arrivals.note(end.arrival)
                    _log_sent(end)
                    queue = await self.database.write(self._turn(end, queue[1:]))
        except Exception:  # the process edge: the lease runs out, and other destinations go on
            log.exception("delivery_broke", delivery=queue[0].id, channel=queue[0].channel)

    def _turn(self, end: End, waiting: list[Delivery]) -> Callable[[Connection], list[Delivery]]:
        now = self.clock()
        prove = partial(proven, now=now, wording=self.wording)
        return partial(ends.turn_over, end=end, waiting=waiting, now=now, prove=prove)

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


def _log_sent(end: End) -> None:
    if end.arrival:
        log.info("deliveries_sent", deliveries=[end.arrival.delivery_id])
