"""Autopay: one yes of an admin to all that falls due; it is offered, and can be taken back.

The yes is kept as a standing order. What it covers is planned invoice by invoice, so that each is
announced, can be called off by itself, and is checked afresh on its day.
"""

from dataclasses import asdict
from datetime import date, datetime, timedelta

from sqlalchemy.engine import Connection

from assistant.billing.ahead import end_order, tell_turned
from assistant.billing.ids import new_id
from assistant.billing.model import Account, Asker, Invoice, Method, Role
from assistant.billing.model.plan import (
    NOTICE,
    OrderState,
    Plan,
    PlanKind,
    PlanStep,
    StandingOrder,
    at_hour,
    charged_on,
    today_in,
)
from assistant.billing.outcomes import NothingToConfirm, Outcome
from assistant.billing.outcomes.plans import (
    AutopayDenied,
    AutopayOffered,
    AutopayShown,
    MethodNeeded,
)
from assistant.billing.paying import planned
from assistant.billing.plans import said
from assistant.billing.store import invoices, methods, payments, people, standing
from assistant.billing.store import planned as plans

LOOK = timedelta(hours=1)
"""How often a standing order is looked through for invoices that are new."""


def turn_on(tx: Connection, asker: Asker, because: str | None = None) -> Outcome:
    """Offer to turn it on, naming what it means; nothing is turned on before the yes."""
    account = people.lock(tx, asker.account_id)
    if account.autopay == "deny":
        return AutopayDenied(asker.account)
    if standing.active(tx, asker.account_id) is not None:
        return show(tx, asker, may_change=True)
    method = methods.default(tx, asker.account_id)
    if method is None:
        return MethodNeeded(asker.account, for_autopay=True)
    order_id = new_id("ord")
    expires_at = asker.now + asker.offer_lasts
    row = {
        "id": order_id,
        "account_id": asker.account_id,
        "person_id": asker.person_id,
        "method_id": method.id,
        "state": OrderState.OFFERED,
        "request_id": asker.request_id,
        "origin": asdict(asker.origin),
        "created_at": asker.now,
        "expires_at": expires_at,
    }
    standing.add(tx, row)
    promised = said.promised(tx, asker.account_id, asker.now)
    dated = tuple(plans.live_of(tx, asker.account_id))
    paid = {part.invoice_id: part.amount for each in dated for part in each.parts}
    upcoming = tuple(
        (each, charged_on(each, asker.today, promised.get(each.id)))
        for each in invoices.open_ones(tx, asker.account_id)
        if each.id not in paid or paid[each.id] < each.open_amount
    )
    later = tuple((each.number, promised[each.id]) for each, _ in upcoming if each.id in promised)
    return AutopayOffered(
        asker.account, order_id, method, upcoming, expires_at, because, later, dated
    )


def answer(tx: Connection, asker: Asker, order_id: str, *, yes: bool) -> Outcome:
    """Turn it on, if this is a yes to that very offer and it still means what was offered."""
    account = people.lock(tx, asker.account_id)
    order = standing.of_person(tx, asker.person_id, (asker.account_id,), order_id)
    if order is None:
        return NothingToConfirm()
    if order.state is OrderState.ACTIVE or standing.active(tx, asker.account_id) is not None:
        return show(tx, asker, may_change=True)
    if not yes:
        if order.state is OrderState.OFFERED:
            standing.change(tx, order.id, state=OrderState.DECLINED, ended_at=asker.now)
        return show(tx, asker, may_change=True)
    if order.state is not OrderState.OFFERED:
        return turn_on(tx, asker, "replaced")
    if asker.now >= order.expires_at:
        return turn_on(tx, asker, "expired")
    method = methods.default(tx, asker.account_id)
    if account.autopay == "deny" or method is None or method.id != order.method_id:
        return turn_on(tx, asker, "changed")
    return _activate(tx, account, asker, order, method)


def _activate(
    tx: Connection, account: Account, asker: Asker, order: StandingOrder, method: Method
) -> Outcome:
    values = {"confirmed_at": asker.now, "due_at": asker.now + LOOK}
    standing.change(tx, order.id, state=OrderState.ACTIVE, **values)
    plan_open(tx, account, order, asker.now)
    by, name = order.person, method.name
    tell_turned(tx, account, order, on=True, by=by, at=asker.now, method=name)
    return show(tx, asker, may_change=True, turned=True)


def turn_off(tx: Connection, asker: Asker) -> AutopayShown:
    """End it now: what is planned is called off, and what waits in its window is stopped."""
    account = people.lock(tx, asker.account_id)
    order = standing.active(tx, asker.account_id)
    if order is None:
        return show(tx, asker, may_change=True)
    for each in plans.live_of(tx, account.id):
        made = payments.identified(tx, each.payment_id) if each.payment_id else None
        if each.kind is PlanKind.AUTOPAY and made is not None and made.state.live:
            planned.stop(tx, asker, made)
    names = {each.person_id: each.name for each in people.contacts_of(tx, account.id)}
    end_order(tx, account, order, asker.now, why="asked", by=names.get(asker.person_id, ""))
    return show(tx, asker, may_change=True, turned=True)


def show(tx: Connection, asker: Asker, *, may_change: bool, turned: bool = False) -> AutopayShown:
    """Whether it is on, by whose word, and what it is going to pay."""
    order = standing.active(tx, asker.account_id)
    found = said.left_to_autopay(plans.live_of(tx, asker.account_id))
    return AutopayShown(
        account=asker.account,
        on=order is not None,
        by=order.person if order else "",
        since=order.confirmed_at if order else None,
        method=methods.default(tx, asker.account_id),
        plans=tuple(each for each in found if each.order_id),
        dated=tuple(each for each in found if not each.order_id),
        may_change=may_change,
        turned=turned,
    )


def look_through(tx: Connection, account: Account, order: StandingOrder, now: datetime) -> None:
    """Plan what is new under an order, or end it when whoever gave it may no longer."""
    if account.autopay == "deny":
        end_order(tx, account, order, now, why="denied")
        return
    if not may(tx, account, order.person_id, Role.ADMIN):
        end_order(tx, account, order, now, why="not_allowed")
        return
    plan_open(tx, account, order, now)
    standing.change(tx, order.id, due_at=now + LOOK)


def may(tx: Connection, account: Account, person_id: str, role: Role) -> bool:
    """Whether somebody still has that role at the account, today."""
    known = [each for each in people.contacts_of(tx, account.id) if each.person_id == person_id]
    viewers_too = role is Role.PAYER and account.viewer_may_pay
    return any(each.role >= role or viewers_too for each in known)


def plan_open(tx: Connection, account: Account, order: StandingOrder, now: datetime) -> None:
    """Plan every open invoice that has had no plan under this order."""
    had = plans.planned_under(tx, order.id)
    today = today_in(order.timezone, now)
    promised = said.promised(tx, account.id, now)
    for invoice in invoices.open_ones(tx, account.id):
        if invoice.id in had:
            continue
        on = charged_on(invoice, today, promised.get(invoice.id))
        planned.add(
            tx,
            kind=PlanKind.AUTOPAY,
            account_id=account.id,
            person_id=order.person_id,
            order_id=order.id,
            invoice_id=invoice.id,
            currency=invoice.total.currency,
            announced_minor=invoice.open_amount.minor,
            step=PlanStep.ANNOUNCE,
            pay_on=on,
            due_at=max(now, at_hour(on - NOTICE, order.timezone)),
            request_id=order.request_id,
            origin=order.origin,
            created_at=now,
        )


def day_of(tx: Connection, plan: Plan, invoice: Invoice, *, today: date, now: datetime) -> date:
    """The day of an automatic plan: later where one is promised, sooner again where none is."""
    promised = said.promised(tx, plan.account_id, now).get(invoice.id)
    if promised and promised > max(plan.pay_on, today):
        return promised
    return plan.pay_on if plan.tries else min(plan.pay_on, charged_on(invoice, today, promised))
