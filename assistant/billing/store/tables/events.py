"""The tables of what happened: here, and as the provider reports it."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, text

from assistant.billing.store.tables.columns import ID
from assistant.db import Json, Moment, metadata

gateway_events = Table(
    "gateway_events",
    metadata,
    Column("id", String(120), primary_key=True),
    Column("type", String(80), nullable=False),
    Column("object_id", String(120), nullable=False),
    Column("payment_id", ID, index=True),
    Column("created_at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", Moment),
    Column("outcome", String(40)),
    Index(
        "ix_gateway_events_due",
        "due_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
)

events = Table(
    "events",
    metadata,
    Column("id", ID, primary_key=True),
    Column("account_id", ForeignKey("accounts.id")),  # null: it concerns no account
    Column("about", String(120), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("body", Json, nullable=False),
    Column("at", Moment, nullable=False),
    Column("announced_at", Moment),
    # a fact happens once: two processes recording the same report write one event
    Index("uq_events_fact", "about", "kind", unique=True),
    Index(None, "account_id", "at"),
    Index(
        "ix_events_unannounced",
        "at",
        sqlite_where=text("announced_at IS NULL"),
        postgresql_where=text("announced_at IS NULL"),
    ),
)
