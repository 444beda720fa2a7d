"""What people have said of invoices: that they are paid, or on which day they will be."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.engine import Connection

from assistant.billing.model.hold import promised_days
from assistant.billing.model.plan import Plan, PlanKind
from assistant.billing.store import holds

DAY = timedelta(days=1)


def paid(tx: Connection, account_id: str, now: datetime) -> set[str]:
    """The invoices that somebody says are paid, while we look for the money."""
    return {each.invoice_id for each in holds.said_paid(tx, account_id, now)}


def left_to_autopay(found: list[Plan]) -> tuple[Plan, ...]:
    """What is planned, and of what autopay would pay only what no dated payment pays before it."""
    dated = [each for each in found if each.kind is PlanKind.SCHEDULED]
    return tuple(filter(None, (_left(each, dated) for each in found)))


def _left(plan: Plan, dated: list[Plan]) -> Plan | None:
    if plan.kind is PlanKind.SCHEDULED:
        return plan
    for each in dated:
        for part in each.parts:
            if part.invoice_id != plan.parts[0].invoice_id:
                continue
            if part.amount >= plan.amount:
                return None
            rest = replace(plan.parts[0], amount=plan.amount - part.amount)
            plan = replace(plan, parts=(rest,), pay_on=max(plan.pay_on, each.pay_on + DAY))
    return plan


def promised(tx: Connection, account_id: str, now: datetime) -> dict[str, date]:
    """By invoice, the day on which somebody has promised to pay it."""
    return promised_days(holds.live_of(tx, account_id, now))
