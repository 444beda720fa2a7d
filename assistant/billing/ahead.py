"""What is planned, kept true: it ends when its invoices are paid, and changes its method.

Whoever calls holds the account's turn.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy.engine import Connection

from assistant.billing.events import AutopayTurned, PlanNews, PlanTold
from assistant.billing.ids import new_id
from assistant.billing.model import Account, InvoiceStatus, Method
from assistant.billing.model.plan import (
    OrderState,
    Plan,
    PlanKind,
    PlanState,
    StandingOrder,
    WhyNot,
)
from assistant.billing.store import events, invoices, methods, planned, standing


def end(
    tx: Connection, plan: Plan, state: PlanState, now: datetime, why: str | None = None
) -> None:
    """Nothing more comes of a plan."""
    planned.change(tx, plan.id, state=state, why=why, due_at=None, finished_at=now)


def end_what_is_paid(tx: Connection, account: Account, now: datetime) -> None:
    """End every plan on whose invoices nothing is due any more, and say so at once.

    Call it once money has been booked on an invoice; costs nothing where nothing is planned.
    """
    if not account.plans_ahead:
        return
    for plan in planned.live_of(tx, account.id):
        if plan.state is not PlanState.PLANNED or plan.amount.minor:
            continue
        if plan.kind is PlanKind.AUTOPAY:
            end(tx, plan, PlanState.DONE, now, WhyNot.PAID)
            continue
        why = why_over(tx, plan)
        end(tx, plan, PlanState.DROPPED, now, why)
        tell(tx, account.name, plan, PlanNews.DROPPED, at=now, why=why)


def why_over(tx: Connection, plan: Plan) -> WhyNot:
    """Whether what a plan was for has been paid, or was closed without that."""
    found = [invoices.identified(tx, plan.account_id, part.invoice_id) for part in plan.parts]
    unpaid = all(each.status is InvoiceStatus.CLOSED_FAILED for each in found)
    return WhyNot.CLOSED if unpaid else WhyNot.PAID


def relying_on(tx: Connection, account: Account, method: Method) -> tuple[Plan, ...]:
    """Payments planned for a day, which are to be charged to this very method."""
    if not account.plans_ahead:
        return ()
    return tuple(
        each
        for each in planned.live_of(tx, account.id)
        if each.kind is PlanKind.SCHEDULED and each.method and each.method.id == method.id
    )


def do_without(
    tx: Connection,
    account: Account,
    method: Method,
    now: datetime,
    *,
    instead: Method | None = None,
    answered: str = "",
) -> None:
    """A method is off file: the default one stands in for it, or what relied on it is called off.

    The caller has taken it off, and made another the default if one takes its place. ``instead``
    stands in rather than the default; ``answered`` did it, and hears of it in the answer.
    """
    default = instead or methods.default(tx, account.id)
    for plan in relying_on(tx, account, method):
        if default is not None:
            planned.change(tx, plan.id, method_id=default.id)
            told = {"method": default, "occasion": default.id, "answered": answered}
            tell(tx, account.name, plan, PlanNews.METHOD, at=now, **told)
        else:
            end(tx, plan, PlanState.CANCELLED, now, WhyNot.NO_METHOD)
            told = {"why": WhyNot.NO_METHOD, "answered": answered}
            tell(tx, account.name, plan, PlanNews.CANCELLED, at=now, **told)
    order = standing.active(tx, account.id)
    if order is not None and default is None and methods.backup(tx, account.id) is None:
        end_order(tx, account, order, now, why=WhyNot.NO_METHOD)


def end_order(
    tx: Connection, account: Account, order: StandingOrder, now: datetime, *, why: str, by: str = ""
) -> None:
    """End a standing order with all that is only planned under it, and tell everyone."""
    values = {"state": OrderState.ENDED, "ended_at": now, "why": why, "due_at": None}
    standing.change(tx, order.id, **values)
    for each in planned.live_of(tx, account.id):
        if each.order_id == order.id and each.state is PlanState.PLANNED:
            end(tx, each, PlanState.CANCELLED, now, why)
    tell_turned(tx, account, order, on=False, by=by, at=now, why=why)


def tell_turned(
    tx: Connection,
    account: Account,
    order: StandingOrder,
    *,
    on: bool,
    by: str,
    at: datetime,
    method: str = "",
    why: str = "",
) -> None:
    """Write down for everyone that autopay is on, or no longer."""
    fact = AutopayTurned(
        account_id=account.id,
        account=account.name,
        about=f"{order.id}:{'on' if on else 'off'}",
        at=at,
        by=by,
        on=on,
        person_id=order.person_id,
        method=method,
        why=why,
    )
    events.add(tx, new_id("evt"), fact)


def tell(
    tx: Connection, account: str, plan: Plan, news: PlanNews, *, at: datetime, **more: Any
) -> None:
    """Write a fact about a plan, once for each day it is planned for and each try."""
    pay_on: date = more.pop("pay_on", plan.pay_on)
    method = more.pop("method", plan.method)
    amount = more.pop("amount", plan.amount if plan.amount.minor else plan.announced)
    occasion = more.pop("occasion", "")
    about = (plan.id, str(news), str(pay_on), str(plan.tries), *([occasion] if occasion else []))
    fact = PlanTold(
        account_id=plan.account_id,
        account=account,
        about=":".join(about),
        at=at,
        request_id=plan.request_id,
        news=news,
        person_id=plan.person_id,
        person=plan.person,
        automatic=plan.kind is PlanKind.AUTOPAY,
        numbers=plan.numbers,
        minor=amount.minor,
        currency=amount.currency,
        method=f"{method.brand} {method.last4}".strip() if method else "",
        pay_on=pay_on,
        due=plan.amount.minor > 0,
        **more,
    )
    events.add(tx, new_id("evt"), fact)
