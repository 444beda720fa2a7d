"""The tables of accounts and of the people who belong to them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    text,
)

from assistant.billing.store.tables.columns import CURRENCY, ID
from assistant.db import Json, Moment, metadata

accounts = Table(
    "accounts",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", String(200), nullable=False),
    Column("currency", CURRENCY, nullable=False),
    Column("customer_ref", String(80), index=True),
    Column("partial_payments", String(20), nullable=False, server_default="allow"),
    Column("viewer_may_pay", Boolean, nullable=False, server_default=text("false")),
    Column("require_payment_method", Boolean, nullable=False, server_default=text("false")),
    Column("eu_supported", Boolean, nullable=False, server_default=text("false")),
    Column("company", Json),
    Column("contact_changes", String(12), nullable=False, server_default="admin"),
    Column("contact_wait_hours", Integer, nullable=False, server_default="24"),
    Column("payment_limit_minor", BigInteger),  # of the account's currency
    Column("day_limit_minor", BigInteger),
    Column("autopay", String(8), nullable=False, server_default="allow"),
    Column("reminder_days", String(80)),  # from the due date: -7,4,10; null: as usual, empty: none
    Column("reply_to_pay", Boolean, nullable=False, server_default=text("false")),
    Column("cancel_minutes", Integer),  # null: as usual
)

people = Table(
    "people",
    metadata,
    Column("id", ID, primary_key=True),
    Column("email", String(254), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("locale", String(12), nullable=False, server_default="en"),
    Column("timezone", String(40), nullable=False, server_default="UTC"),
    Column("agent", Boolean, nullable=False, server_default=text("false")),
    Column("approver", Boolean, nullable=False, server_default=text("false")),
    # minor units by currency: what an agent may do alone in 24 hours
    Column("limits", Json, nullable=False, server_default=text("'{}'")),
    Column("current_account_id", ForeignKey("accounts.id")),
    Column("switched_at", Moment),  # when they chose it
    Column("preferences", Json),  # how they want to hear what nobody asked for
)

contacts = Table(
    "contacts",
    metadata,
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("role", Integer, nullable=False),
    Column("receives_invoices", Boolean, nullable=False, server_default=text("false")),
    Column("receives_payments", Boolean, nullable=False, server_default=text("false")),
    Column("receives_reminders", Boolean, nullable=False, server_default=text("false")),
    Column("receives_escalations", Boolean, nullable=False, server_default=text("false")),
    Column("pays_from", Moment),  # a new address may only look until then
    Column("payment_limit_minor", BigInteger),  # of the account's currency
    Column("day_limit_minor", BigInteger),
    PrimaryKeyConstraint("person_id", "account_id"),
    Index(None, "account_id"),
)

mail_trouble = Table(
    "mail_trouble",
    metadata,
    Column("address", String(254), primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("permanent", Boolean, nullable=False),  # nothing but answers is sent there
    Column("said", String(200), nullable=False),
    Column("times", Integer, nullable=False, server_default="1"),
    Column("since", Moment, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("wish", String(12)),  # of whoever reads there: it outlasts all other trouble
    Column("wished_at", Moment),
    Column("wish_told", Boolean, nullable=False, server_default=text("false")),
)

slack_links = Table(
    "slack_links",
    metadata,
    Column("address", String(80), primary_key=True),  # team/user: names are never an identity
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("how", String(8), nullable=False, server_default="operator"),  # code, profile, operator
    Column("linked_at", Moment),
    Column("suspended_at", Moment),  # their workspace has removed the app: nothing reaches them
)
