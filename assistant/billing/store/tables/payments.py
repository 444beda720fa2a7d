"""The tables of offers, and of the payments that a yes makes of them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
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

offers = Table(
    "offers",
    metadata,
    Column("id", ID, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("conversation", String(300), nullable=False),
    Column("request_id", ID, nullable=False),
    Column("state", String(12), nullable=False),
    Column("currency", CURRENCY, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("method_id", ForeignKey("methods.id")),
    Column("pay_on", Date),  # a day ahead: the yes is to paying then
    Column("order_id", ForeignKey("standing_orders.id")),  # whose yes it was, if not to this offer
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("balance", Boolean, nullable=False, server_default=text("false")),
    Column("credit_minor", BigInteger, nullable=False, server_default="0"),  # paid first, by credit
    Column("by_reply", Boolean, nullable=False, server_default=text("false")),  # of a reminder
    CheckConstraint("amount_minor > 0", name="positive"),
    CheckConstraint("credit_minor BETWEEN 0 AND amount_minor", name="credit"),
    # one thing at a time may be said yes to, by one person in one conversation
    Index(
        "uq_offers_live",
        "person_id",
        "conversation",
        unique=True,
        sqlite_where=text("state = 'live'"),
        postgresql_where=text("state = 'live'"),
    ),
)

offer_lines = Table(
    "offer_lines",
    metadata,
    Column("offer_id", ForeignKey("offers.id"), nullable=False),
    Column("invoice_id", ForeignKey("invoices.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("leaves_minor", BigInteger, nullable=False),
    Column("invoice_version", Integer, nullable=False),
    PrimaryKeyConstraint("offer_id", "invoice_id"),
)

payments = Table(
    "payments",
    metadata,
    Column("id", ID, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("offer_id", ForeignKey("offers.id"), nullable=False, unique=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("request_id", ID, nullable=False),
    Column("currency", CURRENCY, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("method_id", ForeignKey("methods.id")),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", Moment),  # when to look at it next; null once nothing is left to do
    Column("gateway_ref", String(120)),
    Column("decline", String(80)),
    Column("action_url", Text),
    Column("origin", Json, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("balance", Boolean, nullable=False, server_default=text("false")),
    Column("link", Boolean, nullable=False, server_default=text("false")),
    Column("yields_to", ID),  # the payment for which its page is being closed
    Column("moved_minor", BigInteger),  # what the provider moved, where we had agreed on another
    Column("moved_currency", CURRENCY),
    Column("refunded_minor", BigInteger, nullable=False, server_default="0"),
    Column(
        "refunding_minor", BigInteger, nullable=False, server_default="0"
    ),  # approved, on its way
    CheckConstraint("amount_minor > 0", name="positive"),
    CheckConstraint(
        "refunded_minor >= 0 AND refunding_minor >= 0"
        " AND refunded_minor <= COALESCE(moved_minor, amount_minor)",
        name="refunded",
    ),
    Index(None, "account_id", "created_at", "id"),
    Index(
        "ix_payments_yields_to",
        "yields_to",
        sqlite_where=text("yields_to IS NOT NULL"),
        postgresql_where=text("yields_to IS NOT NULL"),
    ),
    Index(
        "ix_payments_due",
        "due_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
)

allocations = Table(
    "allocations",
    metadata,
    Column("payment_id", ForeignKey("payments.id"), nullable=False),
    Column("invoice_id", ForeignKey("invoices.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("live", Boolean, nullable=False),
    PrimaryKeyConstraint("payment_id", "invoice_id"),
    # promise 1: an invoice has at most one payment under way, whoever asked and wherever
    Index(
        "uq_allocations_live",
        "invoice_id",
        unique=True,
        sqlite_where=text("live"),
        postgresql_where=text("live"),
    ),
)
