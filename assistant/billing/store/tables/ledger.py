"""The tables of the ledger: entries, each a chain's link, and their postings."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
)

from assistant.billing.store.tables.columns import CURRENCY, ID
from assistant.db import Moment, metadata

entries = Table(
    "ledger_entries",
    metadata,
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("kind", String(24), nullable=False),
    Column("reference", ID, nullable=False),
    Column("at", Moment, nullable=False),
    Column("previous_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    PrimaryKeyConstraint("account_id", "seq"),
    Index(None, "reference"),
)

postings = Table(
    "ledger_postings",
    metadata,
    Column("account_id", String(48), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("line", Integer, nullable=False),
    Column("book", String(16), nullable=False),
    Column("minor", BigInteger, nullable=False),
    Column("currency", CURRENCY, nullable=False),
    Column("invoice_id", ForeignKey("invoices.id")),
    PrimaryKeyConstraint("account_id", "seq", "line"),
    ForeignKeyConstraint(
        ["account_id", "seq"], ["ledger_entries.account_id", "ledger_entries.seq"]
    ),
    Index(None, "account_id", "book", "currency"),
)
