"""Send money back: outside any transaction, as often as it takes, exactly once.

As with payments, work is claimed from rows for the length of a lease, and what may have been asked
before is looked up before it is asked again, under the same key.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog
from prometheus_client import Counter
from sqlalchemy.engine import Connection

from assistant.billing.gateway import (
    GatewayBusyError,
    GatewayError,
    GatewayRefusedError,
    GatewayUncertainError,
    PaymentGateway,
    Refund,
    RefundReport,
)
from assistant.billing.model import Payment
from assistant.billing.model.operation import Operation, OperationProblem, OperationState
from assistant.billing.operations import sending_back
from assistant.billing.operations.money_back import record_refund
from assistant.billing.settle import ATTEMPTS, BATCH, LEASE, backoff
from assistant.billing.stops import Stop, is_stopped
from assistant.billing.store import agents, operations, payments, people
from assistant.db import Database
from assistant.values import dataclass

REFUNDS = Counter("assistant_refunds", "What the provider said of refunds", ["status"])

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Refunder:
    """Makes the refunds that were approved, and looks after those the bank still has.

    One that does not ``pay`` only looks up what others may have sent.
    """

    database: Database
    gateway: PaymentGateway
    clock: Callable[[], datetime]
    pays: bool = True

    async def refund(self) -> int:
        """Do all that is due; returns how many refunds were looked at."""
        now = self.clock()
        if not await self.database.peek(partial(operations.any_due, now=now)):
            return 0
        claimed = await self.database.write(partial(_claim, now=now, pays=self.pays))
        await asyncio.gather(*(self._alone(*each) for each in claimed))
        return len(claimed)

    async def _alone(self, operation: Operation, payment: Payment) -> None:
        """Whatever is wrong with one refund does not stop the others; its lease runs out."""
        try:
            await self._one(operation, payment)
        except Exception:  # the process edge
            log.exception("refund_not_made", operation=operation.id)

    async def _one(self, operation: Operation, payment: Payment) -> None:
        wanted = Refund(operation.id, payment.gateway_ref or "", operation.amount)
        try:
            await self._ask(operation, payment, wanted)
        except (GatewayUncertainError, GatewayBusyError) as error:
            await self._later(operation, error)
        except GatewayRefusedError as error:
            log.error("refund_look_up_refused", operation=operation.id, reason=str(error))
            await self._later(operation, error)

    async def _ask(self, operation: Operation, payment: Payment, wanted: Refund) -> None:
        """Ask for it; but what may have been asked for before is looked up first."""
        found = None
        if operation.state is not OperationState.APPROVED:
            found = await self.gateway.look_up_refund(wanted)
        if found is None and operation.gateway_ref is not None:
            raise GatewayRefusedError(f"{operation.gateway_ref} is not known there any more")
        if found is None and operation.attempts >= ATTEMPTS:
            await self._record(operation, payment, "no_answer")
            return
        if found is None and operation.attempts and await self._stopped():
            raise GatewayBusyError("paying is stopped")
        await self._record(operation, payment, found or await self._begin(wanted))

    async def _stopped(self) -> bool:
        return not self.pays or await self.database.peek(_is_stopped)

    async def _begin(self, wanted: Refund) -> RefundReport | str:
        """Ask for it; a refusal is no proof that nothing moved: an earlier try may have done it."""
        try:
            return await self.gateway.refund(wanted)
        except GatewayRefusedError as error:
            log.error("refund_refused", operation=wanted.operation_id, reason=str(error))
            return await self.gateway.look_up_refund(wanted) or error.code or "refused"

    async def _record(
        self, operation: Operation, payment: Payment, report: RefundReport | str
    ) -> None:
        """Write down the provider's word, or why there will be none."""
        now = self.clock()
        await self.database.write(
            partial(_record, operation_id=operation.id, payment=payment, report=report, now=now)
        )
        REFUNDS.labels("failed" if isinstance(report, str) else report.status).inc()

    async def _later(self, operation: Operation, error: GatewayError) -> None:
        after = (error.retry_after or 0) if isinstance(error, GatewayBusyError) else 0
        wait = max(timedelta(seconds=after), backoff(operation.attempts))
        log.warning("refund_delayed", operation=operation.id, reason=str(error))
        due = self.clock() + wait
        await self.database.write(partial(_postpone, operation_id=operation.id, due=due))


def _is_stopped(tx: Connection) -> bool:
    return is_stopped(tx, Stop.PAYING)


def _of(operation: Operation) -> str:
    assert operation.payment_id is not None, operation
    return operation.payment_id


def _claim(tx: Connection, now: datetime, *, pays: bool) -> list[tuple[Operation, Payment]]:
    """Take what is due; whose author or approver has lost the right is not asked for any more."""
    found = []
    for operation in operations.claim(tx, now, lease=LEASE, limit=BATCH, paying=pays):
        if operation.state is OperationState.APPROVED and not _still_right(tx, operation):
            people.lock(tx, operation.account_id)
            sending_back.stop(tx, operation, OperationProblem.RIGHTS_REVOKED, now=now)
            continue
        payment = payments.identified(tx, _of(operation))
        assert payment is not None, operation
        found.append((operation, payment))
    return found


def _still_right(tx: Connection, operation: Operation) -> bool:
    if not agents.agent(tx, operation.proposed_by).agent:
        return False
    if operation.approved_by is None:
        return True
    approver = agents.agent(tx, operation.approved_by)
    return approver.agent and approver.approver


def _record(
    tx: Connection,
    operation_id: str,
    payment: Payment,
    report: RefundReport | str,
    now: datetime,
) -> None:
    people.lock(tx, payment.account_id)
    if isinstance(report, str):
        sending_back.give_up(tx, operations.identified(tx, operation_id), report, now=now)
    else:
        record_refund(tx, payment, report, now=now)


def _postpone(tx: Connection, operation_id: str, due: datetime) -> None:
    """Look at it again then, unless a webhook has told the end meanwhile."""
    if not operations.identified(tx, operation_id).state.over:
        operations.change(tx, operation_id, due_at=due)
