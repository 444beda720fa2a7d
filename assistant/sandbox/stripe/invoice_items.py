"""Invoice items: what a draft invoice charges for."""

from assistant.sandbox.stripe.account import Account
from assistant.sandbox.stripe.currency import normal
from assistant.sandbox.stripe.listing import matching, page
from assistant.sandbox.stripe.problem import Body, invalid


def create(account: Account, params: Body) -> Body:
    """Add an item to a draft invoice, or keep it for the customer's next one."""
    invoice = None
    if invoice_id := params.get("invoice"):
        invoice = account.referred("invoice", invoice_id)
        if invoice["status"] != "draft":
            raise invalid("This invoice is no longer editable.", code="invoice_not_editable")
    customer = params.get("customer") or (invoice["customer"] if invoice else None)
    if customer is None:
        raise invalid("You must provide a customer or an invoice.", param="customer")
    account.referred("customer", customer)
    item = account.add(_new(account, params, customer))
    if invoice:
        add_to(account, invoice, item)
    return item


def _new(account: Account, params: Body, customer: str) -> Body:
    quantity, amount = params.get("quantity", 1), params.get("amount")
    price = params.get("price_data")
    if price:
        amount = price.get("unit_amount", 0) * quantity
    if amount is None:
        raise invalid("Missing required param: amount.", param="amount", code="parameter_missing")
    now = account.now()
    return {
        "id": account.new_id("ii"),
        "object": "invoiceitem",
        "amount": amount,
        "currency": normal((price or params).get("currency", "usd")),
        "customer": customer,
        "customer_account": None,
        "date": now,
        "description": params.get("description"),
        "discountable": params.get("discountable", True),
        "discounts": [],
        "invoice": None,
        "livemode": False,
        "metadata": params.get("metadata") or {},
        "net_amount": amount,
        "parent": None,
        "period": params.get("period", {"end": now, "start": now}),
        "pricing": None,
        "proration": False,
        "quantity": quantity,
        "quantity_decimal": str(quantity),
        "tax_rates": [],
        "test_clock": None,
    }


def add_to(account: Account, invoice: Body, item: Body) -> None:
    """Put an item on a draft, as a line; the currencies must agree."""
    if item["currency"] != invoice["currency"]:
        raise invalid(
            f"The invoice's currency is {invoice['currency']}: an item in {item['currency']} "
            "cannot be added.",
            param="currency",
        )
    item["invoice"] = invoice["id"]
    line: Body = {
        "id": account.new_id("il"),
        "object": "line_item",
        "amount": item["amount"],
        "currency": item["currency"],
        "description": item["description"],
        "discount_amounts": [],
        "discountable": item["discountable"],
        "discounts": [],
        "invoice": invoice["id"],
        "livemode": False,
        "metadata": item["metadata"],
        "parent": {
            "invoice_item_details": {"invoice_item": item["id"]},
            "type": "invoice_item_details",
        },
        "period": item["period"],
        "pretax_credit_amounts": [],
        "pricing": None,
        "quantity": item["quantity"],
        "subscription": None,
        "subtotal": item["amount"],
        "taxes": [],
    }
    invoice["lines"]["data"].append(line)
    total = sum(row["amount"] for row in invoice["lines"]["data"])
    same = ("amount_due", "amount_remaining", "subtotal", "subtotal_excluding_tax", "total")
    invoice.update(dict.fromkeys((*same, "total_excluding_tax"), total))


def retrieve(account: Account, params: Body, invoiceitem: str) -> Body:
    """Return an item."""
    return account.named("invoiceitem", invoiceitem)


def find(account: Account, params: Body) -> Body:
    """List items, by customer or invoice."""
    rows = matching(account.all("invoiceitem"), params, "customer", "invoice")
    return page(rows, params, "/v1/invoiceitems")
