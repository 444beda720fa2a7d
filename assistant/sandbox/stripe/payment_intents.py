"""Payment intents: create, change, confirm, cancel, find."""

from assistant.sandbox.stripe import attempt, currency, payment_methods
from assistant.sandbox.stripe.account import Account, merge_metadata
from assistant.sandbox.stripe.listing import matching, page
from assistant.sandbox.stripe.problem import Body, invalid, unexpected_state
from assistant.sandbox.stripe.search import search

_OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")
_CANCELLABLE = (
    "requires_payment_method, requires_capture, requires_reauthorization, requires_confirmation, "
    "requires_action, processing"
)
_PLAIN = ("description", "receipt_email", "shipping", "statement_descriptor", "transfer_group")
_NEVER_REDIRECT = frozenset(("card", "us_bank_account", "sepa_debit", "link"))


def create(account: Account, params: Body) -> Body:
    """Create an intent, and confirm it at once when asked to."""
    code = currency.normal(params["currency"])
    currency.check_charge(params["amount"], code)
    if not params.get("confirm"):
        _check_only_when_confirming(params)
    if customer := params.get("customer"):
        account.referred("customer", customer)
    method = method_given(account, params, customer)
    _check_redirects(params)
    intent = account.add(_new(account, params, code))
    intent["payment_method"] = method and method["id"]
    intent["status"] = "requires_confirmation" if method else "requires_payment_method"
    account.emit("payment_intent.created", intent)
    if params.get("confirm"):
        attempt.confirm(account, intent, params)
    return intent


def _new(account: Account, params: Body, code: str) -> Body:
    intent_id = account.new_id("pi")
    types = params.get("allowed_payment_method_types")
    automatic = params.get("automatic_payment_methods") or {"enabled": True}
    if automatic["enabled"]:
        automatic = {"allow_redirects": "always", **automatic}
    return {
        "id": intent_id,
        "object": "payment_intent",
        "allowed_payment_method_types": types,
        "amount": params["amount"],
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "application": None,
        "application_fee_amount": params.get("application_fee_amount"),
        "automatic_payment_methods": automatic,
        "canceled_at": None,
        "cancellation_reason": None,
        "capture_method": params.get("capture_method", "automatic_async"),
        "client_secret": f"{intent_id}_secret_{account.new_id('x')[2:]}",
        "confirmation_method": params.get("confirmation_method", "automatic"),
        "created": account.now(),
        "currency": code,
        "customer": params.get("customer"),
        "customer_account": None,
        "excluded_payment_method_types": params.get("excluded_payment_method_types"),
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": params.get("metadata", {}),
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": types or currency.payment_types(code),
        "processing": None,
        "review": None,
        "setup_future_usage": params.get("setup_future_usage"),
        "source": None,
        "statement_descriptor_suffix": params.get("statement_descriptor_suffix"),
        "status": "requires_payment_method",
        "transfer_data": None,
        **{name: params.get(name) for name in _PLAIN},
    }


def _check_only_when_confirming(params: Body) -> None:
    for name in ("off_session", "return_url", "error_on_requires_action", "mandate_data"):
        if name in params:
            raise invalid(
                f"This parameter `{name}` can only be passed when `confirm` is set to true.",
                param=name,
            )


def _check_redirects(params: Body) -> None:
    if not params.get("confirm") or "return_url" in params:
        return
    types = params.get("allowed_payment_method_types")
    automatic = params.get("automatic_payment_methods", {})
    if types and _NEVER_REDIRECT.issuperset(types):
        return
    if automatic.get("allow_redirects") != "never":
        raise invalid(
            "This PaymentIntent is configured to accept payment methods enabled in your "
            "Dashboard. Because some of these payment methods might redirect your customer off of "
            "your page, you must provide a `return_url`. If you don't want to accept "
            "redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` "
            "and `automatic_payment_methods[allow_redirects]` to `never` when creating Setup "
            "Intents and Payment Intents."
        )


def method_given(account: Account, params: Body, customer: str | None) -> Body | None:
    """Return the method the parameters name or describe, None when they do neither."""
    if method_id := params.get("payment_method"):
        method = payment_methods.resolve(account, method_id)
    elif data := params.get("payment_method_data"):
        method = payment_methods.from_details(account, data["type"], data)
    else:
        return None
    payment_methods.check_usable(account, method, customer)
    return method


def retrieve(account: Account, params: Body, intent: str) -> Body:
    """Return an intent."""
    return account.named("payment_intent", intent)


def update(account: Account, params: Body, intent: str) -> Body:
    """Change an intent that has not begun to move money; metadata may always change."""
    found = account.named("payment_intent", intent)
    if found["status"] not in _OPEN and set(params) - {"metadata", "description", "expand"}:
        raise unexpected_state(
            f"This PaymentIntent's {next(iter(params))} could not be updated because it has a "
            f"status of {found['status']}.",
            "payment_intent",
            found,
        )
    code = currency.normal(params.get("currency") or found["currency"])
    currency.check_charge(params["amount"] if "amount" in params else found["amount"], code)
    if customer := params.get("customer"):
        account.referred("customer", customer)
    method = method_given(account, params, customer or found["customer"])
    if method:
        found.update(payment_method=method["id"], status="requires_confirmation")
    plain = ("amount", "customer", "setup_future_usage", *_PLAIN)
    found.update({name: params[name] or None for name in plain if name in params})
    found["currency"] = code
    merge_metadata(found, params.get("metadata"))
    return found


def confirm(account: Account, params: Body, intent: str) -> Body:
    """Confirm an intent with the method it has, or the one given now."""
    found = account.named("payment_intent", intent)
    if found["status"] not in _OPEN:
        because = (
            "it has already succeeded after being previously confirmed."
            if found["status"] == "succeeded"
            else f"it has a status of {found['status']}. Only a PaymentIntent with one of the "
            "following statuses may be confirmed: requires_confirmation, requires_action."
        )
        raise unexpected_state(
            f"You cannot confirm this PaymentIntent because {because}", "payment_intent", found
        )
    method = method_given(account, params, found["customer"])
    if method:
        found["payment_method"] = method["id"]
    if found["payment_method"] is None:
        raise unexpected_state(
            "You cannot confirm this PaymentIntent because it's missing a payment method. You can "
            "either update the PaymentIntent with a payment method and then confirm it again, or "
            "confirm it again directly with a payment method or ConfirmationToken.",
            "payment_intent",
            found,
        )
    attempt.confirm(account, found, params)
    return found


def cancel(account: Account, params: Body, intent: str) -> Body:
    """Cancel an intent that has not taken money."""
    found = account.named("payment_intent", intent)
    if found["status"] not in (*_OPEN, "requires_capture"):
        raise unexpected_state(
            f"You cannot cancel this PaymentIntent because it has a status of {found['status']}. "
            "Only a PaymentIntent with one of the following statuses may be canceled: "
            f"{_CANCELLABLE}.",
            "payment_intent",
            found,
        )
    found.update(
        amount_capturable=0,
        canceled_at=account.now(),
        cancellation_reason=params.get("cancellation_reason"),
        next_action=None,
        status="canceled",
    )
    account.emit("payment_intent.canceled", found)
    return found


def capture(account: Account, params: Body, intent: str) -> Body:
    """Take the whole of an authorised amount; the sandbox does not capture in parts."""
    found = account.named("payment_intent", intent)
    if found["status"] != "requires_capture":
        raise unexpected_state(
            "This PaymentIntent could not be captured because it has a status of "
            f"{found['status']}. Only a PaymentIntent with one of the following statuses may be "
            "captured: requires_capture.",
            "payment_intent",
            found,
        )
    if params.get("amount_to_capture", found["amount"]) != found["amount"]:
        raise invalid("The sandbox captures whole amounts only.", param="amount_to_capture")
    attempt.capture(account, found)
    return found


def find(account: Account, params: Body) -> Body:
    """List intents, by customer."""
    rows = matching(account.all("payment_intent"), params, "customer")
    return page(rows, params, "/v1/payment_intents")


def query(account: Account, params: Body) -> Body:
    """Search intents."""
    return search(account, "payment_intent", params)
