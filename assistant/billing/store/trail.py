"""Find rows by whatever the operator has in hand."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, or_, select
from sqlalchemy.engine import Connection

from assistant.billing.store.tables.contact_changes import contact_changes as changes
from assistant.billing.store.tables.events import events, gateway_events
from assistant.billing.store.tables.invoices import invoices
from assistant.billing.store.tables.ledger import entries
from assistant.billing.store.tables.operations import operations
from assistant.billing.store.tables.payments import allocations, offer_lines, offers, payments


def offers_and_payments(tx: Connection, thing: str) -> tuple[list[Any], list[Any]]:
    """Offers and payments that this id, request, invoice number or person has to do with."""
    on_invoice = invoice_ids(tx, thing)
    offered = select(offer_lines.c.offer_id).where(offer_lines.c.invoice_id.in_(on_invoice))
    paid = select(allocations.c.payment_id).where(allocations.c.invoice_id.in_(on_invoice))
    told = select(events.c.about).where(events.c.id == thing)
    query = select(payments).where(
        or_(
            payments.c.id == thing,
            payments.c.offer_id == thing,
            payments.c.request_id == thing,
            payments.c.gateway_ref == thing,
            payments.c.person_id == thing,
            payments.c.id.in_(paid),
            payments.c.id.in_(told),
        )
    )
    found = list(tx.execute(query.order_by(payments.c.created_at)))
    became = [row.offer_id for row in found]
    mine = or_(
        offers.c.id == thing,
        offers.c.request_id == thing,
        offers.c.person_id == thing,
        offers.c.id.in_(offered),
        offers.c.id.in_(became),
    )
    return list(tx.execute(select(offers).where(mine).order_by(offers.c.created_at))), found


def contact_changes(tx: Connection, thing: str) -> list[Any]:
    """Changes to contacts with this id, asked for in this request, for this address or person."""
    mine = or_(
        changes.c.id == thing,
        changes.c.request_id == thing,
        changes.c.email == thing,
        changes.c.person_id == thing,
        changes.c.subject_id == thing,
    )
    return list(tx.execute(select(changes).where(mine).order_by(changes.c.created_at)))


def operations_on(tx: Connection, thing: str, payment_ids: Sequence[str]) -> list[Any]:
    """Operations with this id, of this request or person, on this invoice or these payments."""
    on_invoice = invoice_ids(tx, thing)
    mine = or_(
        operations.c.id == thing,
        operations.c.request_id == thing,
        operations.c.gateway_ref == thing,
        operations.c.proposed_by == thing,
        operations.c.approved_by == thing,
        operations.c.invoice_id.in_(on_invoice),
        operations.c.result_id.in_(on_invoice),
        operations.c.payment_id.in_(payment_ids),
    )
    return list(tx.execute(select(operations).where(mine).order_by(operations.c.created_at)))


def invoice_ids(tx: Connection, thing: str) -> list[str]:
    """The id of the invoice with this number or id, if there is one."""
    return [str(row.id) for row in invoices_called(tx, thing)]


def invoices_called(tx: Connection, thing: str) -> list[Any]:
    """The invoice with this number or id, if there is one."""
    query = select(invoices).where(or_(invoices.c.number == thing, invoices.c.id == thing))
    return list(tx.execute(query))


def latest_offers(tx: Connection, since: datetime, limit: int) -> list[Any]:
    """Offers made from then on, newest first."""
    return _latest(tx, offers.c.created_at, since, limit)


def latest_payments(tx: Connection, since: datetime, limit: int) -> list[Any]:
    """Payments confirmed from then on, newest first."""
    return _latest(tx, payments.c.created_at, since, limit)


def latest_entries(tx: Connection, since: datetime, limit: int) -> list[Any]:
    """Ledger entries written from then on, newest first."""
    return _latest(tx, entries.c.at, since, limit)


def latest_facts(tx: Connection, since: datetime, limit: int) -> list[Any]:
    """Facts recorded from then on, newest first."""
    return _latest(tx, events.c.at, since, limit)


def latest_webhooks(tx: Connection, since: datetime, limit: int) -> list[Any]:
    """Webhooks received from then on, newest first."""
    return _latest(tx, gateway_events.c.received_at, since, limit)


def _latest(tx: Connection, at: Column[datetime], since: datetime, limit: int) -> list[Any]:
    query = select(at.table).where(at >= since).order_by(at.desc()).limit(limit)
    return list(tx.execute(query))
