"""The tables of reminders: when to look, what was sent or not and why, and what holds them back."""

from sqlalchemy import (
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

from assistant.billing.store.tables.columns import ID
from assistant.db import Json, Moment, metadata

# accounts are not referred to: whoever pays holds an account's row, and must not be waited for here
reminder_looks = Table(
    "reminder_looks",
    metadata,
    Column("invoice_id", ID, primary_key=True),
    Column("account_id", ID, nullable=False, index=True),
    Column("due_at", Moment),  # null once no stage is ahead
    Index(
        "ix_reminder_looks_due",
        "due_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
)

reminders = Table(
    "reminders",
    metadata,
    Column("id", ID, primary_key=True),
    Column("account_id", ID, nullable=False),
    Column("invoice_id", ForeignKey("invoices.id"), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("stage", Integer, nullable=False),
    Column("due_on", Date, nullable=False),  # the day the stage is counted from
    Column("state", String(12), nullable=False),
    Column("due_at", Moment),
    Column("why", String(24)),
    Column("facts", Json),  # the proof: what the last look before sending, or not sending, saw
    Column("checked_at", Moment),
    Column("batch_id", String(120), index=True),
    Column("created_at", Moment, nullable=False),
    # nobody is told the same stage of the same invoice twice, whatever crashes or runs beside
    UniqueConstraint("invoice_id", "stage", "person_id", "due_on"),
    Index(None, "person_id"),
    Index(
        "ix_reminders_due",
        "due_at",
        "person_id",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
)

holds = Table(
    "reminder_holds",
    metadata,
    Column("id", ID, primary_key=True),
    Column("account_id", ID, nullable=False, index=True),
    Column("invoice_id", ForeignKey("invoices.id"), index=True),  # null: all of the account's
    Column("person_id", ForeignKey("people.id")),  # null: everybody
    Column("kind", String(12), nullable=False),
    Column("state", String(12), nullable=False),
    Column("until", Moment),  # null: for good
    Column("day", Date),  # a promise: when they will pay
    Column("due_at", Moment),  # a promise: when to see what became of it
    Column("said_by", ForeignKey("people.id"), nullable=False),
    Column("request_id", ID, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Index(
        "ix_reminder_holds_due",
        "due_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
)
