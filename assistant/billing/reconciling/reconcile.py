"""Agree with the provider: on start, nightly and on demand, one process at a time.

What was missed while the webhook's door was shut is read from the provider's own list of events;
payments nobody has heard of for long are looked up by our id; then everything that moved there is
held against our rows, and everything that succeeded here against the provider's. Nothing here can
charge: what succeeded there is recorded, and any other difference becomes a case.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import structlog
from sqlalchemy.engine import Connection

from assistant.billing.gateway import GatewayError, GatewayEvent, GatewayReport
from assistant.billing.gateway.statement import ProviderStatement
from assistant.billing.model import Payment, PaymentState
from assistant.billing.reconciling import compare
from assistant.billing.reconciling.compare import Findings
from assistant.billing.settle import Settler
from assistant.billing.store import chores, events, payments, reconcile
from assistant.db import Database
from assistant.values import dataclass

CHORE = "reconcile"
FIRST_LOOK = timedelta(days=30)
"""How far back the first run looks; the provider keeps its events no longer."""
OVERLAP = timedelta(days=2)
"""How far back before the last run a run begins: what began then may have ended since."""
SETTLING = timedelta(minutes=10)
"""Younger payments are still in somebody's hands."""
HOPELESS = timedelta(days=1)
AGAIN = timedelta(minutes=15)
"""A start sooner than this after the last run does not run again."""
HOLD = timedelta(minutes=10)
AT_ONCE = 8
MOST = 1_000

T = TypeVar("T")

log = structlog.get_logger(__name__)


class TakenOverError(Exception):
    """This run was slower than its lease and another process reconciles now: let it finish."""


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a run did, for the operator; ``cases`` are the ones it opened."""

    since: datetime
    until: datetime
    webhooks: int
    looked_up: int
    compared: int
    recorded: int
    unreachable: int
    cases: tuple[str, ...]


class Reconciler:
    """Runs the comparison, and knows when it is due."""

    def __init__(
        self,
        database: Database,
        settler: Settler,
        statement: ProviderStatement,
    ) -> None:
        self._database = database
        self._settler = settler
        self._statement = statement
        self._held = datetime.min.replace(tzinfo=UTC)
        self._started = False

    async def hasten(self) -> None:
        """Let it run now, at a start, unless it has just run."""
        now = self._settler.clock()
        await self._database.write(partial(_hasten, now=now))

    async def when_due(self) -> int:
        """Run if it is time and nobody else is at it; returns how much there was to do.

        The first time it is asked is a start, which does not wait for the night.
        """
        if not self._started:
            self._started = True
            await self.hasten()
        now = self._settler.clock()
        if not await self._database.peek(partial(chores.is_due, name=CHORE, now=now)):
            return 0
        try:
            done = await self.run()
        except GatewayError as error:
            log.warning("reconcile_delayed", reason=str(error))
            return 0
        return 0 if done is None else done.webhooks + done.recorded + len(done.cases)

    async def run(self) -> Reconciled | None:
        """Run now; None while another process is at it. Raises GatewayError when cut off."""
        now = self._settler.clock()
        mark = await self._take(now)
        if mark is None:
            return None
        last = datetime.fromisoformat(mark) if mark else now - FIRST_LOOK
        since = max(last - OVERLAP, now - FIRST_LOOK)
        found = Findings()
        try:
            await self._run(found, since, now)
        except BaseException:
            await self._go_on(due_at=now + AGAIN, held_until=None)
            raise
        await self._go_on(due_at=_next_night(now), held_until=None, mark=now.isoformat())
        log.info("reconciled", compared=found.compared, recorded=found.recorded)
        return Reconciled(
            since=since,
            until=now,
            webhooks=found.webhooks,
            looked_up=found.looked_up,
            compared=found.compared,
            recorded=found.recorded,
            unreachable=found.unreachable,
            cases=tuple(found.cases),
        )

    async def _run(self, found: Findings, since: datetime, now: datetime) -> None:
        async for happened in self._statement.happenings(since):
            await self._hold()
            keep = partial(_keep_all, happened=happened, now=now)
            found.webhooks += await self._database.write(keep)
        while await self._settler.read_webhooks():
            await self._hold()
        await self._look_up_unsettled(found, now)
        async for page in self._statement.movements(since):
            await self._hold()
            strange = await self._written(found, partial(compare.compare, page=page, now=now))
            for each in strange:
                if not await self._statement.pays_own_invoice(each[0].ref):
                    alone = partial(compare.not_ours, strange=each, now=now)
                    await self._written(found, alone)
        await self._look_for_missing(found, since, now)

    async def _look_up_unsettled(self, found: Findings, now: datetime) -> None:
        """Ask about what nobody has heard of for long."""
        work = partial(reconcile.unsettled_since, before=now - SETTLING, limit=MOST)
        ids = await self._database.read(work)
        async for payment, report in self._looked_up(found, ids):
            if report is not None:
                noted = partial(compare.note, report=report, now=now)
                found.recorded += await self._database.write(noted)
            elif payment.created_at < now - HOPELESS and payment.state is PaymentState.UNKNOWN:
                hopeless = partial(compare.unsettled, here=payment, now=now)
                await self._written(found, hopeless)

    async def _look_for_missing(self, found: Findings, since: datetime, now: datetime) -> None:
        """Ask about what succeeded here and was not on the provider's list."""
        work = partial(reconcile.succeeded_between, since=since, before=now - SETTLING)
        ids = [each for each in await self._database.read(work) if each not in found.succeeded]
        async for payment, report in self._looked_up(found, ids[:MOST]):
            missing = partial(compare.missing_there, here=payment, report=report, now=now)
            await self._written(found, missing)

    async def _looked_up(
        self, found: Findings, ids: Sequence[str]
    ) -> AsyncIterator[tuple[Payment, GatewayReport | None]]:
        """Each payment with what the provider says of it; those it cannot be asked are counted."""
        for start in range(0, len(ids), AT_ONCE):
            await self._hold()
            some = await self._database.read(partial(_with_customers, ids=ids[start:][:AT_ONCE]))
            asked = await asyncio.gather(
                *(
                    self._settler.gateway.look_up(each.id, customer_ref=customer)
                    for each, customer in some
                ),
                return_exceptions=True,
            )
            for (payment, _), report in zip(some, asked, strict=True):
                if isinstance(report, GatewayError):
                    found.unreachable += 1
                elif isinstance(report, BaseException):
                    raise report
                else:
                    found.looked_up += 1
                    yield payment, report

    async def _written(self, found: Findings, work: Callable[[Connection, Findings], T]) -> T:
        """Write, and count what was found once: a transaction may have to be tried again."""

        def unit(tx: Connection) -> tuple[Findings, T]:
            news = found.continued()
            return news, work(tx, news)

        news, result = await self._database.write(unit)
        found.add(news)
        return result

    async def _take(self, now: datetime) -> str | None:
        until = now + HOLD
        mark = await self._database.write(partial(chores.take, name=CHORE, now=now, until=until))
        if mark is not None:
            self._held = until
        return mark

    async def _hold(self) -> None:
        """Keep the turn; raises TakenOverError when it is somebody else's by now."""
        until = self._settler.clock() + HOLD
        if not await self._go_on(held_until=until):
            raise TakenOverError
        self._held = until

    async def _go_on(self, **values: Any) -> bool:
        held = self._held
        return await self._database.write(lambda tx: chores.go_on(tx, CHORE, held=held, **values))


def _hasten(tx: Connection, now: datetime) -> None:
    mark = chores.mark(tx, CHORE)
    if not mark or datetime.fromisoformat(mark) < now - AGAIN:
        chores.hasten(tx, CHORE, now)


def _keep_all(tx: Connection, happened: Sequence[GatewayEvent], now: datetime) -> int:
    return sum(events.keep(tx, each, now) for each in happened)


def _with_customers(tx: Connection, ids: Sequence[str]) -> list[tuple[Payment, str | None]]:
    return [(each, payments.customer_ref(tx, each)) for each in payments.several(tx, ids)]


def _next_night(now: datetime) -> datetime:
    """Three in the morning, UTC, when the least is under way."""
    night = now.replace(hour=3, minute=0, second=0, microsecond=0)
    return night if night > now else night + timedelta(days=1)
