"""Take requests from every door, durably, and keep the tails moving.

A request is answered at once (``ask``) or put on record first and answered right after
(``accept``). Whatever is left to do is a row: answers that were promised, payments that were
confirmed, webhooks to read, facts to tell, cards to send. The tails work from those rows, woken by
whoever writes one; a slow poll finds what a dead process left.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import field
from datetime import datetime, timedelta
from functools import partial
from types import TracebackType
from typing import Self

import structlog
from prometheus_client import Counter

from assistant import aside, casework
from assistant.acquaintances import Acquaintances
from assistant.answering import Answering
from assistant.at_once import AtOnce
from assistant.billing import webhooks
from assistant.billing.cases.waking import wake_due
from assistant.billing.gateway import GatewayEvent
from assistant.billing.plans.planner import CANCEL_WINDOW, Planner
from assistant.billing.reconciling.reconcile import Reconciler
from assistant.billing.refunding import Refunder
from assistant.billing.settle import Settler
from assistant.card import File
from assistant.db import Database, at_hand
from assistant.dispatch import Line
from assistant.documents.job import Made
from assistant.documents.office import DocumentError
from assistant.identity import identify
from assistant.inbox import Answered
from assistant.notify import returned
from assistant.notify.worker import Notifier
from assistant.proposing import Proposer
from assistant.request import Noted, Request, Sender
from assistant.values import dataclass

POLL = 1.0
"""Seconds between looks for work that nobody announced."""

RECONCILE_POLL = 60.0
"""Seconds between looks whether it is time to agree with the provider."""

PARTING = 8.0
"""Seconds that work in hand gets when the process is told to stop."""

TELLS = ("person_needed", "added_to_case", "case_changed", "reply_sent")
NOTED = Counter("assistant_mail_noted", "Mails not answered, by what they were", ["kind"])

log = structlog.get_logger(__name__)


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
    reconciler: Reconciler | None = None
    cancel_window: timedelta = CANCEL_WINDOW
    proposer: Proposer | None = None
    answering: Answering = field(init=False)
    acquaintances: Acquaintances = field(init=False)
    _to_settle: asyncio.Event = field(default_factory=asyncio.Event)
    _to_refund: asyncio.Event = field(default_factory=asyncio.Event)
    _to_read: asyncio.Event = field(default_factory=asyncio.Event)
    _to_tell: asyncio.Event = field(default_factory=asyncio.Event)
    _to_attach: asyncio.Event = field(default_factory=asyncio.Event)
    _to_mind: asyncio.Event = field(default_factory=asyncio.Event)
    _rung_by: dict[str, asyncio.Event] = field(init=False)
    _tails: list[asyncio.Task[None]] = field(default_factory=list)
    _bells: list[asyncio.Event] = field(default_factory=list)
    _leaving: bool = False

    def __post_init__(self) -> None:
        parts = (self.database, self.line, self.notifier, self.proposer)
        self.answering = Answering(*parts, clock=self.clock, answered=self._answered)
        self.acquaintances = Acquaintances(self.database)
        self._rung_by = {
            "payment_started": self._to_settle,
            "payment_withdrawn": self._to_settle,
            "method_page_asked": self._to_mind,
            "method_removed": self._to_mind,
            "operation_done": self._to_refund,
            **dict.fromkeys(TELLS, self._to_tell),
        }

    async def __aenter__(self) -> Self:
        """Nothing moves yet."""
        return self

    def start_tails(self) -> None:
        """Begin to work from rows, until the context is left."""
        tails = (
            self._keep(self._settle, self._to_settle),
            self._keep(self._refund, self._to_refund),
            self._keep(self._plan),
            self._keep(self._read_webhooks, self._to_read),
            self._keep(self.notifier.work, self._to_tell),
            self._keep(self._mind_methods, self._to_mind),
            self._keep(self._attach, self._to_attach),
            self._keep(self.answering.left_behind),
            self._keep(self._wake_cases, every=RECONCILE_POLL),
            self._keep(self._reconcile, every=RECONCILE_POLL),
            self.answering.keep(),
        )
        self._tails += [asyncio.create_task(tail) for tail in tails]

    async def __aexit__(
        self, _type: type[BaseException] | None, _e: BaseException | None, _tb: TracebackType | None
    ) -> None:
        """Answer what was accepted and let work in hand finish, a few seconds; the rest is rows."""
        self._leaving = True
        with suppress(TimeoutError):
            async with asyncio.timeout(PARTING / 2):
                if self._tails:
                    await self.answering.finish()
                await self.answering.sent(PARTING / 2)
        for bell in self._bells:
            bell.set()
        if self._tails:
            self._tails[-1].cancel()  # answering waits for ever
            _, unfinished = await asyncio.wait(self._tails, timeout=PARTING / 2)
            for task in unfinished:
                task.cancel()
            await asyncio.gather(*self._tails, return_exceptions=True)

    def look(self, request: Request) -> Answered | None:
        """Answer before this returns what only reads; None: that cannot be, it has to be asked."""
        return self._at_once.look(request)

    async def ask(self, request: Request) -> Answered:
        """Answer now. What only reads writes nothing; anything else is committed on return."""
        return await self._at_once.ask(request)

    async def send(self, request: Request, *, unless_refused: bool = False) -> Answered:
        """Answer now, and have the answer brought to where it was asked; see ``AtOnce``."""
        answered = await self._at_once.send(request, unless_refused=unless_refused)
        self._to_tell.set()
        return answered

    async def speaks(self, sender: Sender) -> str:
        """The locale of whoever it is; that of people we do not know, if we do not."""
        actor = await self.database.read(partial(identify, sender=sender))
        return actor.locale if actor else self.line.anybody.locale

    async def accept(self, request: Request) -> bool:
        """Put the request on record and answer it right after; False when it came before.

        Returns once it is durable, so that the door may acknowledge. Raises when it is not.
        """
        return await self.answering.accept(self.line.mask(request))

    async def make(self, file: File) -> Made:
        """Make a document of an answer that was given at once. Raises as its office does."""
        if self.notifier.documents is None:
            raise DocumentError("nothing here makes documents")
        return await self.notifier.documents.make(file)

    async def knows(self, sender: Sender) -> bool:
        """Whether a sender is somebody on file, proven to be them; their address is alive, then."""
        return await self.acquaintances.include(sender)

    async def resume(self, sender: Sender, thread: str) -> str | None:
        """Which conversation a thread continues for this sender, if they spoke there before."""
        look = partial(casework.continues, sender=sender, thread=thread)
        return await self.database.read(look)

    async def take_webhook(self, event: GatewayEvent) -> None:
        """Store a verified webhook; what it points at is read afresh by a tail."""
        keep = partial(webhooks.keep, event=event, now=self.clock())
        if await self.database.write(keep):
            self._to_read.set()

    async def take_mail(self, request: Request) -> None:
        """Accept a mail; it may be marked as seen once this returns."""
        await self.answering.accept_together(self.line.mask(request))

    async def note_mail(self, mail: Noted, *, invoices: bool = False) -> None:
        """Count mail that is not to be answered; all that is kept is which addresses are dead.

        Whoever asks by mail for no more notices gets no more invoices either, if ``invoices``.
        """
        if mail.failures and mail.returns:
            take = partial(returned.take, mail=mail, now=self.clock(), invoices=invoices)
            await self.database.write(take)
            self._to_tell.set()
        NOTED.labels(mail.kind).inc()
        log.info("mail_noted", kind=mail.kind)

    async def set_aside(self, raw: bytes, reason: str) -> None:
        """Keep a mail that could not be read, for the operator."""
        await self.database.write(partial(aside.set_aside, raw=raw, reason=reason, at=self.clock()))
        log.error("mail_set_aside", reason=reason)

    async def work(self) -> None:
        """Do all that is due now and return when nothing is; for commands and tests."""
        while True:
            answered = await self.answering.finish()
            await self.answering.sent(PARTING)
            money = (self.answering.left_behind, self._plan, self._settle, self._refund)
            rest = (self._wake_cases, self._mind_methods, self._attach, self._read_webhooks)
            tell = self.notifier.work
            if not any([await step() for step in (*money, *rest, tell)]) and not answered:
                return

    @property
    def _at_once(self) -> AtOnce:
        parts = (self.database, self.line, self.proposer, self.clock, self._answered)
        return AtOnce(*parts, at_hand(self.database))

    def _answered(self, answered: Answered) -> None:
        if answered.apart or answered.card.files:
            self._to_tell.set()
        if bell := self._rung_by.get(answered.outcome):
            bell.set()

    async def _settle(self) -> int:
        return await self._then_tell(self.settler.settle()) if self.settler else 0

    async def _refund(self) -> int:
        if self.settler is None:
            return 0
        gateway, pays = self.settler.gateway, self.settler.pays
        return await self._then_tell(Refunder(self.database, gateway, self.clock, pays).refund())

    async def _plan(self) -> int:
        if self.settler is None:
            return 0
        planner = Planner(self.database, self.clock, self.cancel_window, self.settler.pays)
        return await self._then_tell(planner.work())

    async def _wake_cases(self) -> int:
        return await self._then_tell(wake_due(self.database, self.clock()))

    async def _attach(self) -> int:
        return await self.settler.follower.attach() if self.settler and self.settler.follower else 0

    async def _read_webhooks(self) -> int:
        return await self._then_tell(self.settler.read_webhooks()) if self.settler else 0

    async def _then_tell(self, work: Awaitable[int]) -> int:
        done = await work
        if done:
            self._to_tell.set()
        return done

    async def _reconcile(self) -> int:
        return await self._then_tell(self.reconciler.when_due()) if self.reconciler else 0

    async def _mind_methods(self) -> int:
        keeper = self.settler.methods if self.settler else None
        return await self._then_tell(keeper.work()) if keeper else 0

    async def _keep(
        self,
        step: Callable[[], Awaitable[int]],
        bell: asyncio.Event | None = None,
        *,
        every: float = POLL,
    ) -> None:
        """Repeat a step until leaving: at once while there is work, else when rung, or polled."""
        bell = bell or asyncio.Event()
        self._bells.append(bell)
        while not self._leaving:
            bell.clear()
            if await self._guarded(step()):
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(every):
                    await bell.wait()

    async def _guarded(self, work: Awaitable[int]) -> int:
        try:
            return await work
        except Exception as error:  # the process edge: one bad row must not stop the rest
            log.exception("work_failed", error=type(error).__name__)
            return 0
