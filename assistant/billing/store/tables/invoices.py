"""The tables of invoices: who sells, their numbers, lines and taxes."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    text,
)

from assistant.billing.store.tables.columns import CURRENCY, ID
from assistant.db import Json, Moment, metadata

# who sells, as of a day: a row is never changed, so an invoice keeps the one it was issued under
sellers = Table(
    "sellers",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("address", Text, nullable=False),
    Column("registration", String(80), nullable=False),
    Column("tax_id", String(40), nullable=False),
)

# the last number given in each series: it only ever grows, whatever becomes of the invoices
number_series = Table(
    "number_series",
    metadata,
    Column("name", String(24), primary_key=True),
    Column("last", BigInteger, nullable=False),
    CheckConstraint("last BETWEEN 1 AND 999999999999", name="last"),
)

invoices = Table(
    "invoices",
    metadata,
    Column("id", ID, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("number", String(32), nullable=False, unique=True),
    Column("type", String(24), nullable=False),
    Column("status", String(16), nullable=False),
    Column("currency", CURRENCY, nullable=False),
    Column("total_minor", BigInteger, nullable=False),
    Column("paid_minor", BigInteger, nullable=False, server_default="0"),
    Column("issued_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("balance_at_open_minor", BigInteger, nullable=False),
    Column("balance_at_close_minor", BigInteger),
    Column("contact", Json, nullable=False),
    Column("seller_id", ForeignKey("sellers.id")),
    Column("purchase_order", String(64)),
    Column("disputed_at", Moment),  # while set, nobody is asked for its money
    Column("closed_at", Moment),
    Column("gateway_ref", String(80), unique=True),  # the provider's own invoice, if it has one
    CheckConstraint(
        "paid_minor >= 0 AND (paid_minor <= total_minor OR total_minor < 0)", name="paid"
    ),
    CheckConstraint("status IN ('OPEN', 'CLOSED', 'CLOSED_FAILED')", name="status"),
    CheckConstraint("(status = 'OPEN') = (closed_at IS NULL)", name="closed"),
    CheckConstraint(
        "status = 'CLOSED' OR type IN ('NEW', 'RECURRING', 'ONE-TIME-CHARGE')", name="payable"
    ),
    Index(None, "account_id", "issued_on", "id"),
    Index(
        "ix_invoices_open",
        "account_id",
        "due_on",
        sqlite_where=text("status = 'OPEN'"),
        postgresql_where=text("status = 'OPEN'"),
    ),
)

invoice_items = Table(
    "invoice_items",
    metadata,
    Column("invoice_id", ForeignKey("invoices.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("description", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("tax_minor", BigInteger, nullable=False, server_default="0"),
    Column("recurring", Boolean, nullable=False, server_default=text("false")),
    Column("parent", Integer),  # the position of the line this one is a part of
    Column("category", String(80), nullable=False, server_default=""),
    PrimaryKeyConstraint("invoice_id", "position"),
    CheckConstraint("parent < position", name="parent"),  # so a tree has no rings
)

item_taxes = Table(
    "item_taxes",
    metadata,
    Column("invoice_id", ID, nullable=False),
    Column("position", Integer, nullable=False),
    Column("line", Integer, nullable=False),
    Column("name", String(80), nullable=False),
    Column("rate_ppm", Integer),  # parts per million; null where only the amount is known
    Column("amount_minor", BigInteger, nullable=False),
    PrimaryKeyConstraint("invoice_id", "position", "line"),
    ForeignKeyConstraint(
        ["invoice_id", "position"], ["invoice_items.invoice_id", "invoice_items.position"]
    ),
)
