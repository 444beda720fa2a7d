"""The tables for what comes from outside billing, and for what does not agree with it."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    text,
)

from assistant.db import Moment, metadata

chores = Table(
    "chores",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("due_at", Moment, nullable=False),
    Column("held_until", Moment),  # somebody is at it, or died at it and another one may go on
    Column("mark", String(200), nullable=False, server_default=""),  # how far it has come
)

attachments = Table(
    "attachments",
    metadata,
    Column("payment_id", ForeignKey("payments.id"), nullable=False),
    Column("invoice_id", ForeignKey("invoices.id"), nullable=False),
    Column("minor", BigInteger, nullable=False),
    Column("due_at", Moment),  # null once the provider's own invoice shows it
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("outcome", String(120)),
    PrimaryKeyConstraint("payment_id", "invoice_id"),
    Index(
        "ix_attachments_due",
        "due_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
)

receipts = Table(
    "gateway_receipts",
    metadata,
    Column("ref", String(120), primary_key=True),  # the provider's own payment of its own invoice
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("invoice_id", ForeignKey("invoices.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
)
