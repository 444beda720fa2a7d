"""Whether what was agreed for a day still holds, and how much of it is left to do."""

from dataclasses import replace

from sqlalchemy.engine import Connection

from assistant.billing.ahead import why_over
from assistant.billing.model import Account, Asker, Invoice, Offer, OfferLine, Role
from assistant.billing.model.plan import Plan, PlanStep, WhyNot
from assistant.billing.paying.limits import exceeded
from assistant.billing.plans import autopay, said
from assistant.billing.store import invoices, payments


def as_it_is(offer: Offer, plan: Plan) -> Offer:
    """What was agreed, as far as it is still open; never more of anything."""
    still = {part.invoice_id: part.amount for part in plan.parts}
    lines = [
        replace(each, amount=still[each.invoice_id])
        for each in offer.lines
        if each.invoice_id in still
    ]
    return replace(offer, amount=plan.amount, method=plan.method, lines=tuple(lines))


def why_not(
    tx: Connection, account: Account, plan: Plan, offer: Offer, *, asker: Asker
) -> WhyNot | None:
    """Why what was agreed cannot be done any more, not even for what is left of it."""
    if not plan.amount.minor:
        return why_over(tx, plan)
    meant = {part.invoice_id: part.amount for part in plan.parts}
    now = [invoices.identified(tx, offer.account_id, each) for each in meant]
    if _being_paid(tx, now):
        return WhyNot.BEING_PAID
    if any(each.disputed_at for each in now):
        return WhyNot.DISPUTED
    if not said.paid(tx, account.id, asker.now).isdisjoint(meant):
        return WhyNot.SAID_PAID
    agreed = {line.invoice_id: line for line in offer.lines}
    if any(_other_than_agreed(each, agreed[each.id]) for each in now):
        return WhyNot.CHANGED
    if not autopay.may(tx, account, offer.person_id, Role.PAYER):
        return WhyNot.NOT_ALLOWED
    if plan.method is None or not plan.method.usable:
        return WhyNot.NO_METHOD
    if plan.amount.too_small or plan.amount != plan.amount.chargeable:
        return WhyNot.NOT_CHARGEABLE
    if plan.step is PlanStep.PAY and exceeded(tx, account, asker, plan.amount):
        return WhyNot.LIMIT
    return None


def _being_paid(tx: Connection, found: list[Invoice]) -> bool:
    """Whether payments that are being made pay all that is open; else the rest is waited for."""
    live = payments.every_live_on(tx, [each.id for each in found])
    under_way = {
        part.invoice_id: part.amount
        for each in live
        if not each.state.gives_way
        for part in each.allocations
    }
    return all(each.id in under_way and under_way[each.id] >= each.open_amount for each in found)


def _other_than_agreed(now: Invoice, agreed: OfferLine) -> bool:
    """It is not as it was, and not because a part of it has been paid."""
    return now.version != agreed.version and now.open_amount >= agreed.amount + agreed.leaves
