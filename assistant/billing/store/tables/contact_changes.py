"""The table of changes to contacts that wait for a yes, or for the address to answer."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, text

from assistant.billing.store.tables.columns import ID
from assistant.db import Json, Moment, metadata

contact_changes = Table(
    "contact_changes",
    metadata,
    Column("id", ID, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),  # who asks for it
    Column("request_id", ID, nullable=False),
    Column("state", String(12), nullable=False),
    Column("subject_id", ForeignKey("people.id"), index=True),  # who is to have it, once known
    Column("replaces_id", ForeignKey("people.id")),
    Column("email", String(254), nullable=False),
    Column("name", String(200), nullable=False),
    Column("role", Integer, nullable=False),
    Column("before", Integer),
    Column("told", Json, nullable=False),
    Column("code_hash", String(64)),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    # an address is asked one question at a time for one account
    Index(
        "uq_contact_changes_waiting",
        "account_id",
        "email",
        unique=True,
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
)
