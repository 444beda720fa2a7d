"""Customers: create, change, find, delete."""

from assistant.sandbox.stripe.account import Account, merge_metadata
from assistant.sandbox.stripe.listing import matching, page
from assistant.sandbox.stripe.problem import Body, invalid
from assistant.sandbox.stripe.search import search

_PLAIN = ("address", "description", "email", "name", "phone", "preferred_locales", "shipping")
_SETTINGS: Body = {
    "custom_fields": None,
    "default_payment_method": None,
    "footer": None,
    "rendering_options": None,
}


def create(account: Account, params: Body) -> Body:
    """Create a customer; a given payment method is attached to it."""
    customer = new(account, account.new_id("cus"))
    _apply(account, customer, params)
    account.emit("customer.created", customer)
    return customer


def new(account: Account, customer_id: str) -> Body:
    """Keep an empty customer under this id."""
    customer: Body = {
        "id": customer_id,
        "object": "customer",
        "address": None,
        "balance": 0,
        "created": account.now(),
        "currency": None,
        "customer_account": None,
        "default_source": None,
        "delinquent": False,
        "description": None,
        "discount": None,
        "email": None,
        "invoice_prefix": customer_id[-8:].upper(),
        "invoice_settings": dict(_SETTINGS),
        "livemode": False,
        "metadata": {},
        "name": None,
        "next_invoice_sequence": 1,
        "phone": None,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
    }
    return account.add(customer)


def retrieve(account: Account, params: Body, customer: str) -> Body:
    """Return a customer; a deleted one answers only that."""
    return account.named("customer", customer)


def update(account: Account, params: Body, customer: str) -> Body:
    """Change what is given and say in the event what it was before."""
    found = account.named("customer", customer)
    before = {key: found.get(key) for key in params if key in found}
    _apply(account, found, params)
    changed = {key: value for key, value in before.items() if found[key] != value}
    if changed:
        account.emit("customer.updated", found, changed)
    return found


def delete(account: Account, params: Body, customer: str) -> Body:
    """Delete a customer and detach its payment methods."""
    found = account.named("customer", customer)
    account.emit("customer.deleted", found)
    for method in account.all("payment_method"):
        if method["customer"] == customer:
            method["customer"] = None
    return account.add({"id": customer, "object": "customer", "deleted": True})


def find(account: Account, params: Body) -> Body:
    """List customers, by e-mail when given (exact, as Stripe does)."""
    living = (row for row in account.all("customer") if not row.get("deleted"))
    return page(matching(living, params, "email"), params, "/v1/customers")


def query(account: Account, params: Body) -> Body:
    """Search customers."""
    return search(account, "customer", params)


def _apply(account: Account, customer: Body, params: Body) -> None:
    settings = params.get("invoice_settings", {})
    if default := settings.get("default_payment_method"):
        _check_default(account, customer, default)
    customer.update({key: params[key] or None for key in _PLAIN if key in params})
    customer.update({key: params[key] for key in ("balance", "tax_exempt") if key in params})
    customer["invoice_settings"] = {
        **customer["invoice_settings"],
        **{key: value or None for key, value in settings.items()},
    }
    merge_metadata(customer, params.get("metadata"))


def _check_default(account: Account, customer: Body, method_id: str) -> None:
    method = account.referred("payment_method", method_id)
    if method["customer"] != customer["id"]:
        raise invalid(
            f"The customer does not have a payment method with the ID {method_id}. The payment "
            "method must be attached to the customer.",
            param="invoice_settings[default_payment_method]",
            code="resource_missing",
        )
