"""Invoices: draft, finalised, paid, void."""

from assistant.sandbox.stripe import attempt, invoice_items, invoice_payments, payment_intents
from assistant.sandbox.stripe.account import Account, merge_metadata
from assistant.sandbox.stripe.currency import normal
from assistant.sandbox.stripe.listing import matching, page
from assistant.sandbox.stripe.problem import ApiError, Body, invalid
from assistant.sandbox.stripe.search import search

_PLAIN = ("default_payment_method", "description", "due_date", "footer", "statement_descriptor")


def create(account: Account, params: Body) -> Body:
    """Create a draft; the customer's loose items come along only when asked for."""
    if "customer" not in params:
        raise invalid(
            "Missing required param: customer.", param="customer", code="parameter_missing"
        )
    customer = account.referred("customer", params["customer"])
    collection = params.get("collection_method", "charge_automatically")
    if collection == "send_invoice" and not {"days_until_due", "due_date"} & set(params):
        raise invalid(
            "If invoice collection method is send_invoice, you must specify days_until_due or "
            "due_date.",
            param="days_until_due",
        )
    invoice = account.add(_new(account, params, customer))
    if params.get("pending_invoice_items_behavior") == "include":
        for item in list(account.all("invoiceitem")):
            if item["customer"] == customer["id"] and item["invoice"] is None:
                invoice_items.add_to(account, invoice, item)
    account.emit("invoice.created", invoice)
    return invoice


def _new(account: Account, params: Body, customer: Body) -> Body:
    invoice_id, now = account.new_id("in"), account.now()
    due = params.get("due_date")
    if "days_until_due" in params:
        due = now + params["days_until_due"] * 86400
    amounts = (
        "amount_due", "amount_overpaid", "amount_paid", "amount_remaining", "amount_shipping",
        "attempt_count", "post_payment_credit_notes_amount", "pre_payment_credit_notes_amount",
        "starting_balance", "subtotal", "subtotal_excluding_tax", "total", "total_excluding_tax",
    )  # fmt: skip
    empty = (
        "account_country", "account_tax_ids", "application", "automatically_finalizes_at",
        "custom_fields", "customer_account", "customer_tax_ids", "default_source",
        "effective_at", "ending_balance", "from_invoice", "hosted_invoice_url", "invoice_pdf",
        "last_finalization_error", "latest_revision", "next_payment_attempt", "number",
        "on_behalf_of", "parent", "receipt_number", "rendering", "shipping_cost",
        "shipping_details", "test_clock", "threshold_reason", "webhooks_delivered_at",
    )  # fmt: skip
    lists = (
        "default_tax_rates", "discounts", "total_discount_amounts", "total_pretax_credit_amounts",
        "total_taxes",
    )  # fmt: skip
    fields = ("address", "email", "name", "phone", "shipping", "tax_exempt")
    return {
        **dict.fromkeys(amounts, 0),
        **dict.fromkeys(empty),
        **{name: [] for name in lists},
        **{f"customer_{field}": customer[field] for field in fields},
        **{name: params.get(name) for name in _PLAIN},
        "id": invoice_id,
        "object": "invoice",
        "account_name": "Sandbox",
        "attempted": False,
        "auto_advance": params.get("auto_advance", False),
        "automatic_tax": {
            "disabled_reason": None,
            "enabled": False,
            "liability": None,
            "provider": None,
            "status": None,
        },
        "billing_reason": "manual",
        "collection_method": params.get("collection_method", "charge_automatically"),
        "created": now,
        "currency": normal(params.get("currency") or customer["currency"] or "usd"),
        "customer": customer["id"],
        "due_date": due,
        "issuer": {"type": "self"},
        "lines": {
            "object": "list",
            "data": [],
            "has_more": False,
            "url": f"/v1/invoices/{invoice_id}/lines",
        },
        "livemode": False,
        "metadata": params.get("metadata") or {},
        "payment_settings": {
            "default_mandate": None,
            "payment_method_options": None,
            "payment_method_types": None,
        },
        "period_end": now,
        "period_start": now,
        "status": "draft",
        "status_transitions": {
            "finalized_at": None,
            "marked_uncollectible_at": None,
            "paid_at": None,
            "voided_at": None,
        },
    }


def retrieve(account: Account, params: Body, invoice: str) -> Body:
    """Return an invoice; ``payments`` is there to be expanded, as at Stripe."""
    found = account.named("invoice", invoice)
    rows = [p for p in account.all("invoice_payment") if p["invoice"] == invoice]
    url = f"/v1/invoice_payments?invoice={invoice}"
    if any(path.startswith("payments") for path in params.get("expand", ())):
        payments = {"object": "list", "data": rows, "has_more": False, "url": url}
        return {**found, "payments": payments}
    return found


def update(account: Account, params: Body, invoice: str) -> Body:
    """Change a draft; afterwards only metadata and the default payment method."""
    found = account.named("invoice", invoice)
    if found["status"] != "draft" and set(params) - {
        "metadata",
        "default_payment_method",
        "expand",
    }:
        raise invalid("Finalized invoices can't be updated in this way.")
    found.update({name: params[name] or None for name in _PLAIN if name in params})
    merge_metadata(found, params.get("metadata"))
    account.emit("invoice.updated", found, {})
    return found


def delete(account: Account, params: Body, invoice: str) -> Body:
    """Delete a draft."""
    found = account.named("invoice", invoice)
    _require(found, "draft", "You can only delete draft invoices.")
    del account.state.tables["invoice"][invoice]
    return {"id": invoice, "object": "invoice", "deleted": True}


def finalize(account: Account, params: Body, invoice: str) -> Body:
    """Number a draft and open it for payment; one that charges nothing is paid at once."""
    found = account.named("invoice", invoice)
    _require(found, "draft", "This invoice is already finalized, you can't re-finalize it.")
    customer = account.referred("customer", found["customer"])
    number = f"{customer['invoice_prefix']}-{customer['next_invoice_sequence']:04d}"
    customer["next_invoice_sequence"] += 1
    page_url = f"{account.url}/i/{invoice}"
    found.update(
        effective_at=account.now(),
        hosted_invoice_url=page_url,
        invoice_pdf=f"{page_url}/pdf",
        number=number,
        status="open",
    )
    found["status_transitions"]["finalized_at"] = account.now()
    account.emit("invoice.finalized", found)
    if found["amount_due"] <= 0:
        invoice_payments.close(account, found)
    else:
        invoice_payments.open_default(account, found)
    return found


def pay(account: Account, params: Body, invoice: str) -> Body:
    """Charge what is left, all of it: Stripe has no partial amount here."""
    found = account.named("invoice", invoice)
    if found["status"] == "draft":
        finalize(account, {}, invoice)
    _require(found, "open", f"Invoice is {found['status']} and can't be paid.")
    if params.get("paid_out_of_band"):
        found["amount_paid_off_stripe"] = found["amount_remaining"]
        invoice_payments.close(account, found)
        return found
    intent = invoice_payments.default_intent(account, found)
    intent["payment_method"] = _method_for(account, found, params)
    found.update(attempt_count=found["attempt_count"] + 1, attempted=True)
    try:
        attempt.confirm(account, intent, {"off_session": params.get("off_session", True)})
    except ApiError:
        account.emit("invoice.payment_failed", found)
        raise
    return found


def _method_for(account: Account, invoice: Body, params: Body) -> str:
    customer = account.referred("customer", invoice["customer"])
    chosen = (
        params.get("payment_method")
        or invoice["default_payment_method"]
        or customer["invoice_settings"]["default_payment_method"]
    )
    if chosen is None:
        raise invalid(
            "There is no `default_payment_method` set on this Customer or Invoice. Please set "
            "either `invoice_settings.default_payment_method` on the Customer or "
            "`default_payment_method` on the Invoice.",
            code="invoice_payment_intent_requires_action",
        )
    given = payment_intents.method_given(account, {"payment_method": chosen}, customer["id"])
    assert given is not None
    return str(given["id"])


def void(account: Account, params: Body, invoice: str) -> Body:
    """Void an open invoice for good."""
    found = account.named("invoice", invoice)
    _require(found, "open", "You can only pass in open or uncollectible invoices.")
    found["status"] = "void"
    found["status_transitions"]["voided_at"] = account.now()
    invoice_payments.cancel_open(account, found)
    account.emit("invoice.voided", found)
    return found


def mark_uncollectible(account: Account, params: Body, invoice: str) -> Body:
    """Give an open invoice up."""
    found = account.named("invoice", invoice)
    _require(found, "open", "You can only mark open invoices as uncollectible.")
    found["status"] = "uncollectible"
    found["status_transitions"]["marked_uncollectible_at"] = account.now()
    account.emit("invoice.marked_uncollectible", found)
    return found


def send(account: Account, params: Body, invoice: str) -> Body:
    """Finalise when needed; the mail itself is not sent by the sandbox."""
    found = account.named("invoice", invoice)
    if found["status"] == "draft":
        finalize(account, {}, invoice)
    account.emit("invoice.sent", found)
    return found


def _require(invoice: Body, status: str, message: str) -> None:
    if invoice["status"] != status:
        raise invalid(message, code="invoice_not_editable" if status == "draft" else None)


def find(account: Account, params: Body) -> Body:
    """List invoices, by customer, status or collection."""
    rows = matching(account.all("invoice"), params, "collection_method", "customer", "status")
    return page(rows, params, "/v1/invoices")


def query(account: Account, params: Body) -> Body:
    """Search invoices."""
    return search(account, "invoice", params)


def lines(account: Account, params: Body, invoice: str) -> Body:
    """List an invoice's lines."""
    data = account.named("invoice", invoice)["lines"]["data"]
    return page(data, params, f"/v1/invoices/{invoice}/lines")
