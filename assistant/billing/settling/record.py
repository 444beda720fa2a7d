"""Write down what the provider says of a payment: answer, look-up and webhook all end here.

Whoever comes first closes the payment, once. A payment that succeeded stays so, whatever arrives
later; a success after a failure still counts, because the money has moved.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import assert_never

import structlog
from sqlalchemy.engine import Connection

from assistant.billing import ledger
from assistant.billing.ahead import end_what_is_paid
from assistant.billing.cases import CaseKind, open_case
from assistant.billing.events import EventKind
from assistant.billing.gateway import GatewayReport, ReportStatus
from assistant.billing.ledger import Book, Posting
from assistant.billing.model import WITHDRAWN, Account, Invoice, Payment, PaymentState
from assistant.billing.money import Money
from assistant.billing.paying.credit import record_payment_credit
from assistant.billing.settling import give_way
from assistant.billing.settling.ending import Fact, fail, finish, part_of, tell, tell_unpaid
from assistant.billing.settling.returned import take_back
from assistant.billing.store import attachments, invoices, payments, people, yielding

LOOK_AGAIN = {
    ReportStatus.PROCESSING: timedelta(hours=6),
    ReportStatus.NEEDS_ACTION: timedelta(minutes=10),
}
"""When to ask the provider again by ourselves, should no webhook arrive."""

log = structlog.get_logger(__name__)


def record(tx: Connection, report: GatewayReport, *, now: datetime) -> bool:
    """Apply a report; False when we have no such payment."""
    whose = people.locking_for(tx, report.payment_id)
    found = payments.identifying(tx, report.payment_id)  # as it is once the turn is ours
    account, payment = whose(), found()
    if account is None:
        return False
    assert payment is not None
    if payment.state in _final(report):
        _nothing_left(tx, payment)
        return True
    if report.status is ReportStatus.RETURNED:
        take_back(tx, account, payment, report, now)
        return True
    if report.amount is not None and report.amount != payment.amount:
        _hold(tx, account, payment, report, now)
        return True
    match report.status:
        case ReportStatus.SUCCEEDED:
            succeed(tx, account, payment, report, now)
        case ReportStatus.FAILED:
            _fail(tx, account, payment, report, now)
        case ReportStatus.PROCESSING | ReportStatus.NEEDS_ACTION:
            _wait(tx, account, payment, report, now)
        case _:
            assert_never(report.status)
    return True


def _final(report: GatewayReport) -> tuple[PaymentState, ...]:
    """States this report can no longer change."""
    ended = (PaymentState.SUCCEEDED, PaymentState.HELD, PaymentState.RETURNED)
    match report.status:
        case ReportStatus.SUCCEEDED:
            return ended
        case ReportStatus.RETURNED:
            return (PaymentState.HELD, PaymentState.RETURNED, PaymentState.FAILED)
        case _:
            return (*ended, PaymentState.FAILED)


def _nothing_left(tx: Connection, payment: Payment) -> None:
    if not payment.state.live:
        payments.change(tx, payment.id, due_at=None)


def _hold(
    tx: Connection, account: Account, payment: Payment, report: GatewayReport, now: datetime
) -> None:
    """Another amount than was agreed: neither paid nor payable until a person has looked."""
    assert report.amount is not None
    payments.change(
        tx,
        payment.id,
        state=PaymentState.HELD,
        gateway_ref=report.gateway_ref,
        due_at=None,
        moved_minor=report.amount.minor,
        moved_currency=report.amount.currency,
    )
    log.error(
        "payment_held",
        payment=payment.id,
        ours=str(payment.amount),
        theirs=str(report.amount),
        status=report.status,
    )
    facts = {"ours": str(payment.amount), "theirs": str(report.amount), "what": report.status}
    kind = CaseKind.AMOUNT_DIFFERS
    open_case(tx, kind, payment.id, account_id=account.id, facts=facts, at=now)
    tell_unpaid(tx, Fact(EventKind.HELD, account, payment, report), now)
    if payment.yields_to:
        give_way.page_paid(tx, account, payment, now)
        yielding.take_again(tx, payment.id)


def succeed(
    tx: Connection, account: Account, payment: Payment, report: GatewayReport, now: datetime
) -> None:
    """Book what arrived: to the invoices as agreed, as far as they are open, the rest to credit.

    The caller holds the account's turn. Nothing of another currency goes to an invoice.
    """
    arrived = report.amount or payment.amount
    standing = ledger.standing(tx, account.id, arrived.currency)
    shares = _shares(tx, payment, arrived)
    surplus = arrived - sum((share for _, share in shares), start=Money(0, arrived.currency))
    lines = [Posting(Book.GATEWAY, arrived)]
    lines += [
        Posting(Book.RECEIVABLE, -share, invoice.id) for invoice, share in shares if share.minor
    ]
    lines += [Posting(Book.CREDIT, -surplus)] if surplus.minor else []
    post = partial(ledger.post_and_owe, after=standing())
    balance = post(tx, account.id, "payment", about=payment.id, at=now, lines=lines)
    to_be_sure = []
    for invoice, share in shares:
        if share.minor:
            moving = invoices.receiving(tx, invoice, share, balance=balance, at=now)
            to_be_sure.append(moving)
            if invoice.gateway_ref:  # the provider's own invoice is to show it, too
                attachments.add(tx, payment.id, invoice.id, share, due=now)
    if payment.balance:
        record_payment_credit(tx, account, arrived, about=payment.id, after=balance, at=now)
    if payment.moved not in (None, arrived):  # held for another amount, released, and then agreed
        payments.change(tx, payment.id, moved_minor=None, moved_currency=None)
    finish(tx, payment, report, PaymentState.SUCCEEDED, now)
    end_what_is_paid(tx, account, now)
    if surplus.minor:
        _overpaid(tx, account, payment, surplus, now)
    same = arrived.currency == payment.amount.currency
    parts = [part_of(invoice, share, share) for invoice, share in shares if same]
    fact = Fact(EventKind.SUCCEEDED, account, payment, report, arrived)
    tell(tx, fact, parts, credit=surplus, now=now)
    if payment.yields_to:
        give_way.page_paid(tx, account, payment, now)
    for moved in to_be_sure:
        moved()


def _shares(tx: Connection, payment: Payment, arrived: Money) -> list[tuple[Invoice, Money]]:
    """How much each invoice gets: what was agreed, never more than is open on it or arrived."""
    shares, left = [], arrived
    for part in payment.allocations:
        invoice = invoices.identified(tx, payment.account_id, part.invoice_id)
        share = Money(0, arrived.currency)
        if invoice.total.currency == arrived.currency:
            share = min(part.amount, invoice.open_amount, left)
        shares.append((invoice, share))
        left -= share
    return shares


def _overpaid(
    tx: Connection, account: Account, payment: Payment, surplus: Money, now: datetime
) -> None:
    """More than was due has arrived: it is the customer's, and somebody should look."""
    log.warning("payment_exceeded_invoices", payment=payment.id, credit=str(surplus))
    facts = {"credit": str(surplus), "invoices": list(payment.numbers)}
    kind = CaseKind.OVERPAID
    open_case(tx, kind, payment.id, account_id=account.id, facts=facts, at=now)


def _fail(
    tx: Connection, account: Account, payment: Payment, report: GatewayReport, now: datetime
) -> None:
    if payment.state is not PaymentState.WITHDRAWING:
        fail(tx, account, payment, report, now)
    elif payment.yields_to:
        fail(tx, account, payment, replace(report, decline=give_way.SUPERSEDED), now)
        give_way.page_closed(tx, payment, now)
    else:
        fail(tx, account, payment, replace(report, decline=WITHDRAWN), now)


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
    if payment.yields_to and payment.state is PaymentState.WITHDRAWING:
        give_way.page_paid(tx, account, payment, now)
        yielding.take_again(tx, payment.id)
    if payment.state is not state:
        tell_unpaid(tx, Fact(kind, account, payment, report), now)
