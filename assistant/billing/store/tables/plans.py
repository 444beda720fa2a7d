"""The tables of what is to be paid on a day ahead."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from assistant.billing.store.tables.columns import CURRENCY, ID
from assistant.db import Json, Moment, metadata

standing_orders = Table(
    "standing_orders",
    metadata,
    Column("id", ID, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("method_id", ForeignKey("methods.id"), nullable=False),  # as it was named in the offer
    Column("state", String(12), nullable=False),
    Column("request_id", ID, nullable=False),
    Column("origin", Json, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("confirmed_at", Moment),
    Column("ended_at", Moment),
    Column("why", String(24)),
    Column("due_at", Moment),  # when to look for invoices that it covers and that have no plan
    Index(
        "uq_standing_orders_active",
        "account_id",
        unique=True,
        sqlite_where=text("state = 'active'"),
        postgresql_where=text("state = 'active'"),
    ),
    Index(
        "ix_standing_orders_due",
        "due_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
)

planned_payments = Table(
    "planned_payments",
    metadata,
    Column("id", ID, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("kind", String(12), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("offer_id", ForeignKey("offers.id"), unique=True),
    Column("order_id", ForeignKey("standing_orders.id")),
    Column("invoice_id", ForeignKey("invoices.id")),
    Column("method_id", ForeignKey("methods.id")),  # in place of the one that the offer named
    Column("currency", CURRENCY, nullable=False),
    Column("announced_minor", BigInteger, nullable=False),
    Column("state", String(12), nullable=False),
    Column("step", String(12), nullable=False),
    Column("pay_on", Date, nullable=False),
    Column("due_at", Moment),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("payment_id", ForeignKey("payments.id")),
    Column("why", String(24)),
    Column("request_id", ID, nullable=False),
    Column("origin", Json, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("finished_at", Moment),
    # a standing order plans each invoice once, even if two processes look at the same time
    UniqueConstraint("order_id", "invoice_id"),
    CheckConstraint(
        "(offer_id IS NULL) = (invoice_id IS NOT NULL)"
        " AND (order_id IS NULL) = (invoice_id IS NULL)",
        name="consent",
    ),
    Index(
        "ix_planned_payments_ahead",
        "account_id",
        sqlite_where=text("finished_at IS NULL"),
        postgresql_where=text("finished_at IS NULL"),
    ),
    Index(
        "ix_planned_payments_due",
        "due_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
)
