"""Payment methods: made from test cards and bank accounts, attached to customers, detached."""

from assistant.sandbox.stripe import instruments
from assistant.sandbox.stripe.account import Account, merge_metadata, spell
from assistant.sandbox.stripe.listing import matching, page
from assistant.sandbox.stripe.problem import Body, card_error, invalid, no_such

_NOBODY: Body = {
    "address": {
        "city": None,
        "country": None,
        "line1": None,
        "line2": None,
        "postal_code": None,
        "state": None,
    },
    "email": None,
    "name": None,
    "phone": None,
    "tax_id": None,
}
_GONE = (
    "The provided PaymentMethod was previously used with a PaymentIntent without Customer "
    "attachment, shared with a connected account without Customer attachment, or was detached "
    "from a Customer. It may not be used again. To use a PaymentMethod multiple times, you must "
    "attach it to a Customer first."
)


def create(account: Account, params: Body) -> Body:
    """Make a payment method out of the details of a test card or bank account."""
    kind = params.get("type")
    if kind is None:
        raise invalid("Missing required param: type.", param="type", code="parameter_missing")
    method = from_details(account, kind, params)
    merge_metadata(method, params.get("metadata"))
    return method


def from_details(account: Account, kind: str, params: Body) -> Body:
    """Make a payment method of this type; details no test instrument has are refused."""
    if kind not in ("card", "us_bank_account", "sepa_debit", "paypal"):
        raise invalid(f"The sandbox has no payment methods of the type {kind}.", param="type")
    if kind not in params:
        raise invalid(f"Missing required param: {kind}.", param=kind, code="parameter_missing")
    details = params[kind]
    if kind == "card":
        method = of_card(account, account.new_id("pm"), _card_named(details))
        _set_expiry(method, details)
    elif kind == "paypal":
        method = _of_paypal(account, details)
    else:
        method = of_bank(account, account.new_id("pm"), _bank_named(kind, details))
    method["billing_details"] = {**_NOBODY, **params.get("billing_details", {})}
    return method


def _card_named(details: Body) -> str:
    token = details.get("token")
    name = (
        instruments.by_token(token) if token else instruments.by_number(details.get("number", ""))
    )
    if name is None and token:
        raise no_such("token", token, "card[token]")
    if name is None:
        raise card_error(
            {"code": "incorrect_number", "message": "Your card number is incorrect."},
            param="number",
        )
    return name


def _set_expiry(method: Body, details: Body) -> None:
    if "exp_month" in details:
        method["card"]["exp_month"] = details["exp_month"]
        year = details["exp_year"]
        method["card"]["exp_year"] = year + 2000 if year < 100 else year


def _bank_named(kind: str, details: Body) -> str:
    field = "iban" if kind == "sepa_debit" else "account_number"
    number = str(details.get(field, "")).replace(" ", "").upper()
    known = instruments.SEPA_BANKS if kind == "sepa_debit" else instruments.US_BANKS
    if number not in known:
        code = "invalid_bank_account_iban" if field == "iban" else "account_number_invalid"
        raise invalid(
            "You must use a test bank account number.", param=f"{kind}[{field}]", code=code
        )
    return number


def of_card(account: Account, method_id: str, name: str) -> Body:
    """Keep a payment method for the test card of this name."""
    card = instruments.CARDS[name]
    account.secret_of(method_id)["card"] = name
    details: Body = {
        "brand": card.brand,
        "checks": {
            "address_line1_check": None,
            "address_postal_code_check": None,
            "cvc_check": "pass",
        },
        "country": "US",
        "display_brand": card.brand,
        "exp_month": 12,
        "exp_year": 2034,
        "fingerprint": spell(card.number, 16),
        "funding": card.funding,
        "generated_from": None,
        "last4": card.number[-4:],
        "networks": {"available": [card.brand], "preferred": None},
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }
    return _keep(account, method_id, "card", details)


def of_bank(account: Account, method_id: str, number: str) -> Body:
    """Keep a payment method for the test bank account of this number."""
    account.secret_of(method_id)["bank"] = number
    shared: Body = {"fingerprint": spell(number, 16), "last4": number[-4:]}
    if number in instruments.SEPA_BANKS:
        details = {"bank_code": number[4:12], "branch_code": "", "country": number[:2], **shared}
        return _keep(account, method_id, "sepa_debit", details)
    details = {
        "account_holder_type": "company",
        "account_type": "checking",
        "bank_name": "STRIPE TEST BANK",
        "financial_connections_account": None,
        "networks": {"preferred": "ach", "supported": ["ach"]},
        "routing_number": "110000000",
        "status_details": {},
        **shared,
    }
    return _keep(account, method_id, "us_bank_account", details)


def _of_paypal(account: Account, details: Body) -> Body:
    email = details.get("payer_email") or None
    told = {"country": "US", "payer_email": email, "payer_id": account.new_id("payer")[6:]}
    return _keep(account, account.new_id("pm"), "paypal", told)


def _keep(account: Account, method_id: str, kind: str, details: Body) -> Body:
    method: Body = {
        "id": method_id,
        "object": "payment_method",
        "allow_redisplay": "unspecified",
        "billing_details": dict(_NOBODY),
        "created": account.now(),
        "customer": None,
        "customer_account": None,
        kind: details,
        "livemode": False,
        "metadata": {},
        "type": kind,
    }
    return account.add(method)


def resolve(account: Account, method_id: str) -> Body:
    """Return the method a parameter names; a ready-made one becomes a new method of its own."""
    if (found := account.find("payment_method", method_id)) is not None:
        return found
    if method_id in instruments.READY_BANKS:
        return of_bank(account, account.new_id("pm"), instruments.READY_BANKS[method_id])
    name = instruments.by_token(method_id) if method_id.startswith("pm_card_") else None
    if name is None:
        raise no_such("PaymentMethod", method_id, "payment_method")
    return of_card(account, account.new_id("pm"), name)


def card_of(account: Account, method: Body) -> instruments.TestCard | None:
    """Return the test card behind a method, None for a bank account; PayPal acts like a card."""
    if method["type"] == "paypal":
        return instruments.PAYPAL
    name = account.secret_of(method["id"]).get("card")
    return instruments.CARDS[name] if name else None


def bank_of(account: Account, method: Body) -> instruments.TestBank:
    """Return the test bank account behind a method."""
    return instruments.BANKS[account.secret_of(method["id"])["bank"]]


def retrieve(account: Account, params: Body, payment_method: str) -> Body:
    """Return a payment method."""
    if instruments.by_token(payment_method) or payment_method in instruments.READY_BANKS:
        return resolve(account, payment_method)
    return account.named("payment_method", payment_method)


def update(account: Account, params: Body, payment_method: str) -> Body:
    """Change an attached method's billing details, expiry or metadata."""
    method = account.named("payment_method", payment_method)
    method["billing_details"] = {**method["billing_details"], **params.get("billing_details", {})}
    method.get("card", {}).update(params.get("card", {}))
    merge_metadata(method, params.get("metadata"))
    account.emit("payment_method.updated", method)
    return method


def attach(account: Account, params: Body, payment_method: str) -> Body:
    """Attach a method to a customer; the bank is asked, so a bad card is declined here."""
    customer = account.referred("customer", params["customer"])
    method = resolve(account, payment_method)
    check_usable(account, method, customer["id"])
    card = card_of(account, method)
    if card and card.decline and not card.attaches:
        raise card_error(card.decline.body())
    return tie(account, method, customer["id"])


def tie(account: Account, method: Body, customer_id: str) -> Body:
    """Attach without asking the bank; attaching again changes nothing."""
    if method["customer"] != customer_id:
        method["customer"] = customer_id
        account.emit("payment_method.attached", method)
    return method


def check_usable(account: Account, method: Body, customer_id: str | None) -> None:
    """Refuse a method that is another customer's, or used up."""
    if account.secret_of(method["id"]).get("used_up") and method["customer"] is None:
        raise invalid(_GONE, param="payment_method")
    if method["customer"] is None or method["customer"] == customer_id:
        return
    if customer_id is None:
        raise invalid(
            "The payment method you provided is attached to a customer so for security purposes "
            "you must provide the customer in the request.",
            param="payment_method",
        )
    raise invalid(
        f"The customer does not have a payment method with the ID {method['id']}. The payment "
        "method must be attached to the customer.",
        param="payment_method",
        code="resource_missing",
    )


def detach(account: Account, params: Body, payment_method: str) -> Body:
    """Detach a method for good: it can never be used again."""
    method = account.named("payment_method", payment_method)
    if (owner := method["customer"]) is None:
        raise invalid(
            "The payment method you provided is not attached to a customer so detachment is "
            "impossible.",
            param="payment_method",
        )
    method["customer"] = None
    account.secret_of(payment_method)["used_up"] = True
    customer = account.find("customer", owner)
    if customer and customer["invoice_settings"]["default_payment_method"] == payment_method:
        customer["invoice_settings"]["default_payment_method"] = None
    account.emit("payment_method.detached", method, {"customer": owner})
    return method


def find(account: Account, params: Body) -> Body:
    """List attached methods, by customer and type."""
    attached = (row for row in account.all("payment_method") if row["customer"])
    return page(matching(attached, params, "customer", "type"), params, "/v1/payment_methods")


def find_of_customer(account: Account, params: Body, customer: str) -> Body:
    """List the methods of the customer the address names."""
    account.named("customer", customer)
    wanted = {**params, "customer": customer}
    rows = matching(account.all("payment_method"), wanted, "customer", "type")
    return page(rows, params, f"/v1/customers/{customer}/payment_methods")


def retrieve_of_customer(
    account: Account, params: Body, customer: str, payment_method: str
) -> Body:
    """Return one method, but only the customer's own."""
    account.named("customer", customer)
    method = account.named("payment_method", payment_method)
    if method["customer"] != customer:
        raise no_such("PaymentMethod", payment_method, "payment_method", status=404)
    return method
