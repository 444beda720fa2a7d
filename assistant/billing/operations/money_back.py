"""Write down what the provider says went back of a payment: answer, look-up and webhook end here.

A refund or dispute is known by the provider's name for it and changes the books once, whoever
brings the news and however often. One that failed stays failed and one that is decided stays
decided: what was read earlier may well arrive later.
"""

from datetime import datetime

import structlog
from sqlalchemy.engine import Connection

from assistant.billing.gateway import MoneyBack, RefundReport, RefundStatus
from assistant.billing.ledger import Book
from assistant.billing.model import Payment, PaymentState
from assistant.billing.operations import disputing, sending_back, telling
from assistant.billing.settling import taking_back
from assistant.billing.settling.record import record
from assistant.billing.store import operations, payments, refunds
from assistant.billing.store.refunds import Recorded

log = structlog.get_logger(__name__)


def record_money_back(tx: Connection, back: MoneyBack, *, now: datetime) -> bool:
    """Apply everything read about a payment; False when we have no such payment.

    The payment itself comes first: a refund may be heard of before the success it undoes.
    """
    if not record(tx, back.payment, now=now):
        return False
    payment = payments.identified(tx, back.payment.payment_id)
    assert payment is not None
    if payment.state is not PaymentState.SUCCEEDED:
        if back.refunds or back.disputes:
            log.error("money_back_of_no_success", payment=payment.id, state=payment.state)
        return True
    for refund in back.refunds:
        record_refund(tx, payment, refund, now=now)
    for dispute in back.disputes:
        disputing.record_dispute(tx, payment, dispute, now=now)
    return True


def record_refund(tx: Connection, payment: Payment, report: RefundReport, *, now: datetime) -> None:
    """Apply one refund; the caller holds the account's turn."""
    known = refunds.recorded(tx, report.gateway_ref)
    ours = report.operation_id is not None and operations.is_of(tx, report.operation_id, payment.id)
    if known is None:
        report = report if ours else _foreign(report)
        refunds.keep(tx, payment, report, now=now)
        _begin(tx, payment, report, now)
    elif _is_news(known, report):
        refunds.turn(tx, report, now=now)
        _go_on(tx, payment, known, report, now)
    elif known.operation_id is not None:
        sending_back.look_again(tx, known.operation_id, report.status, now=now)


def _foreign(report: RefundReport) -> RefundReport:
    return RefundReport(
        report.gateway_ref, None, report.amount, report.status, failure=report.failure
    )


def _is_news(known: Recorded, report: RefundReport) -> bool:
    if known.status is RefundStatus.FAILED or report.status is known.status:
        return False
    return report.status is not RefundStatus.PENDING


def _begin(tx: Connection, payment: Payment, report: RefundReport, now: datetime) -> None:
    failed = report.status is RefundStatus.FAILED
    if report.operation_id is not None:
        operation = operations.identified(tx, report.operation_id)
        if failed:
            sending_back.give_up(tx, operation, report.failure or "failed", now=now)
        else:
            sending_back.accepted(tx, operation, payment, report, now=now)
        return
    if failed:
        return  # nothing of it has ever been in our books
    refunds.shift(tx, payment.id, gone=report.amount.minor)
    moved = taking_back.leave(
        tx, payment, report.amount, out_of=Book.GATEWAY, kind="refunded", now=now
    )
    what = ("refunded", f"{report.gateway_ref}:refunded")
    telling.went_back(tx, payment, report.amount, what=what, moved=moved, now=now)


def _go_on(
    tx: Connection, payment: Payment, known: Recorded, report: RefundReport, now: datetime
) -> None:
    if known.operation_id is not None:
        operation = operations.identified(tx, known.operation_id)
        if report.status is RefundStatus.FAILED:
            arrived = known.status is RefundStatus.SUCCEEDED
            sending_back.came_back(tx, operation, report, arrived=arrived, now=now)
        else:
            sending_back.finished(tx, operation, now=now)
        return
    if report.status is not RefundStatus.FAILED:
        return  # pending or succeeded: the money had left the books with the first news
    refunds.shift(tx, payment.id, gone=-known.amount.minor)
    moved = taking_back.return_to(tx, payment, known.amount, kind="refund_failed", now=now)
    what = ("refund_failed", f"{report.gateway_ref}:failed")
    telling.went_back(tx, payment, known.amount, what=what, moved=moved, now=now)
