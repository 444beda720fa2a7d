"""Turn deliveries into cards that arrived, and facts into deliveries."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import field
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.engine import Connection

from assistant.billing.invoices import monthly
from assistant.db import Database
from assistant.notify import ends, reminders
from assistant.notify.announcing import announce
from assistant.notify.arriving import Arrivals
from assistant.notify.delivery import Delivery
from assistant.notify.desk import AgentsDesk
from assistant.notify.due import EVERYTHING, WhatIsDue, what_is_due
from assistant.notify.ends import End
from assistant.notify.leases import Leases
from assistant.notify.proving import proven
from assistant.notify.senders import Documents, Sender
from assistant.notify.taking import AT_ONCE, CLAIMED, LEASE, Taking, claim
from assistant.notify.trying import Trying
from assistant.notify.wording import Wording
from assistant.values import dataclass

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Notifier:
    """Tells contacts, from rows only: what is queued is sent, whoever queued it.

    Without ``unasked`` only answers are sent; what nobody asked for is left to other processes.
    ``statements``: a statement of each month goes to whoever gets the invoices. ``turn``: seconds
    for which more is claimed before others, who tell and remind, have their turn. ``lease``: how
    long others leave alone what we had in hand, should we die.
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
    lease: timedelta = LEASE
    arrivals: Arrivals = field(init=False)
    trying: Trying = field(init=False)

    def __post_init__(self) -> None:
        """What it has in hand, and what arrives by it, is nobody else's."""
        leases = Leases(self.database, self.clock, self.lease)
        trying = Trying(self.database, self.senders, self.clock, self.documents, leases)
        object.__setattr__(self, "trying", trying)
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
        how = Taking(self.lease, self.unasked, prove)
        return await self.database.write(partial(claim, now=now, taking=how))

    async def send(self, delivery: Delivery) -> None:
        """Try one delivery that the caller has in hand, and write down what came of it."""
        end = await self.trying.tried(delivery)
        _log_sent(end)
        write = self.database.write_one if end.alone else self.database.write
        await write(end.write)

    async def _in_order(self, queue: list[Delivery]) -> None:
        """One after the other; each is begun in the transaction that ends the one before it."""
        try:
            with self.arrivals.expected():
                while queue:
                    end = await self.trying.tried(queue[0])
                    if end.arrival and not queue[1:]:
                        return await self.arrivals.note(end.arrival)
                    _log_sent(end)
                    queue = await self.database.write(self._turn(end, queue[1:]))
        except Exception:  # the process edge: the lease runs out, and other destinations go on
            log.exception("delivery_broke", delivery=queue[0].id, channel=queue[0].channel)

    def _turn(self, end: End, waiting: list[Delivery]) -> Callable[[Connection], list[Delivery]]:
        now = self.clock()
        prove = partial(proven, now=now, wording=self.wording)
        until = now + self.lease
        return partial(ends.turn_over, end=end, waiting=waiting, until=until, prove=prove)


def _log_sent(end: End) -> None:
    if end.arrival:
        log.info("deliveries_sent", deliveries=[end.arrival.delivery_id])
