"""Payments as work: those that are due, taken by one process at a time."""

from datetime import datetime, timedelta

from sqlalchemy import Boolean, and_, bindparam, case, func, not_, or_, select, update
from sqlalchemy.engine import Connection

from assistant.billing.model import Payment, PaymentState
from assistant.billing.store.payments import PAYMENTS, whole
from assistant.billing.store.stops import PAYING
from assistant.billing.store.tables.accounts import accounts
from assistant.billing.store.tables.payments import payments
from assistant.db import first_due


def any_due(tx: Connection, *, now: datetime) -> bool:
    """Whether there is a payment to look at."""
    return tx.execute(_due, {"now": now}).first() is not None


_due = first_due(payments.c.id, payments.c.due_at)


def claim(
    tx: Connection, now: datetime, *, lease: timedelta, limit: int, charging: bool = True
) -> list[tuple[Payment, str | None]]:
    """Take payments that are due, for this process and this long; a dead one's fall due again.

    They come back as they were before: what is to be done depends on how far they had got. Beside
    each stands the provider's name for the account that pays. While paying is stopped, or not this
    process's to do, those that nobody has asked the provider for stay where they are.
    """
    rows = tx.execute(_claimable, {"now": now, "limit": limit, "charging": charging}).all()
    if not rows:
        return []
    tx.execute(_claim, {"ids": [row.id for row in rows], "until": now + lease})
    return [(payment, row.customer_ref) for payment, row in zip(whole(tx, rows), rows, strict=True)]


_state = payments.c.state
_untouched = _state == PaymentState.CONFIRMED
_may_charge = and_(bindparam("charging", type_=Boolean), not_(PAYING))
_UNSETTLED = (PaymentState.CONFIRMED, PaymentState.CHARGING, PaymentState.UNKNOWN)
_claim = (
    update(payments)
    .where(payments.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        due_at=bindparam("until"),
        state=case((_untouched, PaymentState.CHARGING), else_=_state),
        attempts=payments.c.attempts + case((_state.in_(_UNSETTLED), 1), else_=0),
    )
)
_claimable = (
    PAYMENTS.add_columns(accounts.c.customer_ref)
    .join(accounts, accounts.c.id == payments.c.account_id)
    .where(payments.c.due_at <= bindparam("now"), or_(not_(_untouched), _may_charge))
    .order_by(None)
    .order_by(payments.c.due_at)
    .limit(bindparam("limit"))
    .with_for_update(of=payments, skip_locked=True)
)


def waiting(tx: Connection) -> int:
    """How many were confirmed and nobody has asked the provider for."""
    return int(tx.execute(_waiting).scalar_one())


_waiting = (
    select(func.count()).select_from(payments).where(payments.c.due_at.is_not(None), _untouched)
)
