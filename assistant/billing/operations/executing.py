"""Do what was approved, in the transaction that approves it; only a refund then waits for somebody.

Everything that spoke against it when it was proposed is asked again: the invoice may have been paid
since, the payment refunded in the provider's dashboard.
"""

from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from assistant.billing.invoices import issuing, write_off
from assistant.billing.model import Invoice, InvoiceType
from assistant.billing.model.operation import (
    Operation,
    OperationKind,
    OperationProblem,
    OperationState,
)
from assistant.billing.money import Money
from assistant.billing.operations import telling
from assistant.billing.operations.invoices import Line, ask, give, tax_share
from assistant.billing.operations.proposing import closing_problem
from assistant.billing.store import invoices, operations, payments, refunds

TERMS = timedelta(days=30)
"""How long a customer has to pay a one-time charge."""


def execute(tx: Connection, operation: Operation, *, now: datetime) -> OperationProblem | None:
    """Do it, or say what has come between; the caller holds the account's turn."""
    match operation.kind:
        case OperationKind.CREDIT:
            return _credit(tx, operation, now)
        case OperationKind.CHARGE:
            return _charge(tx, operation, now)
        case OperationKind.WRITE_OFF:
            return _write_off(tx, operation, now)
        case OperationKind.REFUND:
            return _promise(tx, operation, now)


def _credit(tx: Connection, operation: Operation, now: datetime) -> OperationProblem | None:
    """Give it, and let it pay: the invoice it is about, or what is due, the oldest first.

    What no invoice takes stays in credit; nothing is ever paid below zero.
    """
    about = _about(tx, operation)
    taxed = tax_share(tx, [about] if about else [], operation.amount)
    line = Line(operation.reason, operation.amount, taxed)
    issued = give(tx, operation, InvoiceType.CREDIT, line, now=now)
    parts = would_pay(tx, operation)
    if parts:
        issuing.apply_credit(tx, operation.account_id, parts, at=now)
    _done(tx, operation, issued.id, now)
    paid = [(invoices.identified(tx, each.account_id, each.id), part) for each, part in parts]
    telling.credited(tx, operation, issued.number, paid, now=now)
    return None


def would_pay(tx: Connection, operation: Operation) -> list[tuple[Invoice, Money]]:
    """What a credit pays, if it is given at this moment."""
    about = _about(tx, operation)
    payable = [about] if about else invoices.open_ones(tx, operation.account_id)
    return _spread(tx, payable, operation.amount)


def _spread(tx: Connection, payable: list[Invoice], amount: Money) -> list[tuple[Invoice, Money]]:
    """Parts of the credit for invoices nobody is paying just now, never more than they need."""
    parts, left = [], amount
    for invoice in payable:
        if invoice.total.currency != amount.currency or payments.live_on(tx, [invoice.id]):
            continue
        share = min(left, invoice.open_amount)
        if share.minor > 0:
            parts.append((invoice, share))
            left -= share
    return parts


def _charge(tx: Connection, operation: Operation, now: datetime) -> OperationProblem | None:
    due = (now + TERMS).date()
    issued = ask(tx, operation, now=now, due=due)
    _done(tx, operation, issued.id, now)
    telling.charged(tx, operation, issued.number, due, now=now)
    return None


def _write_off(tx: Connection, operation: Operation, now: datetime) -> OperationProblem | None:
    invoice = _about(tx, operation)
    assert invoice is not None, operation
    if problem := closing_problem(tx, invoice):
        return problem
    if invoice.open_amount != operation.amount:
        return OperationProblem.CHANGED
    write_off(tx, operation.account_id, invoice.number, at=now)
    _done(tx, operation, None, now)
    return None


def _promise(tx: Connection, operation: Operation, now: datetime) -> OperationProblem | None:
    """Set the money of the payment aside; a tail asks the provider to send it."""
    assert operation.payment_id is not None, operation
    if refunds.in_dispute(tx, operation.payment_id):
        return OperationProblem.DISPUTED
    if not refunds.reserve(tx, operation.payment_id, operation.amount):
        return OperationProblem.MORE_THAN_PAID
    operations.move(
        tx,
        operation.id,
        come_from=OperationState.PROPOSED,
        state=OperationState.APPROVED,
        due_at=now,
        decided_at=now,
    )
    return None


def _about(tx: Connection, operation: Operation) -> Invoice | None:
    if operation.invoice_id is None:
        return None
    return invoices.identified(tx, operation.account_id, operation.invoice_id)


def _done(tx: Connection, operation: Operation, result_id: str | None, now: datetime) -> None:
    moved = operations.move(
        tx,
        operation.id,
        come_from=OperationState.PROPOSED,
        state=OperationState.DONE,
        result_id=result_id,
        decided_at=now,
        finished_at=now,
    )
    assert moved, "the account's turn is held, so nobody else can have moved it"
