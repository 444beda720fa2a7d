"""Accept requests durably, and answer them right after, whoever accepted them.

Accepting is one row and comes first: a source that is not acknowledged in three seconds sends
again. So while requests keep arriving, answering takes a tenth of the time at most; the moment it
is quiet it takes all. What one sender says is answered in the order it was said.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache, partial

import structlog
from prometheus_client import Counter, Histogram
from sqlalchemy.engine import Connection

from assistant import inbox
from assistant.billing.ids import ordered_id
from assistant.db import Database, DatabaseBusyError, DatabaseUnavailableError, Work
from assistant.dispatch import Line
from assistant.fair_queue import FairQueue
from assistant.inbox import Answered
from assistant.notify import outbox
from assistant.notify.delivery import Delivery, DeliveryState
from assistant.notify.worker import Notifier
from assistant.proposing import Proposer
from assistant.queueing import put_apart, reply
from assistant.replies.line import apology
from assistant.request import Channel, Request
from assistant.together import Together
from assistant.values import dataclass

LEASE = timedelta(seconds=60)
"""How long an accepted request belongs to the process that accepted it."""

TOGETHER = 64
"""Requests that come at the same time and share a commit, at most."""

TRIES = 3
BATCH = 16
QUIET = 0.02
"""Seconds without a new request before answering takes all the time it wants."""

RESTS = 9
"""How many times as long as a batch took answering rests, while requests keep arriving."""

MOST_WAITING = 5_000
"""Accepted requests kept in memory; those beyond are taken from their rows."""

BEYOND = timedelta(seconds=5)
"""How soon those fall due: nobody has them in hand, so no lease has to run out."""

MOST_OF_ONE = 500
"""Those of one sender: who writes more waits for it, and nobody else does."""

SLOWEST_SEND = 1.0
"""Seconds a batch waits for its answers to be sent before the next one begins."""

REQUESTS = Counter("assistant_requests", "Requests answered", ["channel", "outcome"])
counted = lru_cache(REQUESTS.labels)
"""The count of one channel and outcome."""

ANSWER_SECONDS = Histogram("assistant_answer_seconds", "From accepted to answered", ["channel"])

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Accepted:
    request_id: str
    request: Request
    at: datetime


class Answering:
    """The requests this process has accepted and not answered yet."""

    def __init__(
        self,
        database: Database,
        line: Line,
        notifier: Notifier,
        proposer: Proposer | None,
        *,
        clock: Callable[[], datetime],
        answered: Callable[[Answered], None],
    ) -> None:
        self._database = database
        self._line = line
        self._notifier = notifier
        self._clock = clock
        self._answered = answered
        self._proposer = proposer
        shared = (DatabaseBusyError, DatabaseUnavailableError)
        self.accept_together = Together(self.accept_all, most=TOGETHER, shared=shared)
        self._waiting: FairQueue[_Accepted] = FairQueue()
        self._beyond: dict[str, datetime] = {}  # senders, and when what is in rows only falls due
        self._sending: set[asyncio.Task[None]] = set()
        self._bell = asyncio.Event()
        self._last_arrival = 0.0
        self._rest_until = 0.0

    async def accept(self, request: Request) -> bool:
        """Put a masked request on record; False when it came before. Raises when it cannot."""
        (fresh,) = await self._enter([request], self._database.write_one)
        return fresh

    async def accept_all(self, requests: Sequence[Request]) -> list[bool]:
        """The same for several, by one commit; each sender's in their order."""
        return await self._enter(requests, self._database.write)

    async def _enter(
        self, requests: Sequence[Request], write: Callable[[Work[set[str]]], Awaitable[set[str]]]
    ) -> list[bool]:
        accepted = [_Accepted(ordered_id("req"), each, self._clock()) for each in requests]
        self._last_arrival = asyncio.get_running_loop().time()
        kept = [self._is_kept(each.request.sender.address, each.at) for each in accepted]
        arrived = [
            (each.request_id, each.request, each.at + (LEASE if here else BEYOND))
            for each, here in zip(accepted, kept, strict=True)
        ]
        fresh = await write(partial(inbox.accept_all, arrived=arrived))
        for each, here in zip(accepted, kept, strict=True):
            if here and each.request_id in fresh:
                self._waiting.put(each.request.sender.address, each)
                self._bell.set()
        return [each.request_id in fresh for each in accepted]

    def _is_kept(self, sender: str, now: datetime) -> bool:
        """Whether there is room; what comes after something that is not kept is not kept either."""
        room = len(self._waiting) < MOST_WAITING and self._waiting.of(sender) < MOST_OF_ONE
        if room and sender not in self._beyond:
            return True
        self._beyond[sender] = now + BEYOND
        return False

    async def keep(self) -> None:
        """Answer for ever what has been accepted."""
        while True:
            await self._bell.wait()
            await self._turn()
            await self.finish(BATCH)
            if not self._waiting:
                self._bell.clear()

    async def finish(self, most: int = MOST_WAITING) -> int:
        """Answer up to so many of those that wait now; returns how many."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        batch = self._waiting.take(most)
        await self._side_by_side(batch)
        if self._sending:
            await asyncio.wait(self._sending, timeout=SLOWEST_SEND)
        self._rest_until = loop.time() + RESTS * (loop.time() - began)
        return len(batch)

    async def sent(self, timeout: float) -> None:
        """Wait until what is being sent has left; the rest is in rows."""
        if self._sending:
            await asyncio.wait(self._sending, timeout=timeout)

    async def left_behind(self) -> int:
        """Answer what nobody has in hand; apologise for what cannot be answered."""
        now = self._clock()
        if not await self._database.peek(partial(inbox.any_due, now=now)):
            self._beyond = {who: due for who, due in self._beyond.items() if due > now}
            return 0
        await self._turn()
        claim = partial(inbox.claim_unanswered, now=now, lease=LEASE, limit=BATCH)
        left = sorted(await self._database.write(claim), key=lambda each: each[0])  # as accepted
        fresh: list[_Accepted] = []
        for request_id, tries, request in left:
            one = _Accepted(request_id, request, now)
            if self._waiting.of(request.sender.address):  # their earlier ones are in our memory
                self._waiting.put(request.sender.address, one)
            elif tries > TRIES:
                await self._apologise(one)
            else:
                fresh.append(one)
        await self._side_by_side(fresh)
        await self.sent(SLOWEST_SEND)
        return len(left)

    async def _apologise(self, left: _Accepted) -> None:
        log.error("request_given_up", request=left.request_id)
        work = partial(self._apology, request_id=left.request_id, request=left.request)
        self._send(await self._database.write(work))

    async def _turn(self) -> None:
        """Wait while requests keep arriving and answering has had its share."""
        loop = asyncio.get_running_loop()
        while loop.time() < self._rest_until and loop.time() - self._last_arrival < QUIET:
            await asyncio.sleep(min(QUIET, self._rest_until - loop.time()))

    async def _side_by_side(self, batch: list[_Accepted]) -> None:
        """Answer everybody at once, so that they share a commit, and each in their own order."""
        senders: dict[str, list[_Accepted]] = {}
        for each in batch:
            senders.setdefault(each.request.sender.address, []).append(each)
        await asyncio.gather(*(self._in_order(each) for each in senders.values()))

    async def _in_order(self, accepted: list[_Accepted]) -> None:
        for each in accepted:
            try:
                await self._answer(each)
            except Exception:  # the process edge: its row falls due again, and others must go on
                log.exception("answer_failed", request=each.request_id)

    async def _answer(self, each: _Accepted) -> None:
        """Answer; the answer is queued in the same transaction, then sent."""
        request = each.request
        if self._proposer is not None:
            request = await self._proposer.help(request, self._database)
        work = partial(self._write, request_id=each.request_id, request=request)
        answered, delivery = await self._database.write(work)
        channel = each.request.sender.channel
        counted(channel, answered.outcome).inc()
        ANSWER_SECONDS.labels(channel).observe((self._clock() - each.at).total_seconds())
        self._answered(answered)
        self._send(delivery)

    def _send(self, delivery: Delivery | None) -> None:
        if delivery is None:
            return
        task = asyncio.create_task(self._notifier.send(delivery))
        self._sending.add(task)
        task.add_done_callback(self._sent)

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("send_failed", error=type(error).__name__)  # its lease runs out, then again

    def _write(
        self, tx: Connection, request_id: str, request: Request
    ) -> tuple[Answered, Delivery | None]:
        answered = self._line.answer(tx, request_id, request)
        put_apart(tx, answered, self._clock())
        return answered, self._queue(tx, request, answered)

    def _apology(self, tx: Connection, request_id: str, request: Request) -> Delivery | None:
        card = apology(request_id, support=self._line.support)
        answered = Answered(request_id, card, "failed", None, None, None)
        inbox.remember(tx, answered)
        return self._queue(tx, request, answered)

    def _queue(self, tx: Connection, request: Request, answered: Answered) -> Delivery | None:
        """Queue the answer to go where it was asked, leased to us.

        A terminal has it already; where an agent has the conversation in hand, the agent answers.
        """
        if request.sender.channel is Channel.TERMINAL or answered.quiet:
            return None
        now = self._clock()
        delivery = reply(request, answered, now, DeliveryState.SENDING)
        return delivery if outbox.put(tx, delivery, due=now + LEASE) else None
