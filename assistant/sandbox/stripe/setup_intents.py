"""Setup intents: save a payment method for later, with the bank's consent."""

from typing import NoReturn

from assistant.sandbox.stripe import instruments, payment_intents, payment_methods
from assistant.sandbox.stripe.account import Account, copy, merge_metadata
from assistant.sandbox.stripe.listing import matching, page
from assistant.sandbox.stripe.problem import Body, card_error, invalid, unexpected_state

_OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")
_UNAUTHENTICATED: Body = {
    "code": "setup_intent_authentication_failure",
    "message": "The latest attempt to set up the payment method has failed because "
    "authentication failed.",
    "type": "invalid_request_error",
}


_RIGHT, _ONE_TOO_MANY, _MOST_TRIES = [32, 45], [10, 11], 10
_NOT_VERIFIED: Body = {
    "code": "payment_method_microdeposit_verification_attempts_exceeded",
    "message": "You have exceeded the number of allowed verification attempts.",
    "type": "invalid_request_error",
}


def create(account: Account, params: Body) -> Body:
    """Create a setup intent, and confirm it at once when asked to."""
    if customer := params.get("customer"):
        account.referred("customer", customer)
    method = payment_intents.method_given(account, params, customer)
    intent = account.add(_new(account, params))
    if method:
        intent.update(payment_method=method["id"], status="requires_confirmation")
    account.emit("setup_intent.created", intent)
    return _confirm(account, intent, params) if params.get("confirm") else intent


def _new(account: Account, params: Body) -> Body:
    intent_id = account.new_id("seti")
    types = params.get("allowed_payment_method_types")
    return {
        "id": intent_id,
        "object": "setup_intent",
        "allowed_payment_method_types": types,
        "application": None,
        "automatic_payment_methods": params.get("automatic_payment_methods"),
        "cancellation_reason": None,
        "client_secret": f"{intent_id}_secret_{account.new_id('x')[2:]}",
        "created": account.now(),
        "customer": params.get("customer"),
        "customer_account": None,
        "description": params.get("description"),
        "excluded_payment_method_types": None,
        "flow_directions": None,
        "last_setup_error": None,
        "latest_attempt": None,
        "livemode": False,
        "mandate": None,
        "metadata": params.get("metadata", {}),
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": types or ["card", "us_bank_account", "sepa_debit"],
        "single_use_mandate": None,
        "status": "requires_payment_method",
        "usage": params.get("usage", "off_session"),
    }


def retrieve(account: Account, params: Body, intent: str) -> Body:
    """Return a setup intent."""
    return account.named("setup_intent", intent)


def update(account: Account, params: Body, intent: str) -> Body:
    """Change a setup intent."""
    found = account.named("setup_intent", intent)
    method = payment_intents.method_given(
        account, params, params.get("customer") or found["customer"]
    )
    if method:
        found.update(payment_method=method["id"], status="requires_confirmation")
    found.update({key: params[key] for key in ("customer", "description") if key in params})
    merge_metadata(found, params.get("metadata"))
    return found


def confirm(account: Account, params: Body, intent: str) -> Body:
    """Confirm with the method it has, or the one given now."""
    found = account.named("setup_intent", intent)
    if found["status"] not in _OPEN:
        raise unexpected_state(
            f"You cannot confirm this SetupIntent because it has a status of {found['status']}.",
            "setup_intent",
            found,
        )
    method = payment_intents.method_given(account, params, found["customer"])
    if method:
        found["payment_method"] = method["id"]
    if found["payment_method"] is None:
        raise unexpected_state(
            "You cannot confirm this SetupIntent because it's missing a payment method. Update "
            "the SetupIntent with a payment method and then confirm it again.",
            "setup_intent",
            found,
        )
    return _confirm(account, found, params)


def _confirm(account: Account, intent: Body, params: Body) -> Body:
    method = account.referred("payment_method", intent["payment_method"])
    card = payment_methods.card_of(account, method)
    if card and card.decline and not card.attaches:
        _decline(account, intent, method, card.decline)
    elif card and card.authentication != "never":
        _ask_to_authenticate(account, intent, params)
    elif method["type"] == "us_bank_account" and _by_small_amounts(params):
        _ask_to_verify(account, intent)
    else:
        _finish(account, intent, method)
    return intent


def _ask_to_authenticate(account: Account, intent: Body, params: Body) -> None:
    url = {"return_url": params.get("return_url"), "url": f"{account.url}/3ds/{intent['id']}"}
    intent.update(
        next_action={"type": "redirect_to_url", "redirect_to_url": url}, status="requires_action"
    )
    account.emit("setup_intent.requires_action", intent)


def _by_small_amounts(params: Body) -> bool:
    options = params.get("payment_method_options", {}).get("us_bank_account", {})
    return bool(options.get("verification_method") == "microdeposits")


def _ask_to_verify(account: Account, intent: Body) -> None:
    step = {
        "arrival_date": account.now() + 24 * 3600,
        "hosted_verification_url": f"{account.url}/verify/{intent['id']}",
        "microdeposit_type": "amounts",
    }
    action = {"type": "verify_with_microdeposits", "verify_with_microdeposits": step}
    intent.update(next_action=action, status="requires_action")
    account.emit("setup_intent.requires_action", intent)
    account.follow_up(intent)


def verify(account: Account, params: Body, intent: str) -> Body:
    """Compare the small amounts with what the test bank was sent (docs.stripe.com/testing)."""
    found = account.named("setup_intent", intent)
    if (found["next_action"] or {}).get("type") != "verify_with_microdeposits":
        raise unexpected_state(
            "You cannot verify this SetupIntent with microdeposits because it does not wait for "
            f"them: it has a status of {found['status']}.",
            "setup_intent",
            found,
        )
    amounts, code = sorted(params.get("amounts") or ()), params.get("descriptor_code")
    if amounts == _RIGHT or code == "SM11AA":
        found["next_action"] = None
        _finish(account, found, account.referred("payment_method", found["payment_method"]))
        return found
    secret = account.secret_of(intent)
    secret["tries"] = secret.get("tries", 0) + 1
    if amounts == _ONE_TOO_MANY or code == "SM33CC" or secret["tries"] >= _MOST_TRIES:
        method = account.referred("payment_method", found["payment_method"])
        found["next_action"] = None
        _reject(account, found, {**_NOT_VERIFIED, "payment_method": copy(method)})
        return found
    raise invalid(
        "The amounts provided do not match the amounts that were sent to the bank account.",
        param="amounts",
        code="payment_method_microdeposit_verification_amounts_mismatch",
    )


def authenticate(account: Account, intent: Body, *, passed: bool) -> None:
    """Finish 3-D Secure."""
    if intent["status"] != "requires_action":
        return
    method = account.referred("payment_method", intent["payment_method"])
    intent["next_action"] = None
    if passed:
        _finish(account, intent, method)
    else:
        _reject(account, intent, {**_UNAUTHENTICATED, "payment_method": copy(method)})


def _finish(account: Account, intent: Body, method: Body) -> None:
    account.secret_of(method["id"])["set_up"] = True
    intent.update(last_setup_error=None, status="succeeded")
    if intent["customer"]:
        payment_methods.tie(account, method, intent["customer"])
    account.emit("setup_intent.succeeded", intent)
    account.follow_up(intent)


def _decline(
    account: Account, intent: Body, method: Body, decline: instruments.Decline
) -> NoReturn:
    error = {**decline.body(), "payment_method": copy(method)}
    _reject(account, intent, {**error, "type": "card_error"})
    raise card_error(error, setup_intent=copy(intent))


def _reject(account: Account, intent: Body, error: Body) -> None:
    intent.update(last_setup_error=error, payment_method=None, status="requires_payment_method")
    account.emit("setup_intent.setup_failed", intent)


def cancel(account: Account, params: Body, intent: str) -> Body:
    """Cancel a setup intent that has not finished."""
    found = account.named("setup_intent", intent)
    if found["status"] not in _OPEN:
        raise unexpected_state(
            f"You cannot cancel this SetupIntent because it has a status of {found['status']}. "
            "Only a SetupIntent with one of the following statuses may be canceled: "
            "requires_payment_method, requires_confirmation, requires_action.",
            "setup_intent",
            found,
        )
    found.update(cancellation_reason=params.get("cancellation_reason"), status="canceled")
    account.emit("setup_intent.canceled", found)
    return found


def find(account: Account, params: Body) -> Body:
    """List setup intents, by customer or method."""
    rows = matching(account.all("setup_intent"), params, "customer", "payment_method")
    return page(rows, params, "/v1/setup_intents")
