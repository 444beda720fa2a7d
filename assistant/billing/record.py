"""Write down what the provider says of a payment: answer, look-up and webhook all end here.

Whoever comes first closes the payment, once. A payment that succeeded stays so, whatever arrives
later; a success after a failure still counts, because the money has moved.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

import structlog
from sqlalchemy.engine import Connection

from assistant.billing import ledger
from assistant.billing.events import EventKind, PaidPart, PaymentEvent
from assistant.billing.gateway import GatewayReport, ReportStatus
from assistant.billing.ids import new_id
from assistant.billing.ledger import Book, Posting
from assistant.billing.model import Account, Invoice, Payment, PaymentState
from assistant.billing.money import Money
from assistant.billing.store import events, invoices, payments, people

LOOK_AGAIN = {
    ReportStatus.PROCESSING: timedelta(hours=6),
    ReportStatus.NEEDS_ACTION: timedelta(minutes=10),
}
"""When to ask the provider again by ourselves, should no webhook arrive."""

log = structlog.get_logger(__name__)


def record(tx: Connection, report: GatewayReport, *, now: datetime) -> bool:
    """Apply a report; False when we have no such payment."""
    account = people.lock_for(tx, report.payment_id)
    if account is None:
        return False
    payment = payments.identified(tx, report.payment_id)  # as it is now that the turn is ours
    assert payment is not None
    if payment.state in _final(report):
        _nothing_left(tx, payment)
        return True
    if report.amount is not None and report.amount != payment.amount:
        _hold(tx, payment, report)
        return True
    match report.status:
        case ReportStatus.SUCCEEDED:
            _succeed(tx, account, payment, report, now)
        case ReportStatus.FAILED:
            _fail(tx, account, payment, report, now)
        case ReportStatus.PROCESSING | ReportStatus.NEEDS_ACTION:
            _wait(tx, account, payment, report, now)
        case _:
            assert_never(report.status)
    return True


def _final(report: GatewayReport) -> tuple[PaymentState, ...]:
    """States this report can no longer change."""
    if report.status is ReportStatus.SUCCEEDED:
        return (PaymentState.SUCCEEDED, PaymentState.HELD)
    return (PaymentState.SUCCEEDED, PaymentState.HELD, PaymentState.FAILED)


def _nothing_left(tx: Connection, payment: Payment) -> None:
    if not payment.state.live:
        payments.change(tx, payment.id, due_at=None)


def _hold(tx: Connection, payment: Payment, report: GatewayReport) -> None:
    """Another amount than was agreed: neither paid nor payable until a person has looked."""
    values = {"state": PaymentState.HELD, "gateway_ref": report.gateway_ref, "due_at": None}
    payments.change(tx, payment.id, **values)
    log.error(
        "payment_held",
        payment=payment.id,
        ours=str(payment.amount),
        theirs=str(report.amount),
        status=report.status,
    )


def _succeed(
    tx: Connection, account: Account, payment: Payment, report: GatewayReport, now: datetime
) -> None:
    paid = [
        (invoices.identified(tx, account.id, part.invoice_id), part) for part in payment.allocations
    ]
    shares = [(invoice, min(part.amount, invoice.open_amount)) for invoice, part in paid]
    currency = payment.amount.currency
    taken = sum((share for _, share in shares), start=Money(0, currency))
    surplus = payment.amount - taken
    lines = [Posting(Book.GATEWAY, payment.amount)]
    lines += [
        Posting(Book.RECEIVABLE, -share, invoice.id) for invoice, share in shares if share.minor
    ]
    lines += [Posting(Book.CREDIT, -surplus)] if surplus.minor else []
    ledger.post(tx, account.id, "payment", about=payment.id, at=now, lines=lines)
    balance = ledger.owed(tx, account.id, currency)
    for invoice, share in shares:
        if share.minor:
            invoices.receive(tx, invoice, share, balance=balance, at=now)
    _finish(tx, payment, report, PaymentState.SUCCEEDED, now)
    if surplus.minor:
        log.warning("payment_exceeded_invoices", payment=payment.id, credit=str(surplus))
    parts = [_part(invoice, share, share) for invoice, share in shares]
    fact = _Fact(EventKind.SUCCEEDED, account, payment, report)
    _tell(tx, fact, parts, credit=surplus, now=now)


def _fail(
    tx: Connection, account: Account, payment: Payment, report: GatewayReport, now: datetime
) -> None:
    _finish(tx, payment, report, PaymentState.FAILED, now)
    _tell_unpaid(tx, _Fact(EventKind.FAILED, account, payment, report), now)


def _wait(
    tx: Connection, account: Account, payment: Payment, report: GatewayReport, now: datetime
) -> None:
    state = PaymentState(report.status)
    kind = {
        PaymentState.PROCESSING: EventKind.PROCESSING,
        PaymentState.NEEDS_ACTION: EventKind.NEEDS_ACTION,
    }[state]
    overtaken = (PaymentState.PROCESSING, PaymentState.WITHDRAWING)
    if state is PaymentState.NEEDS_ACTION and payment.state in overtaken:
        return
    payments.change(
        tx,
        payment.id,
        state=state,
        gateway_ref=report.gateway_ref or payment.gateway_ref,
        action_url=report.action_url or payment.action_url,
        due_at=now + LOOK_AGAIN[report.status],
    )
    if payment.state is not state:
        _tell_unpaid(tx, _Fact(kind, account, payment, report), now)


def _finish(
    tx: Connection, payment: Payment, report: GatewayReport, state: PaymentState, now: datetime
) -> None:
    payments.change(
        tx,
        payment.id,
        state=state,
        gateway_ref=report.gateway_ref or payment.gateway_ref,
        decline=report.decline if state is PaymentState.FAILED else None,
        action_url=None,
        due_at=None,
        finished_at=now,
    )
    payments.free_invoices(tx, payment.id)


@dataclass(frozen=True, slots=True)
class _Fact:
    kind: EventKind
    account: Account
    payment: Payment
    report: GatewayReport


def _tell_unpaid(tx: Connection, fact: _Fact, now: datetime) -> None:
    """Tell a fact that left the invoices as they were."""
    nothing = Money(0, fact.payment.amount.currency)
    parts = [
        _part(invoices.identified(tx, fact.account.id, part.invoice_id), part.amount, nothing)
        for part in fact.payment.allocations
    ]
    _tell(tx, fact, parts, credit=nothing, now=now)


def _tell(
    tx: Connection, fact: _Fact, parts: list[PaidPart], *, credit: Money, now: datetime
) -> None:
    payment, method, origin = fact.payment, fact.payment.method, fact.payment.origin
    event = PaymentEvent(
        kind=fact.kind,
        account_id=fact.account.id,
        account=fact.account.name,
        payment_id=payment.id,
        person_id=payment.person_id,
        payer=payment.payer,
        minor=payment.amount.minor,
        currency=payment.amount.currency,
        method=f"{method.brand} {method.last4}".strip() if method else "",
        parts=tuple(parts),
        at=now,
        credit_minor=credit.minor,
        decline=fact.report.decline,
        action_url=fact.report.action_url,
        request_id=payment.request_id,
        origin_channel=origin.channel,
        origin_address=origin.address,
        origin_place=origin.place,
    )
    events.add(tx, new_id("evt"), event)


def _part(invoice: Invoice, amount: Money, received: Money) -> PaidPart:
    left = invoice.open_amount - received
    return PaidPart(number=invoice.number, minor=amount.minor, open_minor=left.minor)
