"""End a payment, and write down for everyone what became of it."""

from datetime import datetime

from sqlalchemy.engine import Connection

from assistant.billing.events import EventKind, PaidPart, PaymentEvent
from assistant.billing.gateway import GatewayReport
from assistant.billing.ids import new_id
from assistant.billing.model import Account, Invoice, Payment, PaymentState
from assistant.billing.money import Money
from assistant.billing.store import events, invoices, payments
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """What happened to a payment, by whose word; ``amount`` if it is not what was agreed."""

    kind: EventKind
    account: Account
    payment: Payment
    report: GatewayReport
    amount: Money | None = None


def finish(
    tx: Connection, payment: Payment, report: GatewayReport, state: PaymentState, now: datetime
) -> None:
    """Write the end of a payment: nothing is left to do, and its invoices are free."""
    failed = state in (PaymentState.FAILED, PaymentState.RETURNED)
    payments.change(
        tx,
        payment.id,
        state=state,
        gateway_ref=report.gateway_ref or payment.gateway_ref,
        decline=report.decline if failed else None,
        action_url=None,
        due_at=None,
        finished_at=now,
    )
    payments.free_invoices(tx, payment.id)


def fail(
    tx: Connection, account: Account, payment: Payment, report: GatewayReport, now: datetime
) -> None:
    """It came to nothing, and the invoices are as they were."""
    finish(tx, payment, report, PaymentState.FAILED, now)
    tell_unpaid(tx, Fact(EventKind.FAILED, account, payment, report), now)


def tell_unpaid(tx: Connection, fact: Fact, now: datetime) -> None:
    """Tell a fact that left the invoices as they were."""
    nothing = Money(0, fact.payment.amount.currency)
    parts = [
        part_of(invoices.identified(tx, fact.account.id, part.invoice_id), part.amount, nothing)
        for part in fact.payment.allocations
    ]
    tell(tx, fact, parts, credit=nothing, now=now)


def tell(
    tx: Connection, fact: Fact, parts: list[PaidPart], *, credit: Money, now: datetime
) -> None:
    """Put a fact on record, to be told to whoever should know."""
    payment, method, origin = fact.payment, fact.payment.method, fact.payment.origin
    amount = fact.amount or payment.amount
    event = PaymentEvent(
        kind=fact.kind,
        account_id=fact.account.id,
        account=fact.account.name,
        payment_id=payment.id,
        person_id=payment.person_id,
        payer=payment.payer,
        minor=amount.minor,
        currency=amount.currency,
        method=f"{method.brand} {method.last4}".strip() if method else "",
        parts=tuple(parts),
        at=now,
        credit_minor=credit.minor,
        decline=fact.report.decline,
        action_url=fact.report.action_url,
        link=payment.link,
        balance=payment.balance,
        request_id=payment.request_id,
        origin_channel=origin.channel,
        origin_address=origin.address,
        origin_place=origin.place,
    )
    events.add(tx, new_id("evt"), event)


def part_of(invoice: Invoice, amount: Money, received: Money) -> PaidPart:
    """So much of this invoice, with what is open once that much more has been received."""
    left = invoice.open_amount - received
    return PaidPart(number=invoice.number, minor=amount.minor, open_minor=left.minor)
