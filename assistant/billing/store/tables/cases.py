"""The tables of cases: what a person must look at, what was said about it, and answers to it."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text, text

from assistant.billing.store.tables.columns import ID
from assistant.db import Json, Moment, metadata

cases = Table(
    "cases",
    metadata,
    Column("id", ID, primary_key=True),
    Column("number", Integer, nullable=False, unique=True),  # as people say it
    Column("account_id", ForeignKey("accounts.id"), index=True),  # null: nobody we know
    Column("kind", String(32), nullable=False),
    Column("about", String(120), nullable=False),
    Column("key", String(200), nullable=False, unique=True),  # the same difference opens one case
    Column("facts", Json, nullable=False),
    Column("state", String(10), nullable=False, server_default="open"),
    Column("person_id", ForeignKey("people.id"), index=True),  # who asked, if somebody did
    Column("holder_id", ForeignKey("people.id")),  # the agent who has taken it
    Column("origin", Json),  # where the person said their last word about it
    Column("conversation", String(300)),
    Column("thread", String(300)),  # the far side's reference of what the agents were told first
    Column("snoozed_until", Moment),
    Column("opened_at", Moment, nullable=False),
    Column("answered_at", Moment),  # when a person first answered
    Column("closed_at", Moment),
    Index(
        "ix_cases_open",
        "opened_at",
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
    Index(
        "ix_cases_thread",
        "thread",
        sqlite_where=text("thread IS NOT NULL"),
        postgresql_where=text("thread IS NOT NULL"),
    ),
    Index(
        "ix_cases_snoozed",
        "snoozed_until",
        sqlite_where=text("snoozed_until IS NOT NULL"),
        postgresql_where=text("snoozed_until IS NOT NULL"),
    ),
)

case_entries = Table(
    "case_entries",
    metadata,
    Column("id", ID, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("kind", String(12), nullable=False),
    Column("by_id", ForeignKey("people.id")),  # null: the assistant itself
    Column("text", Text, nullable=False),  # masked
    Column("request_id", ID, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "case_id", "at"),
)

case_replies = Table(
    "case_replies",
    metadata,
    Column("id", ID, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("author_id", ForeignKey("people.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("request_id", ID, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("sent_at", Moment),
)
