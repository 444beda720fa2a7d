"""Payments on a day ahead, as people ask for them: offered with the day, listed, called off."""

from dataclasses import replace
from datetime import date

from sqlalchemy.engine import Connection

from assistant.billing.model import Asker, InvoiceStatus, Payment, PaymentState
from assistant.billing.model.plan import FURTHEST, Plan, PlanState
from assistant.billing.outcomes import (
    AlreadyPaid,
    AmountUnclear,
    InvoiceNotFound,
    Outcome,
    PaymentShown,
    PaymentWithdrawn,
)
from assistant.billing.outcomes.plans import (
    DateProblem,
    DateRefused,
    NothingPlanned,
    PlanList,
)
from assistant.billing.paying import offers, planned
from assistant.billing.paying.offers import Wish
from assistant.billing.plans import said
from assistant.billing.store import invoices, payments, people, standing
from assistant.billing.store import planned as plans


def offer(tx: Connection, asker: Asker, wish: Wish, on: date, *, offered: bool) -> Outcome:
    """Offer to pay on a day ahead: what is wished for, or what was just offered to be paid now."""
    if on - asker.today > FURTHEST:
        return DateRefused(on, DateProblem.TOO_FAR)
    dated = replace(wish, on=on)
    answer = offers.later(tx, asker, dated) if offered else offers.offer(tx, asker, dated)
    return (
        replace(answer, on=on if on > asker.today else None)
        if isinstance(answer, AmountUnclear)
        else answer
    )


def upcoming(tx: Connection, asker: Asker) -> PlanList:
    """What is to be paid on days ahead, by whoever's word."""
    on = standing.active(tx, asker.account_id) is not None
    found = [each for each in plans.live_of(tx, asker.account_id) if each.amount.minor]
    return PlanList(asker.account, said.left_to_autopay(found), on)


def call_off(tx: Connection, asker: Asker, number: str, *, may_pay: bool) -> Outcome:
    """Stop whatever would pay an invoice and has not been charged; any payer may."""
    people.lock(tx, asker.account_id)
    invoice = invoices.numbered(tx, (asker.account_id,), number)
    if invoice is None:
        return InvoiceNotFound(number)
    stopped = _stop_payment(tx, asker, invoice.id, may_pay=may_pay)
    found = plans.live_on(tx, asker.account_id, [invoice.id])
    made = {each.id: _made(tx, each) for each in found}
    waiting = [each for each in found if not _moves(made[each.id])]
    cancelled = planned.cancel(tx, asker, waiting) if waiting else None
    paid = [each for each in made.values() if each and each.state is PaymentState.SUCCEEDED]
    too_late = PaymentShown(paid[0], may_pay) if paid else None
    over = invoice.status is InvoiceStatus.CLOSED
    nothing = AlreadyPaid(number, invoice.closed_at) if over else NothingPlanned(number)
    return stopped or too_late or cancelled or nothing


def _stop_payment(
    tx: Connection, asker: Asker, invoice_id: str, *, may_pay: bool
) -> Outcome | None:
    live = payments.live_on(tx, [invoice_id])
    if live is None:
        return None
    if stopped := planned.stop(tx, asker, live):
        return stopped
    if live.state is PaymentState.NEEDS_ACTION and live.person_id == asker.person_id:
        payments.change(tx, live.id, state=PaymentState.WITHDRAWING, due_at=asker.now)
        return PaymentWithdrawn(live)
    return PaymentShown(live, may_pay)


def _made(tx: Connection, plan: Plan) -> Payment | None:
    """The payment a plan has come to; of an earlier try it is over and means nothing."""
    paying = plan.state is PlanState.PAYING and plan.payment_id
    return payments.identified(tx, paying) if paying else None


def _moves(made: Payment | None) -> bool:
    return made is not None and (made.state.live or made.state is PaymentState.SUCCEEDED)
