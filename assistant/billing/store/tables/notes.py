"""The table of what agents note about an account or one of its invoices; no customer reads it."""

from sqlalchemy import Column, ForeignKey, Index, Table, Text

from assistant.billing.store.tables.columns import ID
from assistant.db import Moment, metadata

notes = Table(
    "notes",
    metadata,
    Column("id", ID, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("invoice_id", ForeignKey("invoices.id")),
    Column("author_id", ForeignKey("people.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("request_id", ID, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "account_id", "at"),
)
