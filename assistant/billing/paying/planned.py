"""Put plans on record, and take them back.

Whoever calls holds the account's turn.
"""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from sqlalchemy.engine import Connection

from assistant.billing.ahead import end, tell
from assistant.billing.events import PlanNews, PlanTold
from assistant.billing.ids import new_id
from assistant.billing.model import Asker, Offer, Origin, Payment, PaymentState
from assistant.billing.model.plan import Plan, PlanKind, PlanState, PlanStep, at_hour
from assistant.billing.outcomes.plans import (
    AlreadyPlanned,
    PaymentPlanned,
    PaymentStopped,
    PlanCancelled,
)
from assistant.billing.store import events, invoices, payments, planned

DAY = timedelta(days=1)


def put(tx: Connection, asker: Asker, offer: Offer) -> PaymentPlanned:
    """Plan what somebody has just said yes to; it is announced the day before, if that is ahead."""
    assert offer.pay_on is not None
    day_before = at_hour(offer.pay_on - DAY, asker.timezone)
    announces = offer.pay_on - DAY > asker.today  # today they know it
    plan = add(
        tx,
        kind=PlanKind.SCHEDULED,
        account_id=offer.account_id,
        person_id=offer.person_id,
        offer_id=offer.id,
        currency=offer.amount.currency,
        announced_minor=offer.amount.minor,
        step=PlanStep.ANNOUNCE if announces else PlanStep.PAY,
        pay_on=offer.pay_on,
        due_at=day_before if announces else at_hour(offer.pay_on, asker.timezone),
        request_id=asker.request_id,
        origin=asker.origin,
        created_at=asker.now,
    )
    assert plan is not None, "an offer is confirmed once"
    tell(tx, asker.account, plan, PlanNews.PLANNED, at=asker.now, answered=asker.person_id)
    return PaymentPlanned(asker.account, plan)


def add(tx: Connection, *, origin: Origin, **values: Any) -> Plan | None:
    """Write a plan; None when it exists already."""
    plan_id = new_id("pln")
    row = {"id": plan_id, "state": PlanState.PLANNED, "origin": asdict(origin), **values}
    return planned.identified(tx, plan_id) if planned.add(tx, row) else None


def of_offer(tx: Connection, asker: Asker, offer: Offer) -> PaymentPlanned | None:
    """What became of a dated yes, while it has not been paid."""
    found = [each for each in planned.live_of(tx, offer.account_id) if each.offer_id == offer.id]
    return PaymentPlanned(asker.account, found[0], again=True) if found else None


def dated(tx: Connection, asker: Asker, invoice_ids: list[str]) -> AlreadyPlanned | None:
    """The payment that somebody at the account has planned for one of these invoices."""
    for each in planned.live_on(tx, asker.account_id, invoice_ids):
        if each.kind is PlanKind.SCHEDULED:
            return AlreadyPlanned(asker.account, each)
    return None


def cancel(tx: Connection, asker: Asker, plans: list[Plan]) -> PlanCancelled:
    """Take plans back before anything is charged."""
    for each in plans:
        end(tx, each, PlanState.CANCELLED, asker.now)
        tell(tx, asker.account, each, PlanNews.CANCELLED, at=asker.now, answered=asker.person_id)
    return PlanCancelled(asker.account, tuple(plans))


def stop(tx: Connection, asker: Asker, payment: Payment) -> PaymentStopped | None:
    """Take back a payment that still waits in its cancel window; None when it is too late."""
    if payment.state is not PaymentState.CONFIRMED or payment.attempts:
        return None
    if not payments.stop(tx, payment.id, asker.now):
        return None
    payments.free_invoices(tx, payment.id)
    for each in planned.live_of(tx, payment.account_id):
        if each.payment_id == payment.id:
            end(tx, each, PlanState.CANCELLED, asker.now)
    tell_stopped(tx, asker, payment)
    return PaymentStopped(payment)


def tell_stopped(tx: Connection, asker: Asker, payment: Payment) -> None:
    """Tell the other payers that what they may be waiting for is not charged."""
    fact = PlanTold(
        account_id=payment.account_id,
        account=asker.account,
        about=f"{payment.id}:{PlanNews.STOPPED}",
        at=asker.now,
        request_id=asker.request_id,
        news=PlanNews.STOPPED,
        person_id=payment.person_id,
        person=payment.payer,
        answered=asker.person_id,
        automatic=False,
        numbers=payment.numbers,
        minor=payment.amount.minor,
        currency=payment.amount.currency,
        pay_on=asker.today,
        due=any(
            invoices.identified(tx, payment.account_id, part.invoice_id).open_amount.minor
            for part in payment.allocations
        ),
    )
    events.add(tx, new_id("evt"), fact)
