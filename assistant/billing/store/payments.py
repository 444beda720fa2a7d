"""Payments and what they are for; a row with ``due_at`` is work somebody must do."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.engine import Connection

from assistant.billing.model import Allocation, Asker, Offer, Origin, Payment, PaymentState
from assistant.billing.money import Money
from assistant.billing.store.invoices import method_by_id
from assistant.billing.store.tables import (
    accounts,
    allocations,
    invoices,
    payments,
)


def add(tx: Connection, payment_id: str, offer: Offer, asker: Asker) -> None:
    """Put a confirmed offer on record, due at once.

    The caller holds the account's turn and has looked for a live payment; should both be wrong, the
    unique index raises IntegrityError and nothing is written.
    """
    row = {
        "id": payment_id,
        "account_id": offer.account_id,
        "offer_id": offer.id,
        "person_id": offer.person_id,
        "request_id": asker.request_id,
        "currency": offer.amount.currency,
        "amount_minor": offer.amount.minor,
        "method_id": offer.method and offer.method.id,
        "state": PaymentState.CONFIRMED,
        "due_at": asker.now,
        "origin": asdict(asker.origin),
        "created_at": asker.now,
    }
    tx.execute(insert(payments).values(row))
    parts = [
        {
            "payment_id": payment_id,
            "invoice_id": line.invoice_id,
            "position": position,
            "amount_minor": line.amount.minor,
            "live": True,
        }
        for position, line in enumerate(offer.lines)
    ]
    tx.execute(insert(allocations), parts)


def live_on(tx: Connection, invoice_ids: Sequence[str]) -> Payment | None:
    """The payment under way on any of these invoices."""
    on = select(allocations.c.payment_id).where(
        allocations.c.invoice_id.in_(invoice_ids), allocations.c.live
    )
    found = _find(tx, payments.c.id.in_(on), limit=1)
    return found[0] if found else None


def latest_on(tx: Connection, account_id: str, invoice_id: str) -> Payment | None:
    """The last payment anybody started on this invoice."""
    on = select(allocations.c.payment_id).where(allocations.c.invoice_id == invoice_id)
    found = _find(tx, payments.c.account_id == account_id, payments.c.id.in_(on), limit=1)
    return found[0] if found else None


def of_account(tx: Connection, account_id: str, *, offset: int, limit: int) -> list[Payment]:
    """One page of the account's payments, newest first."""
    return _find(tx, payments.c.account_id == account_id, offset=offset, limit=limit)


def count_of_account(tx: Connection, account_id: str) -> int:
    """How many payments the account has."""
    where = payments.c.account_id == account_id
    query = select(func.count()).select_from(payments).where(where)
    return int(tx.execute(query).scalar_one())


def of_offer(tx: Connection, offer_id: str) -> Payment | None:
    """The payment a confirmed offer became."""
    found = _find(tx, payments.c.offer_id == offer_id, limit=1)
    return found[0] if found else None


def identified(tx: Connection, payment_id: str) -> Payment | None:
    """A payment by our id; for the tails, which act for nobody."""
    found = _find(tx, payments.c.id == payment_id, limit=1)
    return found[0] if found else None


def under_way(tx: Connection, account_id: str) -> list[Payment]:
    """Payments under way for an account."""
    live = [state for state in PaymentState if state.live]
    return _find(tx, payments.c.account_id == account_id, payments.c.state.in_(live))


def claim(tx: Connection, now: datetime, *, lease: timedelta, limit: int) -> list[Payment]:
    """Take payments that are due, for this process and this long; a dead one's fall due again.

    They come back as they were before: what is to be done depends on how far they had got.
    """
    due = (
        select(payments.c.id)
        .where(payments.c.due_at <= now)
        .order_by(payments.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = [row.id for row in tx.execute(due)]
    if not ids:
        return []
    found = _find(tx, payments.c.id.in_(ids), limit=limit)
    mine = payments.c.id.in_(ids)
    tx.execute(update(payments).where(mine).values(due_at=now + lease))
    fresh = mine & payments.c.state.in_((PaymentState.CONFIRMED, PaymentState.CHARGING))
    tx.execute(
        update(payments)
        .where(fresh)
        .values(state=PaymentState.CHARGING, attempts=payments.c.attempts + 1)
    )
    return found


def change(tx: Connection, payment_id: str, **values: Any) -> None:
    """Write what is now known of a payment."""
    tx.execute(update(payments).where(payments.c.id == payment_id).values(**values))


def free_invoices(tx: Connection, payment_id: str) -> None:
    """The payment is over: its invoices may be paid by another one."""
    where = allocations.c.payment_id == payment_id
    tx.execute(update(allocations).where(where).values(live=False))


def origin_of(tx: Connection, payment_id: str) -> Origin:
    """Where the payer said yes."""
    where = payments.c.id == payment_id
    return Origin(**tx.execute(select(payments.c.origin).where(where)).scalar_one())


def customer_ref(tx: Connection, payment: Payment) -> str | None:
    """The provider's name for the account that pays."""
    where = accounts.c.id == payment.account_id
    found: str | None = tx.execute(select(accounts.c.customer_ref).where(where)).scalar_one()
    return found


def _find(
    tx: Connection, *where: ColumnElement[bool], offset: int = 0, limit: int = 100
) -> list[Payment]:
    query = (
        select(payments)
        .where(*where)
        .order_by(payments.c.created_at.desc(), payments.c.id.desc())
        .offset(offset)
        .limit(limit)
    )
    rows = tx.execute(query).all()
    parts = _parts(tx, [row.id for row in rows])
    return [_payment(tx, row, parts.get(row.id, ())) for row in rows]


def _parts(tx: Connection, payment_ids: list[str]) -> dict[str, tuple[Allocation, ...]]:
    query = (
        select(allocations, invoices.c.number, invoices.c.currency)
        .join(invoices, invoices.c.id == allocations.c.invoice_id)
        .where(allocations.c.payment_id.in_(payment_ids))
        .order_by(allocations.c.position)
    )
    found: dict[str, tuple[Allocation, ...]] = {}
    for row in tx.execute(query) if payment_ids else ():
        part = Allocation(row.invoice_id, row.number, Money(row.amount_minor, row.currency))
        found[row.payment_id] = (*found.get(row.payment_id, ()), part)
    return found


def _payment(tx: Connection, row: Any, parts: tuple[Allocation, ...]) -> Payment:
    return Payment(
        id=row.id,
        account_id=row.account_id,
        person_id=row.person_id,
        amount=Money(row.amount_minor, row.currency),
        method=method_by_id(tx, row.method_id) if row.method_id else None,
        state=PaymentState(row.state),
        attempts=row.attempts,
        gateway_ref=row.gateway_ref,
        decline=row.decline,
        action_url=row.action_url,
        created_at=row.created_at,
        finished_at=row.finished_at,
        allocations=parts,
    )
