"""Take requests from every door, durably, and keep the tails moving.

A request is answered at once (``ask``) or put on record first and answered right after
(``accept``). Whatever is left to do is a row: answers that were promised, payments that were
confirmed, webhooks to read, facts to tell, cards to send. The tails work from those rows, woken by
whoever writes one; a slow poll finds what a dead process left.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from types import TracebackType
from typing import Any, Protocol, Self

import structlog
from prometheus_client import Counter, Histogram
from sqlalchemy.engine import Connection

from assistant import inbox
from assistant.billing import webhooks
from assistant.billing.gateway import GatewayEvent
from assistant.billing.ids import new_id
from assistant.billing.settle import Settler
from assistant.db import Database, DatabaseBusyError, DatabaseUnavailableError
from assistant.dispatch import Line
from assistant.inbox import Answered
from assistant.notify import outbox
from assistant.notify.outbox import Delivery
from assistant.notify.worker import Notifier
from assistant.replies.line import apology, busy
from assistant.request import Channel, Request, Sender

LEASE = timedelta(seconds=60)
"""How long an accepted request belongs to the process that accepted it."""

POLL = 1.0
"""Seconds between looks for work that nobody announced."""

TRIES = 3
PARTING = 8.0
"""Seconds that work in hand gets when the process is told to stop."""

REQUESTS = Counter("assistant_requests", "Requests answered", ["channel", "outcome"])
NOTED = Counter("assistant_mail_noted", "Mails not answered, by what they were", ["kind"])
ANSWER_SECONDS = Histogram("assistant_answer_seconds", "From accepted to answered", ["channel"])

log = structlog.get_logger(__name__)


class Noted(Protocol):
    """What is told of a mail that is not a request."""

    @property
    def kind(self) -> str:
        """What it was taken for: automatic, bounce, complaint, …"""
        ...


@dataclass(slots=True)
class Desk:
    """The running assistant behind its doors.

    Use it as a context: leaving lets work in hand finish. ``start_tails`` makes it move by itself;
    without, ``work`` does all that is due when it is called.
    """

    database: Database
    line: Line
    notifier: Notifier
    settler: Settler | None
    clock: Callable[[], datetime]
    _tails: list[asyncio.Task[None]] = field(default_factory=list)
    _bells: list[asyncio.Event] = field(default_factory=list)
    _leaving: bool = False
    _in_hand: set[asyncio.Task[None]] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        """Nothing moves yet."""
        return self

    def start_tails(self) -> None:
        """Begin to work from rows, until the context is left."""
        steps = [self._settle, self._tell, self._answer_left_behind]
        self._bells += [asyncio.Event() for _ in steps]
        pairs = zip(steps, self._bells, strict=True)
        self._tails += [asyncio.create_task(self._keep(*pair)) for pair in pairs]

    async def __aexit__(
        self, _type: type[BaseException] | None, _e: BaseException | None, _tb: TracebackType | None
    ) -> None:
        """Let work in hand finish for a few seconds; the rest is in rows."""
        self._leaving = True
        self._ring()
        if working := {*self._tails, *self._in_hand}:
            _, unfinished = await asyncio.wait(working, timeout=PARTING)
            for task in unfinished:
                task.cancel()
            await asyncio.gather(*unfinished, return_exceptions=True)

    async def ask(self, request: Request) -> Answered:
        """Answer now. What only reads writes nothing; anything else is committed on return."""
        try:
            request = self.line.mask(request)
            if self.line.only_reads(request):
                answered = await self.database.read(partial(self.line.look, request=request))
            else:
                answered = await self.database.write(partial(self._ask, request=request))
                self._ring()
        except (DatabaseBusyError, DatabaseUnavailableError) as error:
            log.warning("request_not_answered", reason=str(error), channel=request.sender.channel)
            return Answered("", busy(), "busy", None, None, None)
        except Exception:  # the process edge: whoever asked is waiting, and must hear
            token = new_id("err")
            log.exception("request_failed", token=token, channel=request.sender.channel)
            card = apology(token, support=self.line.support)
            return Answered("", card, "failed", None, None, None)
        REQUESTS.labels(request.sender.channel, answered.outcome).inc()
        return answered

    async def accept(self, request: Request) -> bool:
        """Put the request on record and answer it right after; False when it came before.

        Returns once it is durable, so that the door may acknowledge. Raises when it is not.
        """
        request = self.line.mask(request)
        request_id = new_id("req")
        put = partial(
            inbox.accept, request_id=request_id, request=request, due=self.clock() + LEASE
        )
        fresh = await self.database.write(put)
        if fresh:
            self._start(self._answer(request_id, request))
        return fresh

    async def resume(self, sender: Sender, thread: str) -> str | None:
        """Which conversation a thread continues for this sender, if they spoke there before."""
        look = partial(inbox.conversation_of, sender=sender, thread=thread)
        return await self.database.read(look)

    async def take_webhook(self, event: GatewayEvent) -> None:
        """Store a verified webhook; what it points at is read afresh by a tail."""
        keep = partial(webhooks.keep, event=event, now=self.clock())
        if await self.database.write(keep):
            self._ring()

    async def take_mail(self, request: Request) -> None:
        """Accept a mail; it may be marked as seen once this returns."""
        await self.accept(request)

    async def note_mail(self, mail: Noted) -> None:
        """Count mail that is not to be answered; nothing of it is kept."""
        NOTED.labels(mail.kind).inc()
        log.info("mail_noted", kind=mail.kind)

    async def set_aside(self, raw: bytes, reason: str) -> None:
        """Keep a mail that could not be read, for the operator."""
        keep = partial(inbox.set_aside, raw=raw, reason=reason, at=self.clock())
        await self.database.write(keep)
        log.error("mail_set_aside", reason=reason)

    async def work(self) -> None:
        """Do all that is due now and return when nothing is; for commands and tests."""
        while True:
            if self._in_hand:
                await asyncio.wait(self._in_hand)
            steps = (self._answer_left_behind, self._settle, self._tell)
            if not any([await step() for step in steps]):
                return

    def _ask(self, tx: Connection, request: Request) -> Answered:
        request_id = new_id("req")
        if not inbox.accept(tx, request_id=request_id, request=request, due=request.at + LEASE):
            known = inbox.earlier(tx, request)
            assert known is not None
            request_id = known
        return self.line.answer(tx, request_id, request)

    async def _answer(self, request_id: str, request: Request) -> None:
        """Answer what was accepted; the answer is queued in the same transaction, then sent."""
        began = self.clock()
        now = self.clock()
        work = partial(self._answer_and_queue, request_id=request_id, request=request, now=now)
        answered, delivery = await self.database.write(work)
        self._ring()
        REQUESTS.labels(request.sender.channel, answered.outcome).inc()
        ANSWER_SECONDS.labels(request.sender.channel).observe(
            (self.clock() - began).total_seconds()
        )
        if delivery is not None:
            await self.notifier.send(delivery)

    def _answer_and_queue(
        self, tx: Connection, request_id: str, request: Request, now: datetime
    ) -> tuple[Answered, Delivery | None]:
        answered = self.line.answer(tx, request_id, request)
        return answered, _queue(tx, request_id, request, answered, now)

    async def _answer_left_behind(self) -> int:
        """Answer what a dead process had accepted; apologise for what cannot be answered."""
        claim = partial(inbox.claim_unanswered, now=self.clock(), lease=LEASE, limit=32)
        left = await self.database.write(claim)
        for request_id, attempts, request in left:
            if attempts > TRIES:
                await self._apologise(request_id, request)
            else:
                await self._guarded(self._answer(request_id, request))
        return len(left)

    async def _apologise(self, request_id: str, request: Request) -> None:
        log.error("request_given_up", request=request_id)
        card = apology(request_id, support=self.line.support)
        answered = Answered(request_id, card, "failed", None, None, None)
        now = self.clock()

        def write(tx: Connection) -> Delivery | None:
            inbox.remember(tx, answered)
            return _queue(tx, request_id, request, answered, now)

        delivery = await self.database.write(write)
        if delivery is not None:
            await self.notifier.send(delivery)

    async def _settle(self) -> int:
        if self.settler is None:
            return 0
        return await self.settler.read_webhooks() + await self.settler.settle()

    async def _tell(self) -> int:
        return await self.notifier.announce() + await self.notifier.deliver()

    async def _keep(self, step: Callable[[], Awaitable[int]], bell: asyncio.Event) -> None:
        """Repeat a step for ever: at once while there is work, else when rung for, or polled."""
        while not self._leaving:
            bell.clear()
            if await self._guarded(step()):
                self._ring()  # what one tail did may be another one's work
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL):
                    await bell.wait()

    def _ring(self) -> None:
        for bell in self._bells:
            bell.set()

    async def _guarded(self, work: Awaitable[int | None]) -> int:
        try:
            return await work or 0
        except Exception as error:  # the process edge: one bad row must not stop the rest
            log.exception("work_failed", error=type(error).__name__)
            return 0

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        async def guarded() -> None:
            await self._guarded(work)

        task = asyncio.create_task(guarded())
        self._in_hand.add(task)
        task.add_done_callback(self._in_hand.discard)


def _queue(
    tx: Connection, request_id: str, request: Request, answered: Answered, now: datetime
) -> Delivery | None:
    """Queue the answer to go where it was asked, leased to us; the terminal has it already."""
    if request.sender.channel is Channel.TERMINAL:
        return None
    delivery = Delivery(
        id=new_id("dlv"),
        channel=request.sender.channel,
        address=request.sender.address,
        place=request.place,
        locale="en",
        card=answered.card,
        created_at=now,
        request_id=request_id,
        account_id=answered.account_id,
        person_id=answered.person_id,
    )
    return delivery if outbox.put(tx, delivery, due=now + LEASE) else None
