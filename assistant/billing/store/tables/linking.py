"""The table of Slack users who said whose address is theirs, and were mailed a code there."""

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from assistant.billing.store.tables.columns import ID
from assistant.db import Moment, metadata

link_asks = Table(
    "link_asks",
    metadata,
    Column("id", ID, primary_key=True),
    Column("address", String(80), nullable=False),  # team/user: who asks
    Column("email", String(254), nullable=False),  # as they said it, on file or not
    Column("person_id", ForeignKey("people.id"), index=True),  # null: on nobody's file
    Column("code_hash", String(64), nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Index(None, "address", "created_at"),
    Index(None, "email", "created_at"),
)
