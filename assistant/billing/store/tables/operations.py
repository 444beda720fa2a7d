"""The tables of what agents do, and of money that went back. Amounts are minor units; UTC."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)

from assistant.billing.store.tables.columns import CURRENCY, ID
from assistant.db import Json, Moment, metadata

operations = Table(
    "operations",
    metadata,
    Column("id", ID, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("currency", CURRENCY, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("invoice_id", ForeignKey("invoices.id")),
    Column("payment_id", ForeignKey("payments.id"), index=True),
    Column("state", String(12), nullable=False),
    Column("proposed_by", ForeignKey("people.id"), nullable=False),
    Column("approved_by", ForeignKey("people.id")),
    Column("limit_minor", BigInteger, nullable=False),  # what the proposer could do alone
    Column("problem", String(24)),
    Column("failure", String(80)),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", Moment),  # a refund: when to look at it next
    Column("gateway_ref", String(120)),
    Column("result_id", ForeignKey("invoices.id")),
    Column("request_id", ID, nullable=False),
    Column("origin", Json, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("decided_at", Moment),
    Column("finished_at", Moment),
    CheckConstraint("amount_minor > 0", name="positive"),
    CheckConstraint("approved_by IS NULL OR approved_by <> proposed_by", name="two_people"),
    CheckConstraint("kind <> 'refund' OR payment_id IS NOT NULL", name="of_a_payment"),
    Index(None, "account_id", "created_at"),
    Index(None, "proposed_by", "created_at"),
    Index(
        "ix_operations_waiting",
        "created_at",
        sqlite_where=text("state = 'proposed'"),
        postgresql_where=text("state = 'proposed'"),
    ),
    Index(
        "ix_operations_due",
        "due_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
)

refunds = Table(
    "refunds",
    metadata,
    Column("gateway_ref", String(120), primary_key=True),  # the provider's: recorded once
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("payment_id", ForeignKey("payments.id"), nullable=False, index=True),
    Column("operation_id", ForeignKey("operations.id"), unique=True),
    Column("currency", CURRENCY, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("status", String(12), nullable=False),
    Column("failure", String(80)),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    CheckConstraint("amount_minor > 0", name="positive"),
)

disputes = Table(
    "disputes",
    metadata,
    Column("gateway_ref", String(120), primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("payment_id", ForeignKey("payments.id"), nullable=False, index=True),
    Column("currency", CURRENCY, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("withdrawn_minor", BigInteger, nullable=False),  # of it, what the provider has taken
    Column("status", String(12), nullable=False),
    Column("reason", String(80), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
)
