"""The tables of saved methods, and of the hosted pages on which people add them."""

from sqlalchemy import (
    Boolean,
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

from assistant.billing.store.tables.columns import ID
from assistant.db import Json, Moment, metadata

methods = Table(
    "methods",
    metadata,
    Column("id", ID, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("gateway_ref", String(80), nullable=False, unique=True),  # never two accounts' own
    Column("kind", String(24), nullable=False),
    Column("brand", String(40), nullable=False),
    Column("last4", String(4), nullable=False),
    Column("fingerprint", String(80)),
    Column("exp_month", Integer),
    Column("exp_year", Integer),
    Column("state", String(12), nullable=False, server_default="active"),
    Column("is_default", Boolean, nullable=False, server_default=text("false")),
    Column("is_backup", Boolean, nullable=False, server_default=text("false")),
    Column("added_by", ForeignKey("people.id")),
    Column("tell", ForeignKey("people.id")),  # the contact given when it was added
    Column("billing", Json),
    Column("created_at", Moment),
    Column("removed_at", Moment),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", Moment),  # when the provider is to be asked to let go of it
    CheckConstraint(
        "state = 'active' AND removed_at IS NULL OR NOT (is_default OR is_backup)", name="usable"
    ),
    CheckConstraint("NOT (is_default AND is_backup)", name="one_part"),
    Index(
        "uq_methods_default",
        "account_id",
        unique=True,
        sqlite_where=text("is_default"),
        postgresql_where=text("is_default"),
    ),
    Index(
        "uq_methods_backup",
        "account_id",
        unique=True,
        sqlite_where=text("is_backup"),
        postgresql_where=text("is_backup"),
    ),
    Index(
        "ix_methods_due",
        "due_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
    Index("ix_methods_expiry", "exp_year", "exp_month"),
)

method_pages = Table(
    "method_pages",
    metadata,
    Column("id", ID, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("tell", ForeignKey("people.id"), nullable=False),
    Column("company", Boolean, nullable=False),
    Column("kind", String(24)),
    Column("state", String(12), nullable=False),
    Column("request_id", ID, nullable=False, unique=True),
    Column("origin", Json, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", Moment),
    Column("gateway_ref", String(120), unique=True),
    Column("url", Text),
    Column("expires_at", Moment),
    Column("method_id", ForeignKey("methods.id")),
    Column("created_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Index(
        "ix_method_pages_due",
        "due_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
)
