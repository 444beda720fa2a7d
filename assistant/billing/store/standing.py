"""Standing orders: who consented that whatever falls due is paid."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, literal_column, select, update
from sqlalchemy.engine import Connection

from assistant.billing.model import Origin
from assistant.billing.model.plan import OrderState, StandingOrder
from assistant.billing.store.planned import Claimed, claim_of
from assistant.billing.store.tables.accounts import people
from assistant.billing.store.tables.plans import standing_orders
from assistant.db.direct import asked_for_each


def add(tx: Connection, row: dict[str, Any]) -> None:
    """Write an order that is offered."""
    tx.execute(insert(standing_orders), row)


def active(tx: Connection, account_id: str) -> StandingOrder | None:
    """The account's order, if autopay is on."""
    return asking_for_active(tx, [account_id])().get(account_id)


def asking_for_active(
    tx: Connection, account_ids: Iterable[str]
) -> Callable[[], dict[str, StandingOrder]]:
    """The same of those of several that have autopay on, for who asks more at once."""
    rows = asked_for_each(tx, _active, "accounts", account_ids)
    return lambda: {row.account_id: _order(row) for row in rows}


def of_person(
    tx: Connection, person_id: str, account_ids: tuple[str, ...], order_id: str
) -> StandingOrder | None:
    """An order by its id, but only the person's own, for an account they still belong to."""
    wanted = {"person": person_id, "accounts": list(account_ids), "which": order_id}
    return _one(tx.execute(_of_person, wanted).one_or_none())


def identified(tx: Connection, order_id: str) -> StandingOrder | None:
    """An order by its id; for the tail, which acts for nobody."""
    return _one(tx.execute(_identified, {"which": order_id}).one_or_none())


def change(tx: Connection, order_id: str, **values: Any) -> None:
    """Write what is now so of an order."""
    tx.execute(_change, {"which": order_id, **values})


def claim(tx: Connection, now: datetime, *, lease: timedelta, limit: int) -> list[Claimed]:
    """Take orders that are due to be looked through."""
    return claim_of(tx, standing_orders, now, lease=lease, limit=limit)


_change = update(standing_orders).where(standing_orders.c.id == bindparam("which"))
_orders = select(standing_orders, people.c.name, people.c.timezone).join(
    people, people.c.id == standing_orders.c.person_id
)
_identified = _orders.where(standing_orders.c.id == bindparam("which"))
_of_person = _identified.where(
    standing_orders.c.person_id == bindparam("person"),
    standing_orders.c.account_id.in_(bindparam("accounts", expanding=True)),
)
_active = _orders.where(
    standing_orders.c.account_id.in_(bindparam("accounts", expanding=True)),
    standing_orders.c.state == literal_column("'active'"),  # as the index says it
)


def _one(row: Any) -> StandingOrder | None:
    return None if row is None else _order(row)


def _order(row: Any) -> StandingOrder:
    return StandingOrder(
        id=row.id,
        account_id=row.account_id,
        person_id=row.person_id,
        person=row.name,
        timezone=row.timezone,
        state=OrderState(row.state),
        method_id=row.method_id,
        expires_at=row.expires_at,
        confirmed_at=row.confirmed_at,
        request_id=row.request_id,
        origin=Origin(**row.origin),
    )
