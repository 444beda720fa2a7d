"""The tables of billing. Amounts are minor units beside a currency; times are UTC."""

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

from assistant.db import Json, Moment, metadata

ID = String(48)
CURRENCY = String(3)

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

slack_links = Table(
    "slack_links",
    metadata,
    Column("address", String(80), primary_key=True),  # team/user: names are never an identity
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
)

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
    CheckConstraint("amount_minor > 0", name="positive"),
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

gateway_events = Table(
    "gateway_events",
    metadata,
    Column("id", String(120), primary_key=True),
    Column("type", String(80), nullable=False),
    Column("object_id", String(120), nullable=False),
    Column("payment_id", ID, index=True),
    Column("created_at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", Moment),
    Column("outcome", String(40)),
    Index(
        "ix_gateway_events_due",
        "due_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
)

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

events = Table(
    "events",
    metadata,
    Column("id", ID, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("about", String(120), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("body", Json, nullable=False),
    Column("at", Moment, nullable=False),
    Column("announced_at", Moment),
    # a fact happens once: two processes recording the same report write one event
    Index("uq_events_fact", "about", "kind", unique=True),
    Index(
        "ix_events_unannounced",
        "at",
        sqlite_where=text("announced_at IS NULL"),
        postgresql_where=text("announced_at IS NULL"),
    ),
)
