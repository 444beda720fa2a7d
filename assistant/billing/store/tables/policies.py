"""The table of what an operator has changed: by whom, and what it was before."""

from sqlalchemy import Column, ForeignKey, String, Table, Text

from assistant.billing.store.tables.columns import ID
from assistant.db import Moment, metadata

policy_changes = Table(
    "policy_changes",
    metadata,
    Column("id", ID, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("by", String(200), nullable=False),
    Column("account_id", ForeignKey("accounts.id"), index=True),
    Column("person_id", ForeignKey("people.id"), index=True),
    Column("name", String(40), nullable=False),
    Column("before", Text, nullable=False),  # JSON, as it is shown
    Column("after", Text, nullable=False),
)
