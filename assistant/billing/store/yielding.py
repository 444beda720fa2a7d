"""Payments that give way to another, and the one that waits for them."""

from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.engine import Connection

from assistant.billing.model import Payment, PaymentState
from assistant.billing.store import payments
from assistant.billing.store.tables.payments import allocations
from assistant.billing.store.tables.payments import payments as rows


def give_way(tx: Connection, page: Payment, *, to: str, now: datetime) -> None:
    """Have a page closed for another payment, which takes over its invoices."""
    closing = {"state": PaymentState.WITHDRAWING, "due_at": now}
    payments.change(tx, page.id, yields_to=to, **closing)
    payments.free_invoices(tx, page.id)


def let_go_on(tx: Connection, payment_id: str, now: datetime) -> None:
    """Make a payment due that waited for pages to be closed."""
    tx.execute(_let_go_on, {"which": payment_id, "waits": PaymentState.CONFIRMED, "due_at": now})


_let_go_on = update(rows).where(
    rows.c.id == bindparam("which"),
    rows.c.state == bindparam("waits"),
    rows.c.due_at.is_(None),
)


def stop_before_charge(tx: Connection, payment_id: str) -> bool:
    """Let nobody take up a payment that the provider has not been asked about; False if too late.

    Claiming does not take the account's turn, so the row itself decides who is first.
    """
    stopped = {"which": payment_id, "waits": PaymentState.CONFIRMED, "due_at": None}
    return tx.execute(_stop_before_charge, stopped).rowcount == 1


_stop_before_charge = update(rows).where(
    rows.c.id == bindparam("which"),
    rows.c.state == bindparam("waits"),
    rows.c.attempts == 0,
)


def any_yielding_to(tx: Connection, payment_id: str) -> bool:
    """Whether a page is still being closed for this payment."""
    return tx.execute(_yielding_to, {"to": payment_id}).first() is not None


_yielding_to = select(rows.c.id).where(
    rows.c.yields_to == bindparam("to"), rows.c.state == PaymentState.WITHDRAWING.value
)


def take_again(tx: Connection, payment_id: str) -> None:
    """A payment that had given way pays after all: nobody else may, if nobody does already."""
    tx.execute(_take_again, {"payment": payment_id, "live": True})


_others = allocations.alias()
_take_again = update(allocations).where(
    allocations.c.payment_id == bindparam("payment"),
    ~select(_others.c.payment_id)
    .where(_others.c.invoice_id == allocations.c.invoice_id, _others.c.live)
    .exists(),
)
