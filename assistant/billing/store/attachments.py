"""Parts of payments that the provider's own invoices are to show; a row with ``due_at`` is work."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.engine import Connection

from assistant.billing.gateway.books import Attachment
from assistant.billing.money import Money
from assistant.billing.store.tables.invoices import invoices
from assistant.billing.store.tables.outside import attachments, receipts
from assistant.billing.store.tables.payments import payments
from assistant.db import first_due, insert_new


def add(tx: Connection, payment_id: str, invoice_id: str, amount: Money, *, due: datetime) -> None:
    """Put a part on record, to be told to the provider."""
    row = {
        "payment_id": payment_id,
        "invoice_id": invoice_id,
        "minor": amount.minor,
        "due_at": due,
    }
    tx.execute(_add, row)


_add = insert(attachments)


def any_due(tx: Connection, *, now: datetime) -> bool:
    """Whether there is a part to tell of."""
    return tx.execute(_due, {"now": now}).first() is not None


_due = first_due(attachments.c.payment_id, attachments.c.due_at)


def claim(tx: Connection, now: datetime, *, lease: timedelta, limit: int) -> list[Attachment]:
    """Take parts that are due, for this process and this long."""
    rows = list(tx.execute(_claim, {"now": now, "limit": limit}))
    for row in rows:
        change(
            tx,
            row.payment_id,
            row.invoice_id,
            due_at=now + lease,
            attempts=row.attempts + 1,
        )
    return [
        Attachment(
            payment_id=row.payment_id,
            invoice_id=row.invoice_id,
            invoice_ref=row.invoice_ref,
            payment_ref=row.payment_ref or "",
            amount=Money(row.minor, row.currency),
            whole=row.minor == row.amount_minor,
            attempts=row.attempts,
        )
        for row in rows
    ]


_claim = (
    select(
        attachments,
        invoices.c.gateway_ref.label("invoice_ref"),
        payments.c.gateway_ref.label("payment_ref"),
        payments.c.amount_minor,
        payments.c.currency,
    )
    .join(invoices, invoices.c.id == attachments.c.invoice_id)
    .join(payments, payments.c.id == attachments.c.payment_id)
    .where(attachments.c.due_at <= bindparam("now"))
    .order_by(attachments.c.due_at)
    .limit(bindparam("limit"))
    .with_for_update(of=attachments, skip_locked=True)
)


def change(tx: Connection, payment_id: str, invoice_id: str, **values: object) -> None:
    """Write what became of it."""
    tx.execute(_change, {"payment": payment_id, "invoice": invoice_id, **values})


_change = update(attachments).where(
    attachments.c.payment_id == bindparam("payment"),
    attachments.c.invoice_id == bindparam("invoice"),
)


def told_of(tx: Connection, invoice_id: str) -> bool:
    """Whether the provider was told, or is to be told, of any payment on this invoice."""
    return tx.execute(_told, {"invoice": invoice_id}).first() is not None


_told = select(attachments.c.payment_id).where(attachments.c.invoice_id == bindparam("invoice"))


def new_receipt(
    tx: Connection, ref: str, *, account_id: str, invoice_id: str, at: datetime
) -> bool:
    """Note the provider's own payment of its invoice; False when it was noted before."""
    row = {"ref": ref, "account_id": account_id, "invoice_id": invoice_id, "at": at}
    return insert_new(tx, receipts, row)


_of_payment = select(payments.c.id).where(payments.c.id == bindparam("payment"))


def is_ours(tx: Connection, payment_id: str) -> bool:
    """Whether a payment is one of ours, whoever's."""
    return tx.execute(_of_payment, {"payment": payment_id}).first() is not None
