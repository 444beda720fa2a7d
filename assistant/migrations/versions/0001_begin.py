"""Begin: accounts, invoices, ledger, offers, payments, requests, deliveries."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Apply this step."""
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("customer_ref", sa.String(length=80), nullable=True),
        sa.Column("partial_payments", sa.String(length=20), server_default="allow", nullable=False),
        sa.Column("viewer_may_pay", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "require_payment_method", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
        sa.Column("eu_supported", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "company",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=True,
        ),
        sa.Column("contact_changes", sa.String(length=12), server_default="admin", nullable=False),
        sa.Column("contact_wait_hours", sa.Integer(), server_default="24", nullable=False),
        sa.Column("payment_limit_minor", sa.BigInteger(), nullable=True),
        sa.Column("day_limit_minor", sa.BigInteger(), nullable=True),
        sa.Column("autopay", sa.String(length=8), server_default="allow", nullable=False),
        sa.Column("reminder_days", sa.String(length=80), nullable=True),
        sa.Column("reply_to_pay", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("cancel_minutes", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
    )
    op.create_index(op.f("ix_accounts_customer_ref"), "accounts", ["customer_ref"], unique=False)
    op.create_table(
        "stops",
        sa.Column("name", sa.String(length=12), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("because", sa.String(length=200), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_stops")),
    )
    op.create_table(
        "gateway_events",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("type", sa.String(length=80), nullable=False),
        sa.Column("object_id", sa.String(length=120), nullable=False),
        sa.Column("payment_id", sa.String(length=48), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gateway_events")),
    )
    op.create_index(
        "ix_gateway_events_due",
        "gateway_events",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_gateway_events_payment_id"), "gateway_events", ["payment_id"], unique=False
    )
    op.create_table(
        "requests",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("conversation", sa.String(length=300), nullable=False),
        sa.Column(
            "body",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("person_id", sa.String(length=48), nullable=True),
        sa.Column("account_id", sa.String(length=48), nullable=True),
        sa.Column(
            "command",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=True,
        ),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column(
            "card",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requests")),
        sa.UniqueConstraint(
            "channel", "address", "key", name=op.f("uq_requests_channel_address_key")
        ),
    )
    op.create_index(
        op.f("ix_requests_channel_address_conversation_at"),
        "requests",
        ["channel", "address", "conversation", "at"],
        unique=False,
    )
    op.create_index(
        "ix_requests_due",
        "requests",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_table(
        "set_aside",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_set_aside")),
    )
    op.create_table(
        "sellers",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("registration", sa.String(length=80), nullable=False),
        sa.Column("tax_id", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sellers")),
    )
    op.create_table(
        "number_series",
        sa.Column("name", sa.String(length=24), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("last BETWEEN 1 AND 999999999999", name=op.f("ck_number_series_last")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_number_series")),
    )
    op.create_table(
        "invoices",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("account_id", sa.String(length=48), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("type", sa.String(length=24), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("balance_at_open_minor", sa.BigInteger(), nullable=False),
        sa.Column("balance_at_close_minor", sa.BigInteger(), nullable=True),
        sa.Column(
            "contact",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("seller_id", sa.String(length=48), nullable=True),
        sa.Column("purchase_order", sa.String(length=64), nullable=True),
        sa.Column("disputed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gateway_ref", sa.String(length=80), nullable=True),
        sa.CheckConstraint(
            "paid_minor >= 0 AND (paid_minor <= total_minor OR total_minor < 0)",
            name=op.f("ck_invoices_paid"),
        ),
        sa.CheckConstraint(
            "status IN ('OPEN', 'CLOSED', 'CLOSED_FAILED')", name=op.f("ck_invoices_status")
        ),
        sa.CheckConstraint(
            "(status = 'OPEN') = (closed_at IS NULL)", name=op.f("ck_invoices_closed")
        ),
        sa.CheckConstraint(
            "status = 'CLOSED' OR type IN ('NEW', 'RECURRING', 'ONE-TIME-CHARGE')",
            name=op.f("ck_invoices_payable"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_invoices_account_id")
        ),
        sa.ForeignKeyConstraint(["seller_id"], ["sellers.id"], name=op.f("fk_invoices_seller_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoices")),
        sa.UniqueConstraint("number", name=op.f("uq_invoices_number")),
        sa.UniqueConstraint("gateway_ref", name=op.f("uq_invoices_gateway_ref")),
    )
    op.create_index(
        op.f("ix_invoices_account_id_issued_on_id"),
        "invoices",
        ["account_id", "issued_on", "id"],
        unique=False,
    )
    op.create_index(
        "ix_invoices_open",
        "invoices",
        ["account_id", "due_on"],
        unique=False,
        sqlite_where=sa.text("status = 'OPEN'"),
        postgresql_where=sa.text("status = 'OPEN'"),
    )
    op.create_table(
        "ledger_entries",
        sa.Column("account_id", sa.String(length=48), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("reference", sa.String(length=48), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_ledger_entries_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "seq", name=op.f("pk_ledger_entries")),
    )
    op.create_index(
        op.f("ix_ledger_entries_reference"), "ledger_entries", ["reference"], unique=False
    )
    op.create_table(
        "people",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("locale", sa.String(length=12), server_default="en", nullable=False),
        sa.Column("timezone", sa.String(length=40), server_default="UTC", nullable=False),
        sa.Column("agent", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("approver", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column(
            "limits",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column("current_account_id", sa.String(length=48), nullable=True),
        sa.Column("switched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "preferences",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["current_account_id"], ["accounts.id"], name=op.f("fk_people_current_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
    )
    op.create_table(
        "policy_changes",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("account_id", sa.String(length=48), nullable=True),
        sa.Column("person_id", sa.String(length=48), nullable=True),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_policy_changes_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_policy_changes_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_changes")),
    )
    op.create_index(
        op.f("ix_policy_changes_account_id"), "policy_changes", ["account_id"], unique=False
    )
    op.create_index(
        op.f("ix_policy_changes_person_id"), "policy_changes", ["person_id"], unique=False
    )
    op.create_table(
        "methods",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("account_id", sa.String(length=48), nullable=False),
        sa.Column("gateway_ref", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("brand", sa.String(length=40), nullable=False),
        sa.Column("last4", sa.String(length=4), nullable=False),
        sa.Column("fingerprint", sa.String(length=80), nullable=True),
        sa.Column("exp_month", sa.Integer(), nullable=True),
        sa.Column("exp_year", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), server_default="active", nullable=False),
        sa.Column("is_default", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("is_backup", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("added_by", sa.String(length=48), nullable=True),
        sa.Column("tell", sa.String(length=48), nullable=True),
        sa.Column(
            "billing",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=True,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state = 'active' AND removed_at IS NULL OR NOT (is_default OR is_backup)",
            name=op.f("ck_methods_usable"),
        ),
        sa.CheckConstraint("NOT (is_default AND is_backup)", name=op.f("ck_methods_one_part")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_methods_account_id")
        ),
        sa.ForeignKeyConstraint(["added_by"], ["people.id"], name=op.f("fk_methods_added_by")),
        sa.ForeignKeyConstraint(["tell"], ["people.id"], name=op.f("fk_methods_tell")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_methods")),
        sa.UniqueConstraint("gateway_ref", name=op.f("uq_methods_gateway_ref")),
    )
    op.create_index(op.f("ix_methods_account_id"), "methods", ["account_id"], unique=False)
    for part in ("default", "backup"):
        op.create_index(
            f"uq_methods_{part}",
            "methods",
            ["account_id"],
            unique=True,
            sqlite_where=sa.text(f"is_{part}"),
            postgresql_where=sa.text(f"is_{part}"),
        )
    op.create_index(
        "ix_methods_due",
        "methods",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index("ix_methods_expiry", "methods", ["exp_year", "exp_month"], unique=False)
    op.create_table(
        "method_pages",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("account_id", sa.String(length=48), nullable=False),
        sa.Column("person_id", sa.String(length=48), nullable=False),
        sa.Column("tell", sa.String(length=48), nullable=False),
        sa.Column("company", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("request_id", sa.String(length=48), nullable=False),
        sa.Column(
            "origin",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gateway_ref", sa.String(length=120), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("method_id", sa.String(length=48), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_method_pages_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_method_pages_person_id")
        ),
        sa.ForeignKeyConstraint(["tell"], ["people.id"], name=op.f("fk_method_pages_tell")),
        sa.ForeignKeyConstraint(
            ["method_id"], ["methods.id"], name=op.f("fk_method_pages_method_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_method_pages")),
        sa.UniqueConstraint("request_id", name=op.f("uq_method_pages_request_id")),
        sa.UniqueConstraint("gateway_ref", name=op.f("uq_method_pages_gateway_ref")),
    )
    op.create_index(
        op.f("ix_method_pages_account_id"), "method_pages", ["account_id"], unique=False
    )
    op.create_index(
        "ix_method_pages_due",
        "method_pages",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_table(
        "contacts",
        sa.Column("person_id", sa.String(length=48), nullable=False),
        sa.Column("account_id", sa.String(length=48), nullable=False),
        sa.Column("role", sa.Integer(), nullable=False),
        sa.Column(
            "receives_invoices", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
        sa.Column(
            "receives_payments", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
        sa.Column(
            "receives_reminders", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
        sa.Column(
            "receives_escalations", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
        sa.Column("pays_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("payment_limit_minor", sa.BigInteger(), nullable=True),
        sa.Column("day_limit_minor", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_contacts_account_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_contacts_person_id")),
        sa.PrimaryKeyConstraint("person_id", "account_id", name=op.f("pk_contacts")),
    )
    op.create_index(op.f("ix_contacts_account_id"), "contacts", ["account_id"], unique=False)
    op.create_table(
        "invoice_items",
        sa.Column("invoice_id", sa.String(length=48), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("recurring", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("parent", sa.Integer(), nullable=True),
        sa.Column("category", sa.String(length=80), server_default="", nullable=False),
        sa.CheckConstraint("parent < position", name=op.f("ck_invoice_items_parent")),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_invoice_items_invoice_id")
        ),
        sa.PrimaryKeyConstraint("invoice_id", "position", name=op.f("pk_invoice_items")),
    )
    op.create_table(
        "item_taxes",
        sa.Column("invoice_id", sa.String(length=48), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("rate_ppm", sa.Integer(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id", "position"],
            ["invoice_items.invoice_id", "invoice_items.position"],
            name=op.f("fk_item_taxes_invoice_id_position"),
        ),
        sa.PrimaryKeyConstraint("invoice_id", "position", "line", name=op.f("pk_item_taxes")),
    )
    op.create_table(
        "ledger_postings",
        sa.Column("account_id", sa.String(length=48), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("book", sa.String(length=16), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("invoice_id", sa.String(length=48), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id", "seq"],
            ["ledger_entries.account_id", "ledger_entries.seq"],
            name=op.f("fk_ledger_postings_account_id_seq"),
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_ledger_postings_invoice_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "seq", "line", name=op.f("pk_ledger_postings")),
    )
    op.create_index(
        op.f("ix_ledger_postings_account_id_book_currency"),
        "ledger_postings",
        ["account_id", "book", "currency"],
        unique=False,
    )
    _standing_orders()
    op.create_table(
        "offers",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("account_id", sa.String(length=48), nullable=False),
        sa.Column("person_id", sa.String(length=48), nullable=False),
        sa.Column("conversation", sa.String(length=300), nullable=False),
        sa.Column("request_id", sa.String(length=48), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("method_id", sa.String(length=48), nullable=True),
        sa.Column("pay_on", sa.Date(), nullable=True),
        sa.Column("order_id", sa.String(length=48), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("balance", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("credit_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("by_reply", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint(
            "credit_minor BETWEEN 0 AND amount_minor", name=op.f("ck_offers_credit")
        ),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_offers_positive")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_offers_account_id")),
        sa.ForeignKeyConstraint(["method_id"], ["methods.id"], name=op.f("fk_offers_method_id")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["standing_orders.id"], name=op.f("fk_offers_order_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_offers_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
    )
    op.create_index(
        "uq_offers_live",
        "offers",
        ["person_id", "conversation"],
        unique=True,
        sqlite_where=sa.text("state = 'live'"),
        postgresql_where=sa.text("state = 'live'"),
    )
    op.create_table(
        "mail_trouble",
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("permanent", sa.Boolean(), nullable=False),
        sa.Column("said", sa.String(length=200), nullable=False),
        sa.Column("times", sa.Integer(), server_default="1", nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wish", sa.String(length=12), nullable=True),
        sa.Column("wished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wish_told", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_mail_trouble")),
    )
    op.create_table(
        "slack_links",
        sa.Column("address", sa.String(length=80), nullable=False),
        sa.Column("person_id", sa.String(length=48), nullable=False),
        sa.Column("how", sa.String(length=8), server_default="operator", nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_slack_links_person_id")
        ),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_slack_links")),
    )
    op.create_index(op.f("ix_slack_links_person_id"), "slack_links", ["person_id"], unique=False)
    op.create_table(
        "link_asks",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("address", sa.String(length=80), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("person_id", sa.String(length=48), nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_link_asks_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_asks")),
    )
    op.create_index(
        op.f("ix_link_asks_address_created_at"),
        "link_asks",
        ["address", "created_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_link_asks_email_created_at"), "link_asks", ["email", "created_at"], unique=False
    )
    op.create_index(op.f("ix_link_asks_person_id"), "link_asks", ["person_id"], unique=False)
    op.create_table(
        "offer_lines",
        sa.Column("offer_id", sa.String(length=48), nullable=False),
        sa.Column("invoice_id", sa.String(length=48), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("leaves_minor", sa.BigInteger(), nullable=False),
        sa.Column("invoice_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_offer_lines_invoice_id")
        ),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_offer_lines_offer_id")),
        sa.PrimaryKeyConstraint("offer_id", "invoice_id", name=op.f("pk_offer_lines")),
    )
    op.create_table(
        "payments",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("account_id", sa.String(length=48), nullable=False),
        sa.Column("offer_id", sa.String(length=48), nullable=False),
        sa.Column("person_id", sa.String(length=48), nullable=False),
        sa.Column("request_id", sa.String(length=48), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("method_id", sa.String(length=48), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gateway_ref", sa.String(length=120), nullable=True),
        sa.Column("decline", sa.String(length=80), nullable=True),
        sa.Column("action_url", sa.Text(), nullable=True),
        sa.Column(
            "origin",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("balance", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("link", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("yields_to", sa.String(length=48), nullable=True),
        sa.Column("moved_minor", sa.BigInteger(), nullable=True),
        sa.Column("moved_currency", sa.String(length=3), nullable=True),
        sa.Column("refunded_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("refunding_minor", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_payments_positive")),
        sa.CheckConstraint(
            "refunded_minor >= 0 AND refunding_minor >= 0"
            " AND refunded_minor <= COALESCE(moved_minor, amount_minor)",
            name=op.f("ck_payments_refunded"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_payments_account_id")
        ),
        sa.ForeignKeyConstraint(["method_id"], ["methods.id"], name=op.f("fk_payments_method_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_payments_offer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_payments_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("offer_id", name=op.f("uq_payments_offer_id")),
    )
    op.create_index(
        op.f("ix_payments_account_id_created_at_id"),
        "payments",
        ["account_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_payments_due",
        "payments",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_payments_yields_to",
        "payments",
        ["yields_to"],
        unique=False,
        sqlite_where=sa.text("yields_to IS NOT NULL"),
        postgresql_where=sa.text("yields_to IS NOT NULL"),
    )
    op.create_table(
        "operations",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("account_id", sa.String(length=48), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("invoice_id", sa.String(length=48), nullable=True),
        sa.Column("payment_id", sa.String(length=48), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("proposed_by", sa.String(length=48), nullable=False),
        sa.Column("approved_by", sa.String(length=48), nullable=True),
        sa.Column("limit_minor", sa.BigInteger(), nullable=False),
        sa.Column("problem", sa.String(length=24), nullable=True),
        sa.Column("failure", sa.String(length=80), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("gateway_ref", sa.String(length=120), nullable=True),
        sa.Column("result_id", sa.String(length=48), nullable=True),
        sa.Column("request_id", sa.String(length=48), nullable=False),
        sa.Column(
            "origin",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_operations_positive")),
        sa.CheckConstraint(
            "approved_by IS NULL OR approved_by <> proposed_by",
            name=op.f("ck_operations_two_people"),
        ),
        sa.CheckConstraint(
            "kind <> 'refund' OR payment_id IS NOT NULL",
            name=op.f("ck_operations_of_a_payment"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_operations_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["people.id"], name=op.f("fk_operations_approved_by")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_operations_invoice_id")
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_operations_payment_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["people.id"], name=op.f("fk_operations_proposed_by")
        ),
        sa.ForeignKeyConstraint(
            ["result_id"], ["invoices.id"], name=op.f("fk_operations_result_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operations")),
    )
    op.create_index(
        op.f("ix_operations_account_id_created_at"),
        "operations",
        ["account_id", "created_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_operations_proposed_by_created_at"),
        "operations",
        ["proposed_by", "created_at"],
        unique=False,
    )
    op.create_index(op.f("ix_operations_payment_id"), "operations", ["payment_id"], unique=False)
    op.create_index(
        "ix_operations_waiting",
        "operations",
        ["created_at"],
        unique=False,
        sqlite_where=sa.text("state = 'proposed'"),
        postgresql_where=sa.text("state = 'proposed'"),
    )
    op.create_index(
        "ix_operations_due",
        "operations",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_table(
        "refunds",
        sa.Column("gateway_ref", sa.String(length=120), nullable=False),
        sa.Column("account_id", sa.String(length=48), nullable=False),
        sa.Column("payment_id", sa.String(length=48), nullable=False),
        sa.Column("operation_id", sa.String(length=48), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("failure", sa.String(length=80), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_refunds_positive")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_refunds_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operations.id"], name=op.f("fk_refunds_operation_id")
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_refunds_payment_id")
        ),
        sa.PrimaryKeyConstraint("gateway_ref", name=op.f("pk_refunds")),
        sa.UniqueConstraint("operation_id", name=op.f("uq_refunds_operation_id")),
    )
    op.create_index(op.f("ix_refunds_payment_id"), "refunds", ["payment_id"], unique=False)
    op.create_table(
        "disputes",
        sa.Column("gateway_ref", sa.String(length=120), nullable=False),
        sa.Column("account_id", sa.String(length=48), nullable=False),
        sa.Column("payment_id", sa.String(length=48), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_minor", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_disputes_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_disputes_payment_id")
        ),
        sa.PrimaryKeyConstraint("gateway_ref", name=op.f("pk_disputes")),
    )
    op.create_index(op.f("ix_disputes_payment_id"), "disputes", ["payment_id"], unique=False)
    op.create_table(
        "allocations",
        sa.Column("payment_id", sa.String(length=48), nullable=False),
        sa.Column("invoice_id", sa.String(length=48), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_allocations_invoice_id")
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_allocations_payment_id")
        ),
        sa.PrimaryKeyConstraint("payment_id", "invoice_id", name=op.f("pk_allocations")),
    )
    op.create_index(op.f("ix_allocations_invoice_id"), "allocations", ["invoice_id"], unique=False)
    op.create_index(
        "uq_allocations_live",
        "allocations",
        ["invoice_id"],
        unique=True,
        sqlite_where=sa.text("live"),
        postgresql_where=sa.text("live"),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("account_id", sa.String(length=48), nullable=True),
        sa.Column("about", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column(
            "body",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_events_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(
        "ix_events_unannounced",
        "events",
        ["at"],
        unique=False,
        sqlite_where=sa.text("announced_at IS NULL"),
        postgresql_where=sa.text("announced_at IS NULL"),
    )
    op.create_index("uq_events_fact", "events", ["about", "kind"], unique=True)
    op.create_index(op.f("ix_events_account_id_at"), "events", ["account_id", "at"], unique=False)
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("event_id", sa.String(length=48), nullable=True),
        sa.Column("request_id", sa.String(length=48), nullable=True),
        sa.Column("account_id", sa.String(length=48), nullable=True),
        sa.Column("person_id", sa.String(length=48), nullable=True),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("locale", sa.String(length=12), nullable=False),
        sa.Column("fallback", sa.String(length=254), nullable=True),
        sa.Column("case_id", sa.String(length=48), nullable=True),
        sa.Column("turns", sa.String(length=48), nullable=True),
        sa.Column("kin", sa.String(length=20), nullable=True),
        sa.Column("batch", sa.String(length=120), nullable=True),
        sa.Column(
            "card",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("secret", sa.String(length=80), nullable=True),
        sa.Column("far_reference", sa.String(length=300), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_deliveries_event_id")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["requests.id"], name=op.f("fk_deliveries_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "event_id",
            "person_id",
            "channel",
            name=op.f("uq_deliveries_event_id_person_id_channel"),
        ),
        sa.UniqueConstraint("request_id", "channel", name=op.f("uq_deliveries_request_id_channel")),
        sa.UniqueConstraint("batch", "channel", name=op.f("uq_deliveries_batch_channel")),
    )
    op.create_index(
        "ix_deliveries_due",
        "deliveries",
        ["due_at", "created_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_deliveries_digested",
        "deliveries",
        ["far_reference"],
        unique=False,
        sqlite_where=sa.text("state = 'digested'"),
        postgresql_where=sa.text("state = 'digested'"),
    )
    op.create_index(
        "ix_deliveries_kin",
        "deliveries",
        ["address"],
        unique=False,
        sqlite_where=sa.text("kin IS NOT NULL AND state = 'queued'"),
        postgresql_where=sa.text("kin IS NOT NULL AND state = 'queued'"),
    )
    op.create_index(
        "ix_deliveries_gathered",
        "deliveries",
        ["person_id", "channel"],
        unique=False,
        sqlite_where=sa.text("state = 'gathered'"),
        postgresql_where=sa.text("state = 'gathered'"),
    )
    op.create_index(
        "ix_deliveries_holding",
        "deliveries",
        ["address"],
        unique=False,
        sqlite_where=sa.text("state IN ('sending', 'resending', 'uncertain', 'put_off')"),
        postgresql_where=sa.text("state IN ('sending', 'resending', 'uncertain', 'put_off')"),
    )
    op.create_index(
        "ix_deliveries_mailed",
        "deliveries",
        ["address", "created_at"],
        unique=False,
        sqlite_where=sa.text("channel = 'mail' AND request_id IS NULL"),
        postgresql_where=sa.text("channel = 'mail' AND request_id IS NULL"),
    )
    op.create_index(
        "ix_deliveries_case",
        "deliveries",
        ["case_id", "created_at"],
        unique=False,
        sqlite_where=sa.text("case_id IS NOT NULL"),
        postgresql_where=sa.text("case_id IS NOT NULL"),
    )
    _cases()
    _outside()
    _planned_payments()
    _workspaces()


def _workspaces() -> None:
    """Where the app is installed in Slack."""
    op.create_table(
        "slack_installations",
        sa.Column("team_id", sa.String(length=40), nullable=False),
        sa.Column("team_name", sa.String(length=200), nullable=False),
        sa.Column("app_id", sa.String(length=40), nullable=False),
        sa.Column("bot_id", sa.String(length=40), nullable=False),
        sa.Column("bot_user_id", sa.String(length=40), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("installed_by", sa.String(length=40), nullable=False),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_why", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_slack_installations")),
    )
    op.create_table(
        "slack_oauth_states",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_slack_oauth_states")),
    )


def _cases() -> None:
    """What a person must look at, and what agents note."""
    op.create_table(
        "cases",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=48), nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("about", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column(
            "facts",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("state", sa.String(length=10), server_default="open", nullable=False),
        sa.Column("person_id", sa.String(length=48), nullable=True),
        sa.Column("holder_id", sa.String(length=48), nullable=True),
        sa.Column(
            "origin",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=True,
        ),
        sa.Column("conversation", sa.String(length=300), nullable=True),
        sa.Column("thread", sa.String(length=300), nullable=True),
        sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_cases_account_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_cases_person_id")),
        sa.ForeignKeyConstraint(["holder_id"], ["people.id"], name=op.f("fk_cases_holder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("number", name=op.f("uq_cases_number")),
        sa.UniqueConstraint("key", name=op.f("uq_cases_key")),
    )
    op.create_index(op.f("ix_cases_account_id"), "cases", ["account_id"], unique=False)
    op.create_index(op.f("ix_cases_person_id"), "cases", ["person_id"], unique=False)
    op.create_index(
        "ix_cases_open",
        "cases",
        ["opened_at"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index(
        "ix_cases_thread",
        "cases",
        ["thread"],
        unique=False,
        sqlite_where=sa.text("thread IS NOT NULL"),
        postgresql_where=sa.text("thread IS NOT NULL"),
    )
    op.create_index(
        "ix_cases_snoozed",
        "cases",
        ["snoozed_until"],
        unique=False,
        sqlite_where=sa.text("snoozed_until IS NOT NULL"),
        postgresql_where=sa.text("snoozed_until IS NOT NULL"),
    )
    op.create_table(
        "case_entries",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("case_id", sa.String(length=48), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("by_id", sa.String(length=48), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("request_id", sa.String(length=48), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_case_entries_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_entries_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_entries")),
    )
    op.create_index(
        op.f("ix_case_entries_case_id_at"), "case_entries", ["case_id", "at"], unique=False
    )
    op.create_table(
        "case_replies",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("case_id", sa.String(length=48), nullable=False),
        sa.Column("author_id", sa.String(length=48), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("request_id", sa.String(length=48), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["people.id"], name=op.f("fk_case_replies_author_id")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_replies_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_replies")),
    )
    op.create_index(op.f("ix_case_replies_case_id"), "case_replies", ["case_id"], unique=False)
    op.create_table(
        "notes",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("account_id", sa.String(length=48), nullable=False),
        sa.Column("invoice_id", sa.String(length=48), nullable=True),
        sa.Column("author_id", sa.String(length=48), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("request_id", sa.String(length=48), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_notes_account_id")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_notes_author_id")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoices.id"], name=op.f("fk_notes_invoice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index(op.f("ix_notes_account_id_at"), "notes", ["account_id", "at"], unique=False)


def _outside() -> None:
    """Where invoices come from, and what does not agree with the provider."""
    op.create_table(
        "chores",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mark", sa.String(length=200), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_chores")),
    )
    op.create_table(
        "attachments",
        sa.Column("payment_id", sa.String(length=48), nullable=False),
        sa.Column("invoice_id", sa.String(length=48), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("outcome", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_attachments_invoice_id")
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_attachments_payment_id")
        ),
        sa.PrimaryKeyConstraint("payment_id", "invoice_id", name=op.f("pk_attachments")),
    )
    op.create_index(
        "ix_attachments_due",
        "attachments",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_table(
        "gateway_receipts",
        sa.Column("ref", sa.String(length=120), nullable=False),
        sa.Column("account_id", sa.String(length=48), nullable=False),
        sa.Column("invoice_id", sa.String(length=48), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_gateway_receipts_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_gateway_receipts_invoice_id")
        ),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_gateway_receipts")),
    )
    op.create_index(
        op.f("ix_gateway_receipts_invoice_id"), "gateway_receipts", ["invoice_id"], unique=False
    )
    op.create_table(
        "contact_changes",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("account_id", sa.String(length=48), nullable=False),
        sa.Column("person_id", sa.String(length=48), nullable=False),
        sa.Column("request_id", sa.String(length=48), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("subject_id", sa.String(length=48), nullable=True),
        sa.Column("replaces_id", sa.String(length=48), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.Integer(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=True),
        sa.Column(
            "told",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_contact_changes_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_contact_changes_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["people.id"], name=op.f("fk_contact_changes_replaces_id")
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["people.id"], name=op.f("fk_contact_changes_subject_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_changes")),
    )
    op.create_index(
        op.f("ix_contact_changes_account_id"), "contact_changes", ["account_id"], unique=False
    )
    op.create_index(
        op.f("ix_contact_changes_subject_id"), "contact_changes", ["subject_id"], unique=False
    )
    op.create_index(
        "uq_contact_changes_waiting",
        "contact_changes",
        ["account_id", "email"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )


def _standing_orders() -> None:
    """Consents to pay whatever falls due."""
    op.create_table(
        "standing_orders",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("account_id", sa.String(length=48), nullable=False),
        sa.Column("person_id", sa.String(length=48), nullable=False),
        sa.Column("method_id", sa.String(length=48), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("request_id", sa.String(length=48), nullable=False),
        sa.Column(
            "origin",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.String(length=24), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_standing_orders_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["method_id"], ["methods.id"], name=op.f("fk_standing_orders_method_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_standing_orders_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_orders")),
    )
    op.create_index(
        "uq_standing_orders_active",
        "standing_orders",
        ["account_id"],
        unique=True,
        sqlite_where=sa.text("state = 'active'"),
        postgresql_where=sa.text("state = 'active'"),
    )
    op.create_index(
        "ix_standing_orders_due",
        "standing_orders",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )


def _planned_payments() -> None:
    """Payments to be made on a day ahead."""
    op.create_table(
        "planned_payments",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("account_id", sa.String(length=48), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("person_id", sa.String(length=48), nullable=False),
        sa.Column("offer_id", sa.String(length=48), nullable=True),
        sa.Column("order_id", sa.String(length=48), nullable=True),
        sa.Column("invoice_id", sa.String(length=48), nullable=True),
        sa.Column("method_id", sa.String(length=48), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("announced_minor", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("step", sa.String(length=12), nullable=False),
        sa.Column("pay_on", sa.Date(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("payment_id", sa.String(length=48), nullable=True),
        sa.Column("why", sa.String(length=24), nullable=True),
        sa.Column("request_id", sa.String(length=48), nullable=False),
        sa.Column(
            "origin",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(offer_id IS NULL) = (invoice_id IS NOT NULL)"
            " AND (order_id IS NULL) = (invoice_id IS NULL)",
            name=op.f("ck_planned_payments_consent"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_planned_payments_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_planned_payments_invoice_id")
        ),
        sa.ForeignKeyConstraint(
            ["method_id"], ["methods.id"], name=op.f("fk_planned_payments_method_id")
        ),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["offers.id"], name=op.f("fk_planned_payments_offer_id")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["standing_orders.id"], name=op.f("fk_planned_payments_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payments.id"], name=op.f("fk_planned_payments_payment_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_planned_payments_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_payments")),
        sa.UniqueConstraint("offer_id", name=op.f("uq_planned_payments_offer_id")),
        sa.UniqueConstraint(
            "order_id", "invoice_id", name=op.f("uq_planned_payments_order_id_invoice_id")
        ),
    )
    op.create_index(
        op.f("ix_planned_payments_account_id"), "planned_payments", ["account_id"], unique=False
    )
    op.create_index(
        "ix_planned_payments_ahead",
        "planned_payments",
        ["account_id"],
        unique=False,
        sqlite_where=sa.text("finished_at IS NULL"),
        postgresql_where=sa.text("finished_at IS NULL"),
    )
    op.create_index(
        "ix_planned_payments_due",
        "planned_payments",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_table(
        "reminder_looks",
        sa.Column("invoice_id", sa.String(length=48), nullable=False),
        sa.Column("account_id", sa.String(length=48), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("invoice_id", name=op.f("pk_reminder_looks")),
    )
    op.create_index(
        op.f("ix_reminder_looks_account_id"), "reminder_looks", ["account_id"], unique=False
    )
    op.create_index(
        "ix_reminder_looks_due",
        "reminder_looks",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_table(
        "reminders",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("account_id", sa.String(length=48), nullable=False),
        sa.Column("invoice_id", sa.String(length=48), nullable=False),
        sa.Column("person_id", sa.String(length=48), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.String(length=24), nullable=True),
        sa.Column(
            "facts",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=True,
        ),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("batch_id", sa.String(length=120), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_reminders_invoice_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_reminders_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint(
            "invoice_id",
            "stage",
            "person_id",
            "due_on",
            name=op.f("uq_reminders_invoice_id_stage_person_id_due_on"),
        ),
    )
    op.create_index(op.f("ix_reminders_batch_id"), "reminders", ["batch_id"], unique=False)
    op.create_index(
        "ix_reminders_due",
        "reminders",
        ["due_at", "person_id"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(op.f("ix_reminders_person_id"), "reminders", ["person_id"], unique=False)
    op.create_table(
        "reminder_holds",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("account_id", sa.String(length=48), nullable=False),
        sa.Column("invoice_id", sa.String(length=48), nullable=True),
        sa.Column("person_id", sa.String(length=48), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("said_by", sa.String(length=48), nullable=False),
        sa.Column("request_id", sa.String(length=48), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoices.id"], name=op.f("fk_reminder_holds_invoice_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_reminder_holds_person_id")
        ),
        sa.ForeignKeyConstraint(["said_by"], ["people.id"], name=op.f("fk_reminder_holds_said_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder_holds")),
    )
    op.create_index(
        op.f("ix_reminder_holds_account_id"), "reminder_holds", ["account_id"], unique=False
    )
    op.create_index(
        op.f("ix_reminder_holds_invoice_id"), "reminder_holds", ["invoice_id"], unique=False
    )
    op.create_index(
        "ix_reminder_holds_due",
        "reminder_holds",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
