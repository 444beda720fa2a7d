"""Money of payments that went back: refunds and disputes, by the provider's names for them."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.engine import Connection

from assistant.billing.gateway import DisputeReport, DisputeStatus, RefundReport, RefundStatus
from assistant.billing.model import Payment, PaymentState
from assistant.billing.model.operation import OperationState
from assistant.billing.money import Money
from assistant.billing.store.payments import several
from assistant.billing.store.tables.invoices import invoices
from assistant.billing.store.tables.ledger import entries, postings
from assistant.billing.store.tables.operations import disputes, operations, refunds
from assistant.billing.store.tables.payments import allocations, payments
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Recorded:
    """A refund as we have it."""

    gateway_ref: str
    operation_id: str | None
    amount: Money
    status: RefundStatus


@dataclass(frozen=True, slots=True)
class Contest:
    """A dispute as we have it."""

    gateway_ref: str
    amount: Money
    withdrawn: Money
    status: DisputeStatus


def left_of(tx: Connection, payment: Payment) -> Money:
    """What of a payment has neither gone back nor is promised to."""
    row = tx.execute(_sent, {"id": payment.id}).one()
    arrived = payment.moved or payment.amount
    return arrived - Money(row.refunded_minor + row.refunding_minor, arrived.currency)


_sent = select(payments.c.refunded_minor, payments.c.refunding_minor).where(
    payments.c.id == bindparam("id")
)


def gone(tx: Connection, payment_id: str) -> int:
    """How much of a payment has gone back, in minor units."""
    return int(tx.execute(_sent, {"id": payment_id}).one().refunded_minor)


def proposed(tx: Connection, payment_id: str, currency: str) -> Money:
    """How much of a payment is to go back and waits for a second person."""
    found = tx.execute(_proposed, {"payment": payment_id}).scalar_one()
    return Money(int(found or 0), currency)


_proposed = select(func.sum(operations.c.amount_minor)).where(
    operations.c.payment_id == bindparam("payment"),
    operations.c.state == OperationState.PROPOSED,
)


def reserve(tx: Connection, payment_id: str, amount: Money) -> bool:
    """Promise so much of a payment; False when that is more than is left of it."""
    return tx.execute(_reserve, {"which": payment_id, "minor": amount.minor}).rowcount > 0


_gone = payments.c.refunded_minor + payments.c.refunding_minor
_reserve = (
    update(payments)
    .where(
        payments.c.id == bindparam("which"),
        _gone + bindparam("minor")
        <= func.coalesce(payments.c.moved_minor, payments.c.amount_minor),
    )
    .values(refunding_minor=payments.c.refunding_minor + bindparam("minor"))
)


def shift(tx: Connection, payment_id: str, *, promised: int = 0, gone: int = 0) -> None:
    """Move what is promised and what is gone; the database refuses more than the payment."""
    tx.execute(_shift, {"which": payment_id, "promised": promised, "gone": gone})


_shift = (
    update(payments)
    .where(payments.c.id == bindparam("which"))
    .values(
        refunding_minor=payments.c.refunding_minor + bindparam("promised"),
        refunded_minor=payments.c.refunded_minor + bindparam("gone"),
    )
)


def recorded(tx: Connection, gateway_ref: str) -> Recorded | None:
    """A refund by the provider's name for it."""
    row = tx.execute(_recorded, {"ref": gateway_ref}).one_or_none()
    if row is None:
        return None
    amount = Money(row.amount_minor, row.currency)
    return Recorded(row.gateway_ref, row.operation_id, amount, RefundStatus(row.status))


_recorded = select(refunds).where(refunds.c.gateway_ref == bindparam("ref"))


def keep(tx: Connection, payment: Payment, report: RefundReport, *, now: datetime) -> None:
    """Write down a refund for the first time."""
    row = {
        "gateway_ref": report.gateway_ref,
        "account_id": payment.account_id,
        "payment_id": payment.id,
        "operation_id": report.operation_id,
        "currency": report.amount.currency,
        "amount_minor": report.amount.minor,
        "status": report.status,
        "failure": report.failure,
        "created_at": now,
        "changed_at": now,
    }
    tx.execute(insert(refunds), row)


def turn(tx: Connection, report: RefundReport, *, now: datetime) -> None:
    """Note how a refund stands now."""
    values = {"status": report.status, "failure": report.failure, "changed_at": now}
    tx.execute(_turn, {"which": report.gateway_ref, **values})


_turn = update(refunds).where(refunds.c.gateway_ref == bindparam("which"))


def contest(tx: Connection, gateway_ref: str) -> Contest | None:
    """A dispute by the provider's name for it."""
    row = tx.execute(_contest, {"ref": gateway_ref}).one_or_none()
    if row is None:
        return None
    amount, taken = Money(row.amount_minor, row.currency), Money(row.withdrawn_minor, row.currency)
    return Contest(row.gateway_ref, amount, taken, DisputeStatus(row.status))


_contest = select(disputes).where(disputes.c.gateway_ref == bindparam("ref"))


def keep_contest(tx: Connection, payment: Payment, report: DisputeReport, *, now: datetime) -> None:
    """Write down a dispute for the first time, before any of its money has moved in the books."""
    row = {
        "gateway_ref": report.gateway_ref,
        "account_id": payment.account_id,
        "payment_id": payment.id,
        "currency": report.amount.currency,
        "amount_minor": report.amount.minor,
        "withdrawn_minor": 0,
        "status": DisputeStatus.OPEN,
        "reason": report.reason[:80],
        "created_at": now,
        "changed_at": now,
    }
    tx.execute(insert(disputes), row)


def turn_contest(tx: Connection, report: DisputeReport, *, now: datetime) -> None:
    """Note how a dispute stands now."""
    values = {
        "status": report.status,
        "withdrawn_minor": report.withdrawn.minor,
        "changed_at": now,
    }
    tx.execute(_turn_contest, {"which": report.gateway_ref, **values})


_turn_contest = update(disputes).where(disputes.c.gateway_ref == bindparam("which"))


def in_dispute(tx: Connection, payment_id: str) -> bool:
    """Whether the payer's bank is asking for this payment, or has taken it."""
    return tx.execute(_in_dispute, {"payment": payment_id}).first() is not None


_in_dispute = select(disputes.c.gateway_ref).where(
    disputes.c.payment_id == bindparam("payment"), disputes.c.status != DisputeStatus.WON
)


def gave(tx: Connection, payment: Payment) -> dict[tuple[str, str | None], int]:
    """What a payment has done in the books, net of all that went back: (book, invoice) to minor."""
    rows = tx.execute(_gave, {"account": payment.account_id, "payment": payment.id})
    return {(row.book, row.invoice_id): int(row.minor) for row in rows}


_gave = (
    select(postings.c.book, postings.c.invoice_id, func.sum(postings.c.minor).label("minor"))
    .join(
        entries,
        (entries.c.account_id == postings.c.account_id) & (entries.c.seq == postings.c.seq),
    )
    .where(
        entries.c.account_id == bindparam("account"), entries.c.reference == bindparam("payment")
    )
    .group_by(postings.c.book, postings.c.invoice_id)
)


def payments_named(tx: Connection, account_id: str, beginning: str) -> list[Payment]:
    """The account's payments whose id begins so."""
    wanted = {"account": account_id, "first": beginning, "beyond": beginning + "g"}
    return several(tx, [str(row.id) for row in tx.execute(_named, wanted)])


def payments_on(tx: Connection, account_id: str, invoice_id: str) -> list[Payment]:
    """The account's payments on an invoice that took money, newest first."""
    wanted = {"account": account_id, "invoice": invoice_id, "state": PaymentState.SUCCEEDED}
    return several(tx, [str(row.id) for row in tx.execute(_paid_on, wanted)])


_mine = payments.c.account_id == bindparam("account")
_named = (
    select(payments.c.id)
    .where(_mine, payments.c.id >= bindparam("first"), payments.c.id < bindparam("beyond"))
    .limit(3)
)
_paid_on = (
    select(payments.c.id)
    .join(allocations, allocations.c.payment_id == payments.c.id)
    .where(
        _mine,
        allocations.c.invoice_id == bindparam("invoice"),
        payments.c.state == bindparam("state"),
    )
    .limit(20)
)


def of_payment(tx: Connection, payment_id: str) -> tuple[list[Any], list[Any]]:
    """Every refund and dispute of one payment, oldest first."""
    back = select(refunds).where(refunds.c.payment_id == payment_id)
    asked = select(disputes).where(disputes.c.payment_id == payment_id)
    return (
        list(tx.execute(back.order_by(refunds.c.created_at))),
        list(tx.execute(asked.order_by(disputes.c.created_at))),
    )


def mark_disputed(tx: Connection, payment: Payment, *, at: datetime | None) -> None:
    """Mark or unmark what a payment had paid as being in dispute."""
    wanted = [part.invoice_id for part in payment.allocations]
    tx.execute(_mark, {"which": wanted, "since": at})


_mark = (
    update(invoices)
    .where(invoices.c.id.in_(bindparam("which", expanding=True)))
    .values(disputed_at=bindparam("since"), version=invoices.c.version + 1)
)
