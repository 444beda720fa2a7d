"""What becomes of a refund of ours, step by step, each in one transaction with its ledger entry.

accepted    the provider took it on: a REFUND invoice promises the money
finished    it has left us
came_back   the bank would not take it, perhaps days later: it is the customer's credit
give_up     the provider never took it on: nothing has moved
"""

from datetime import datetime, timedelta

import structlog
from sqlalchemy.engine import Connection

from assistant.billing import ledger
from assistant.billing.gateway import RefundReport, RefundStatus
from assistant.billing.invoices import issuing
from assistant.billing.ledger import Book, Posting
from assistant.billing.model import InvoiceType, Payment
from assistant.billing.model.operation import Operation, OperationProblem, OperationState
from assistant.billing.money import Money
from assistant.billing.operations import telling
from assistant.billing.operations.invoices import Line, give, tax_share
from assistant.billing.store import invoices, operations, payments, refunds

LOOK_AGAIN = timedelta(hours=6)
"""When to ask after a refund the bank still has, should no webhook arrive."""

log = structlog.get_logger(__name__)

_PROMISED = (OperationState.APPROVED, OperationState.EXECUTING)


def accepted(
    tx: Connection, operation: Operation, payment: Payment, report: RefundReport, *, now: datetime
) -> None:
    """The provider took a refund on; one given up before is believed all the same."""
    promised = operation.amount.minor if operation.state in _PROMISED else 0
    line_of = _lines(tx, operation, payment, report.amount)
    refunds.shift(tx, payment.id, promised=-promised, gone=report.amount.minor)
    issued = [give(tx, operation, InvoiceType.REFUND, line, now=now) for line in line_of]
    operations.change(
        tx,
        operation.id,
        state=OperationState.EXECUTING,
        gateway_ref=report.gateway_ref,
        result_id=issued[0].id,
        failure=None,
        due_at=now + LOOK_AGAIN,
    )
    if report.status is RefundStatus.SUCCEEDED:
        finished(tx, operations.identified(tx, operation.id), now=now)
    else:
        _tell(tx, operation.id, "on_its_way", now)


def finished(tx: Connection, operation: Operation, *, now: datetime) -> None:
    """The money has left us."""
    issuing.pay_out(tx, operation.account_id, _result(operation), operation.amount, at=now)
    done = {"state": OperationState.DONE, "due_at": None, "finished_at": now}
    operations.change(tx, operation.id, **done)
    _tell(tx, operation.id, "done", now)


def came_back(
    tx: Connection, operation: Operation, report: RefundReport, *, arrived: bool, now: datetime
) -> None:
    """What we promised could not be sent; ``arrived`` says that it had left the books."""
    refunds.shift(tx, _payment(tx, operation).id, gone=-operation.amount.minor)
    account_id, amount, about = operation.account_id, operation.amount, _result(operation)
    if arrived:
        lines = [Posting(Book.GATEWAY, amount), Posting(Book.CREDIT, -amount)]
        ledger.post(tx, account_id, "refund_returned", about=about, at=now, lines=lines)
    else:
        issuing.keep_as_credit(tx, account_id, about, amount, at=now)
    _fail(tx, operation, report.failure or "failed", now)
    _tell(tx, operation.id, "failed", now, kept=amount)


def give_up(tx: Connection, operation: Operation, failure: str, *, now: datetime) -> None:
    """The provider will not do it: the promise is taken back, and nothing has moved."""
    if operation.state not in _PROMISED or operation.gateway_ref is not None:
        return
    refunds.shift(tx, _payment(tx, operation).id, promised=-operation.amount.minor)
    _fail(tx, operation, failure, now)
    _tell(tx, operation.id, "failed", now)


def stop(tx: Connection, operation: Operation, problem: OperationProblem, *, now: datetime) -> None:
    """A right was lost before anybody asked the provider: it is not done."""
    refunds.shift(tx, _payment(tx, operation).id, promised=-operation.amount.minor)
    end = {"state": OperationState.REFUSED, "problem": problem, "due_at": None, "finished_at": now}
    operations.change(tx, operation.id, **end)
    telling.refused(tx, operations.identified(tx, operation.id), now=now)


def look_again(tx: Connection, operation_id: str, status: RefundStatus, *, now: datetime) -> None:
    """Nothing is new: ask later if the bank still has it."""
    due = now + LOOK_AGAIN if status is RefundStatus.PENDING else None
    operations.change(tx, operation_id, due_at=due)


def _lines(tx: Connection, operation: Operation, payment: Payment, amount: Money) -> list[Line]:
    """One line, or two where a part of the money lay in credit: that part was never sold for less.

    What no invoice could take of the payment goes back first.
    """
    currency = amount.currency
    before = refunds.gone(tx, payment.id)
    surplus = -refunds.gave(tx, payment).get((Book.CREDIT, None), 0) - before
    credit = ledger.credit(tx, payment.account_id)
    held = sum(each.minor for each in credit if each.currency == currency)
    own = Money(max(0, min(surplus, held, amount.minor)), currency)
    paid = [invoices.identified(tx, payment.account_id, p.invoice_id) for p in payment.allocations]
    words = operation.reason or f"Refund of the payment for {', '.join(payment.numbers)}"
    sold = amount - own
    both = (
        Line(words, sold, tax_share(tx, paid, sold)),
        Line(words, own, Money(0, currency), from_credit=True),
    )
    return [line for line in both if line.amount.minor]


def _fail(tx: Connection, operation: Operation, failure: str, now: datetime) -> None:
    log.error("refund_failed", operation=operation.id, failure=failure)
    end = {"due_at": None, "finished_at": now, "failure": failure[:80]}
    operations.change(tx, operation.id, state=OperationState.FAILED, **end)


def _tell(
    tx: Connection, operation_id: str, stage: str, now: datetime, *, kept: Money | None = None
) -> None:
    operation = operations.identified(tx, operation_id)
    payment = _payment(tx, operation)
    telling.refund_stage(tx, operation, payment, stage, now=now, kept=kept)


def _payment(tx: Connection, operation: Operation) -> Payment:
    found = payments.identified(tx, operation.payment_id or "")
    assert found is not None, operation
    return found


def _result(operation: Operation) -> str:
    assert operation.result_id is not None, operation
    return operation.result_id
