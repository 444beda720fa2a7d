"""Do with the provider what people asked of their methods: outside any transaction, from rows."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import field
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.engine import Connection

from assistant.billing.events import MethodChange
from assistant.billing.gateway import (
    GatewayBusyError,
    GatewayError,
    GatewayEvent,
    GatewayRefusedError,
)
from assistant.billing.gateway.methods import MethodGateway, PageReport, PageWanted, SavedMethod
from assistant.billing.methods.facts import expiry, tell_of_method
from assistant.billing.methods.record import give_up_page, record_method, record_page
from assistant.billing.model import Account
from assistant.billing.model.method import Method
from assistant.billing.model.method_page import MethodPage, PageState
from assistant.billing.store import events, method_pages, methods, people
from assistant.db import Database
from assistant.values import dataclass

LEASE = timedelta(seconds=150)
BATCH = 16
ATTEMPTS = 8
"""Tries, over a quarter of an hour, before whoever asked for a page hears that there is none."""

LOOK_FOR_EXPIRING = timedelta(hours=1)
WARN = timedelta(days=30)
"""How long before a card ends its people hear of it."""

_OURS = ("cs_", "seti_", "pm_")

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class MethodKeeper:
    """Opens pages, lets go of removed methods, reads webhooks about them, warns of ends."""

    database: Database
    gateway: MethodGateway
    clock: Callable[[], datetime]
    _looked: datetime | None = field(default=None, init=False)

    async def work(self) -> int:
        """Do all that is due; returns how much was done."""
        now = self.clock()
        done = await self._warn(now)
        if not await self.database.peek(partial(_any_due, now=now)):
            return done
        pages, gone = await self.database.write(partial(_claim, now=now))
        await asyncio.gather(
            *(self._alone(self._mind(page, account), page.id) for page, account in pages),
            *(self._alone(self._let_go(*each), each[0].id) for each in gone),
        )
        return done + len(pages) + len(gone)

    def concerns(self, hint: GatewayEvent) -> bool:
        """Whether a webhook can be about methods: it names none of our payments."""
        return hint.payment_id is None and hint.object_id.startswith(_OURS)

    async def read(self, hint: GatewayEvent) -> None:
        """Read afresh what a webhook names and write it down; a failure leaves it due."""
        report = await self.gateway.read_event(hint)
        if isinstance(report, SavedMethod):
            await self._look_at_open_pages(report)
        now = self.clock()
        await self.database.write(
            partial(_read_and_record, event_id=hint.id, report=report, now=now)
        )

    async def _look_at_open_pages(self, saved: SavedMethod) -> None:
        """A method we do not know may have come from a page, which knows who asked for it."""
        for page in await self.database.peek(partial(_perhaps_from, saved=saved)):
            report = await self.gateway.look_at_page(page.gateway_ref or "")
            if report is not None:
                await self.database.write(partial(record_page, report=report, now=self.clock()))

    async def _alone(self, work: Awaitable[None], subject: str) -> None:
        """Whatever is wrong with one does not stop the others; its lease runs out."""
        try:
            await work
        except Exception:  # the process edge
            log.exception("method_work_failed", subject=subject)

    async def _mind(self, page: MethodPage, account: Account) -> None:
        try:
            report = await self._ask(page, account)
        except GatewayRefusedError as error:
            log.error("method_page_refused", page=page.id, reason=str(error))
            await self._later(page, "refused", final=True)
        except GatewayError as error:
            wait = error.retry_after if isinstance(error, GatewayBusyError) else None
            await self._later(page, str(error), wait=wait)
        else:
            if report is None:
                await self._later(page, "not known there")
                return
            await self.database.write(partial(record_page, report=report, now=self.clock()))

    async def _ask(self, page: MethodPage, account: Account) -> PageReport | None:
        if page.state is not PageState.ASKED and page.gateway_ref is not None:
            return await self.gateway.look_at_page(page.gateway_ref)
        return await self.gateway.open_page(
            PageWanted(
                page_id=page.id,
                account_id=account.id,
                account=account.name,
                customer_ref=account.customer_ref,
                currency=account.currency,
                kind=page.kind,
                company=account.company if page.company else None,
                attempts=page.attempts - 1,
            )
        )

    async def _later(
        self, page: MethodPage, reason: str, *, wait: float | None = None, final: bool = False
    ) -> None:
        now = self.clock()
        if page.state is PageState.ASKED and (final or page.attempts >= ATTEMPTS):
            await self.database.write(partial(give_up_page, page_id=page.id, now=now))
            return
        log.warning("method_page_delayed", page=page.id, reason=reason)
        due = now + max(timedelta(seconds=wait or 0), _backoff(page.attempts))
        postpone = partial(method_pages.postpone, page_id=page.id, was=page.state, due=due)
        await self.database.write(postpone)

    async def _let_go(self, method: Method, attempts: int) -> None:
        due = None
        try:
            await self.gateway.let_go(method.gateway_ref)
        except GatewayError as error:
            log.warning("method_not_let_go", method=method.id, reason=str(error))
            due = self.clock() + _backoff(attempts)
        await self.database.write(partial(methods.change, method_id=method.id, due_at=due))

    async def _warn(self, now: datetime) -> int:
        if self._looked is not None and now - self._looked < LOOK_FOR_EXPIRING:
            return 0
        self._looked = now
        ending = await self.database.peek(partial(_ending, now=now))
        return await self.database.write(partial(_tell_ending, now=now)) if ending else 0


def _backoff(attempts: int) -> timedelta:
    """Two seconds, doubling, at most an hour."""
    return timedelta(seconds=min(3600, 2 ** min(attempts, 12)))


def _any_due(tx: Connection, now: datetime) -> bool:
    return method_pages.any_due(tx, now=now) or methods.any_due(tx, now=now)


def _claim(
    tx: Connection, now: datetime
) -> tuple[list[tuple[MethodPage, Account]], list[tuple[Method, int]]]:
    pages = method_pages.claim(tx, now, lease=LEASE, limit=BATCH)
    owned = [(page, people.account(tx, page.account_id)) for page in pages]
    return owned, methods.claim(tx, now, lease=LEASE, limit=BATCH)


def _perhaps_from(tx: Connection, saved: SavedMethod) -> list[MethodPage]:
    if saved.customer_ref is None or methods.referred(tx, saved.gateway_ref) is not None:
        return []
    return method_pages.open_ones(tx, saved.customer_ref)


def _read_and_record(
    tx: Connection, event_id: str, report: PageReport | SavedMethod | None, now: datetime
) -> None:
    match report:
        case PageReport():
            known = record_page(tx, report, now=now)
        case SavedMethod():
            known = record_method(tx, report, now=now)
        case None:
            known = False
    events.read(tx, event_id, "recorded" if known else "not_ours")


def _ending(tx: Connection, now: datetime) -> list[tuple[str, Method]]:
    """Cards that end within the time of warning and were not warned of; the month is its own."""
    last = (now + WARN + timedelta(days=1)).date().replace(day=1) - timedelta(days=1)
    return methods.expiring(tx, last)


def _tell_ending(tx: Connection, now: datetime) -> int:
    told = 0
    for account_id, method in _ending(tx, now):
        account = people.account(tx, account_id)
        at = expiry(method)
        told += tell_of_method(tx, MethodChange.EXPIRING, account, method, at=now, occasion=at)
    return told
