"""Move the money: outside any transaction, as often as it takes, exactly once.

Work is claimed from rows, for the length of a lease. What a payment had got to when it was claimed
decides what is asked of the provider: one nobody has asked about is charged; one that may have been
charged is looked up first, and charged again, with the same key, only if the provider has never
heard of it.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog
from prometheus_client import Counter
from sqlalchemy.engine import Connection

from assistant.billing.gateway import (
    Charge,
    GatewayBusyError,
    GatewayError,
    GatewayEvent,
    GatewayRefusedError,
    GatewayReport,
    GatewayUncertainError,
    MoneyBack,
    PaymentGateway,
    ReportStatus,
)
from assistant.billing.intake.following import Follower
from assistant.billing.methods.work import MethodKeeper
from assistant.billing.model import Payment, PaymentState
from assistant.billing.operations.money_back import record_money_back
from assistant.billing.settling.record import record
from assistant.billing.stops import Stop, is_stopped
from assistant.billing.store import due_payments, events, payments
from assistant.db import Database
from assistant.values import dataclass

LEASE = timedelta(seconds=150)
"""Longer than any call to the provider may take, so that nobody asks twice at once."""

BATCH = 32

GLANCE = 0.1
"""Seconds between looks for payments that fall due while others are at the provider."""

ATTEMPTS = 8
"""Tries, over a quarter of an hour, before a payment the provider never heard of fails."""

PAYMENTS = Counter("assistant_payments", "What the provider said of payments", ["state"])

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Settler:
    """Charges what is confirmed and reads what webhooks point at.

    One that does not ``pay`` only looks up what others may have charged.
    """

    database: Database
    gateway: PaymentGateway
    clock: Callable[[], datetime]
    methods: MethodKeeper | None = None
    follower: Follower | None = None
    pays: bool = True

    async def settle(self) -> int:
        """Do all that is due, many at a time; returns how many payments were looked at.

        One that is slow at the provider does not hold up those that fall due meanwhile.
        """
        done, in_hand = 0, set[asyncio.Task[None]]()
        first = asyncio.FIRST_COMPLETED
        try:
            while True:
                for each in await self._claimed(BATCH - len(in_hand)):
                    in_hand.add(asyncio.create_task(self._settle_alone(*each)))
                    done += 1
                if not in_hand:
                    return done
                _, in_hand = await asyncio.wait(in_hand, timeout=GLANCE, return_when=first)
        finally:  # told to stop: what was cut off is looked up when its lease has run out
            for task in in_hand:
                task.cancel()
            await asyncio.gather(*in_hand, return_exceptions=True)

    async def read_webhooks(self) -> int:
        """Read afresh what each stored webhook points at; the webhook itself proves nothing."""
        now = self.clock()
        if not await self.database.peek(partial(events.any_due, now=now)):
            return 0
        hints = await self.database.write(partial(events.claim, now=now, lease=LEASE, limit=BATCH))
        await asyncio.gather(*(self._read_alone(each) for each in hints))
        return len(hints)

    async def _claimed(self, room: int) -> list[tuple[Payment, str | None]]:
        now = self.clock()
        if room <= 0 or not await self.database.peek(partial(due_payments.any_due, now=now)):
            return []
        return await self.database.write(partial(_claim, now=now, limit=room, pays=self.pays))

    async def _settle_alone(self, payment: Payment, customer_ref: str | None) -> None:
        """Whatever is wrong with one payment does not stop the others; its lease runs out."""
        try:
            await self._settle_one(payment, customer_ref)
        except Exception:  # the process edge
            log.exception("payment_not_settled", payment=payment.id)

    async def _read_alone(self, hint: GatewayEvent) -> None:
        try:
            await self._read_one(hint)
        except Exception:  # the process edge
            log.exception("webhook_not_read", event_id=hint.id)

    async def _settle_one(self, payment: Payment, customer_ref: str | None) -> None:
        charge = Charge(
            payment_id=payment.id,
            amount=payment.amount,
            customer_ref=customer_ref,
            method_ref=payment.method.gateway_ref if payment.method else None,
            description=f"Invoice {', '.join(payment.numbers)}"[:500],
        )
        try:
            report = await self._ask_provider(payment, charge)
        except GatewayUncertainError as error:
            await self._later(payment, PaymentState.UNKNOWN, str(error), backoff(payment.attempts))
            return
        except GatewayBusyError as error:
            wait = timedelta(seconds=error.retry_after or 0)
            state = PaymentState.CONFIRMED if payment.attempts == 0 else PaymentState.UNKNOWN
            await self._later(payment, state, str(error), max(wait, backoff(payment.attempts)))
            return
        except GatewayRefusedError as error:
            log.error("look_up_refused", payment=payment.id, reason=str(error))
            await self._later(payment, PaymentState.UNKNOWN, str(error), timedelta(minutes=5))
            return
        if report is None:
            await self._later(payment, payment.state, "not known there", timedelta(hours=1))
            return
        await self.database.write(partial(record, report=report, now=self.clock()))
        PAYMENTS.labels(report.status).inc()

    async def _ask_provider(self, payment: Payment, charge: Charge) -> GatewayReport | None:
        if payment.state is PaymentState.CONFIRMED and payment.attempts == 0:
            return await self._charge(charge)
        if payment.state is PaymentState.WITHDRAWING:
            ended = await self.gateway.withdraw(payment.id, customer_ref=charge.customer_ref)
            return ended or GatewayReport(payment.id, ReportStatus.FAILED, decline="canceled")
        report = await self.gateway.look_up(payment.id, customer_ref=charge.customer_ref)
        if report is not None or payment.state not in _MAY_CHARGE:
            return report
        if payment.attempts >= ATTEMPTS:
            log.error("charge_given_up", payment=payment.id, attempts=payment.attempts)
            return GatewayReport(payment.id, ReportStatus.FAILED, decline="no_answer")
        if not self.pays or await self.database.peek(_is_stopped):
            raise GatewayBusyError("paying is stopped")
        return await self._charge(charge)

    async def _charge(self, charge: Charge) -> GatewayReport | None:
        try:
            return await self.gateway.charge(charge)
        except GatewayRefusedError as error:
            log.error("charge_refused", payment=charge.payment_id, reason=str(error))
            # Refused is not proof that nothing moved: an earlier try may have succeeded.
            found = await self.gateway.look_up(charge.payment_id, customer_ref=charge.customer_ref)
            return found or GatewayReport(charge.payment_id, ReportStatus.FAILED, decline="refused")

    async def _later(
        self, payment: Payment, state: PaymentState, reason: str, wait: timedelta
    ) -> None:
        log.warning("payment_delayed", payment=payment.id, reason=reason, seconds=wait.seconds)
        due = self.clock() + wait
        await self.database.write(partial(_postpone, payment_id=payment.id, state=state, due=due))

    async def _read_one(self, hint: GatewayEvent) -> None:
        read = self.gateway.read_money_back if _is_money_back(hint) else self.gateway.read_event
        try:
            if self.methods is not None and self.methods.concerns(hint):
                await self.methods.read(hint)
                return
            if self.follower is not None and self.follower.concerns(hint):
                await self.follower.read(hint)
                return
            report = await read(hint)
        except GatewayError as error:
            log.warning("webhook_delayed", event_id=hint.id, reason=str(error))
            return  # the lease runs out and somebody reads it then
        await self.database.write(
            partial(_read_and_record, event_id=hint.id, report=report, now=self.clock())
        )


_MAY_CHARGE = (PaymentState.CONFIRMED, PaymentState.CHARGING, PaymentState.UNKNOWN)


def backoff(attempts: int) -> timedelta:
    """Two seconds, doubling, at most ten minutes."""
    return timedelta(seconds=min(600, 2 ** min(attempts + 1, 10)))


def _claim(
    tx: Connection, now: datetime, *, limit: int, pays: bool
) -> list[tuple[Payment, str | None]]:
    return due_payments.claim(tx, now, lease=LEASE, limit=limit, charging=pays)


def _is_stopped(tx: Connection) -> bool:
    return is_stopped(tx, Stop.PAYING)


def _postpone(tx: Connection, payment_id: str, state: PaymentState, due: datetime) -> None:
    """Note that nothing is known yet, unless a webhook has told meanwhile."""
    now = payments.identified(tx, payment_id)
    if now is not None and now.state in (PaymentState.CHARGING, state):
        payments.change(tx, payment_id, state=state, due_at=due)


def _is_money_back(hint: GatewayEvent) -> bool:
    """Whether a webhook is about a refund, a dispute, or a charge that was refunded."""
    return hint.type.startswith(("refund.", "charge."))


def _read_and_record(
    tx: Connection, event_id: str, report: GatewayReport | MoneyBack | None, now: datetime
) -> None:
    if isinstance(report, MoneyBack):
        known = record_money_back(tx, report, now=now)
    else:
        known = report is not None and record(tx, report, now=now)
    events.read(tx, event_id, "recorded" if known else "not_ours")
