"""Payments to be made on a day ahead; a row with ``due_at`` is work somebody must do."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    and_,
    bindparam,
    func,
    literal,
    not_,
    or_,
    select,
    true,
    union_all,
    update,
)
from sqlalchemy.engine import Connection

from assistant.billing.model import Allocation, Method, Origin
from assistant.billing.model.plan import Plan, PlanKind, PlanState, PlanStep
from assistant.billing.money import Money
from assistant.billing.store import methods
from assistant.billing.store.stops import PAYING
from assistant.billing.store.tables.accounts import people
from assistant.billing.store.tables.invoices import invoices
from assistant.billing.store.tables.payments import offer_lines, offers
from assistant.billing.store.tables.plans import planned_payments, standing_orders
from assistant.db import first_due, insert_new
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Claimed:
    """Something this process may work on until ``due_at``, when it falls due to others again."""

    id: str
    account_id: str
    due_at: datetime


def add(tx: Connection, row: dict[str, Any]) -> bool:
    """Write a plan; False when there is one already for this offer, or order and invoice."""
    return insert_new(tx, planned_payments, row)


def any_due(tx: Connection, *, now: datetime) -> bool:
    """Whether a plan or a standing order is to be looked at."""
    return tx.execute(_due, {"now": now}).first() is not None


_due = union_all(
    select(first_due(planned_payments.c.id, planned_payments.c.due_at).subquery()),
    select(first_due(standing_orders.c.id, standing_orders.c.due_at).subquery()),
).limit(1)


def claim(
    tx: Connection, now: datetime, *, lease: timedelta, limit: int, paying: bool = True
) -> list[Claimed]:
    """Take plans that are due, for this process and this long.

    While paying is stopped those wait that would now become payments; afterwards they are checked
    afresh.
    """
    pays = (_state == PlanState.PLANNED.value) & (_step != PlanStep.ANNOUNCE.value)
    only = or_(not_(pays), and_(literal(paying), not_(PAYING)))
    return claim_of(tx, planned_payments, now, lease=lease, limit=limit, only=only)


_state, _step = planned_payments.c.state, planned_payments.c.step


def claim_of(
    tx: Connection,
    table: Table,
    now: datetime,
    *,
    lease: timedelta,
    limit: int,
    only: ColumnElement[bool] | None = None,
) -> list[Claimed]:
    """Take rows of a table that are due; a dead process's fall due again."""
    due = (
        select(table.c.id, table.c.account_id)
        .where(table.c.due_at <= now, true() if only is None else only)
        .order_by(table.c.due_at, table.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = tx.execute(due).all()
    if found:
        taken = table.c.id.in_([row.id for row in found])
        tx.execute(update(table).where(taken).values(due_at=now + lease))
    return [Claimed(row.id, row.account_id, now + lease) for row in found]


def change(tx: Connection, plan_id: str, **values: Any) -> None:
    """Write what comes next for a plan."""
    tx.execute(_change, {"which": plan_id, **values})


_change = update(planned_payments).where(planned_payments.c.id == bindparam("which"))


def identified(tx: Connection, plan_id: str) -> Plan | None:
    """A plan by its id; for the tail, which acts for nobody."""
    found = _all(tx, _identified, {"which": plan_id})
    return found[0] if found else None


def live_of(tx: Connection, account_id: str) -> list[Plan]:
    """What the account has planned, the next one first."""
    live = [state for state in PlanState if state.live]
    return _all(tx, _live_of, {"account": account_id, "states": live})


def live_on(tx: Connection, account_id: str, invoice_ids: Sequence[str]) -> list[Plan]:
    """The account's plans that would pay any of these invoices."""
    wanted = set(invoice_ids)
    return [
        each
        for each in live_of(tx, account_id)
        if any(part.invoice_id in wanted for part in each.parts)
    ]


def planned_under(tx: Connection, order_id: str) -> set[str]:
    """The invoices for which a standing order has had its plan, whatever became of it."""
    return {row.invoice_id for row in tx.execute(_planned_under, {"order": order_id})}


_planned_under = select(planned_payments.c.invoice_id).where(
    planned_payments.c.order_id == bindparam("order")
)
_plans = (
    select(planned_payments, people.c.name, people.c.timezone)
    .add_columns(func.coalesce(planned_payments.c.method_id, offers.c.method_id).label("pays_with"))
    .join(people, people.c.id == planned_payments.c.person_id)
    .outerjoin(offers, offers.c.id == planned_payments.c.offer_id)
    .order_by(planned_payments.c.pay_on, planned_payments.c.created_at, planned_payments.c.id)
)
_identified = _plans.where(planned_payments.c.id == bindparam("which"))
_live_of = _plans.where(
    planned_payments.c.account_id == bindparam("account"),
    planned_payments.c.state.in_(bindparam("states", expanding=True)),
)
_offered = (
    select(offer_lines, invoices)
    .join(invoices, invoices.c.id == offer_lines.c.invoice_id)
    .where(offer_lines.c.offer_id.in_(bindparam("offers", expanding=True)))
    .order_by(offer_lines.c.position)
)
_open = select(invoices).where(invoices.c.id.in_(bindparam("invoices", expanding=True)))


def _all(tx: Connection, query: Select[Any], wanted: dict[str, Any]) -> list[Plan]:
    rows = tx.execute(query, wanted).all()
    parts: dict[str, tuple[Allocation, ...]] = {}
    if offered := [row.offer_id for row in rows if row.offer_id]:
        for row in tx.execute(_offered, {"offers": offered}):
            part = Money(min(row.amount_minor, _left(row)), row.currency)
            mine = Allocation(row.invoice_id, row.number, part)
            parts[row.offer_id] = (*parts.get(row.offer_id, ()), mine)
    if due := [row.invoice_id for row in rows if row.invoice_id]:
        for row in tx.execute(_open, {"invoices": due}):
            parts[row.id] = (Allocation(row.id, row.number, Money(_left(row), row.currency)),)
    return [
        _plan(row, _method(tx, row), _still(parts[row.offer_id or row.invoice_id])) for row in rows
    ]


def _left(row: Any) -> int:
    """What is open on an invoice."""
    return int(row.total_minor - row.paid_minor) if row.status == "OPEN" else 0


def _still(parts: tuple[Allocation, ...]) -> tuple[Allocation, ...]:
    """Those on which something is open; of a plan that is over all, so that it can be named."""
    return tuple(part for part in parts if part.amount.minor) or parts


def _method(tx: Connection, row: Any) -> Method | None:
    """What was agreed or stands in; an automatic payment uses the default of its day."""
    if row.pays_with:
        return methods.identified(tx, row.pays_with)
    return methods.default(tx, row.account_id)


def _plan(row: Any, method: Method | None, parts: tuple[Allocation, ...]) -> Plan:
    return Plan(
        id=row.id,
        account_id=row.account_id,
        kind=PlanKind(row.kind),
        person_id=row.person_id,
        person=row.name,
        timezone=row.timezone,
        state=PlanState(row.state),
        step=PlanStep(row.step),
        pay_on=row.pay_on,
        due_at=row.due_at,
        tries=row.tries,
        payment_id=row.payment_id,
        offer_id=row.offer_id,
        order_id=row.order_id,
        announced=Money(row.announced_minor, row.currency),
        method=method,
        parts=parts,
        request_id=row.request_id,
        origin=Origin(**row.origin),
        created_at=row.created_at,
    )
