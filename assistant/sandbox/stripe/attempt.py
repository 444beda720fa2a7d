"""Try to take the money of a payment intent, and carry the intent through its statuses."""

from typing import NoReturn

from assistant.sandbox.stripe import charges, disputes, payment_methods
from assistant.sandbox.stripe.account import Account, copy
from assistant.sandbox.stripe.instruments import AUTHENTICATION, FAILURES, Decline, TestCard
from assistant.sandbox.stripe.problem import Body, card_error

_UNAUTHENTICATED = {
    "code": "payment_intent_authentication_failure",
    "message": "We are unable to authenticate your payment method. Please choose a different "
    "payment method and try again.",
}


def confirm(account: Account, intent: Body, params: Body) -> None:
    """Confirm an intent whose method is set; a decline is raised after it has been recorded."""
    method = account.referred("payment_method", intent["payment_method"])
    if usage := params.get("setup_future_usage"):
        intent["setup_future_usage"] = usage
    intent.update(next_action=None, last_payment_error=None)
    card = payment_methods.card_of(account, method)
    if card is None:
        _start_debit(account, intent, method)
    elif not _needs_authentication(account, card, method):
        _charge(account, intent, method, card)
    elif params.get("off_session") or params.get("error_on_requires_action"):
        _decline(account, intent, method, AUTHENTICATION)
    else:
        _ask_to_authenticate(account, intent, params)


def _needs_authentication(account: Account, card: TestCard, method: Body) -> bool:
    set_up = account.secret_of(method["id"]).get("set_up")
    return card.authentication == "always" or (card.authentication == "at_setup" and not set_up)


def _ask_to_authenticate(account: Account, intent: Body, params: Body) -> None:
    page = f"{account.url}/3ds/{intent['id']}"
    if back := params.get("return_url"):
        action = {"type": "redirect_to_url", "redirect_to_url": {"return_url": back, "url": page}}
    else:
        # Without an address to come back to, Stripe leaves the step to its JavaScript.
        sdk = {"type": "three_d_secure_redirect", "stripe_js": page}
        action = {"type": "use_stripe_sdk", "use_stripe_sdk": sdk}
    intent.update(next_action=action, status="requires_action")
    account.emit("payment_intent.requires_action", intent)


def authenticate(account: Account, intent: Body, *, passed: bool) -> None:
    """Finish 3-D Secure; a decline that follows is raised like any other."""
    if intent["status"] != "requires_action":
        return
    method = account.referred("payment_method", intent["payment_method"])
    intent["next_action"] = None
    if passed:
        card = payment_methods.card_of(account, method)
        assert card is not None
        account.secret_of(method["id"])["set_up"] = True
        _charge(account, intent, method, card)
    else:
        _reject(account, intent, {**_UNAUTHENTICATED, "payment_method": copy(method)})


def _charge(account: Account, intent: Body, method: Body, card: TestCard) -> None:
    if card.decline:
        _decline(account, intent, method, card.decline)
    charge = charges.new(account, intent, method)
    if intent["capture_method"] == "manual":
        charge.update(paid=True, status="succeeded")
        intent.update(amount_capturable=intent["amount"], status="requires_capture")
        account.emit("payment_intent.amount_capturable_updated", intent)
    else:
        _finish(account, intent, charge)
    if card.disputed:
        disputes.open_for(account, charge, "fraudulent")


def capture(account: Account, intent: Body) -> None:
    """Take what was authorised."""
    intent["amount_capturable"] = 0
    _finish(account, intent, account.referred("charge", intent["latest_charge"]))


def _finish(account: Account, intent: Body, charge: Body) -> None:
    charges.succeed(account, charge)
    intent.update(
        amount_received=intent["amount"],
        last_payment_error=None,
        next_action=None,
        processing=None,
        status="succeeded",
    )
    method = account.find("payment_method", charge["payment_method"])
    if method and intent["customer"] and intent["setup_future_usage"]:
        account.secret_of(method["id"])["set_up"] = True
        payment_methods.tie(account, method, intent["customer"])
    elif method and method["customer"] is None:
        account.secret_of(method["id"])["used_up"] = True
    account.emit("payment_intent.succeeded", intent)
    account.follow_up(intent)


def _decline(account: Account, intent: Body, method: Body, decline: Decline) -> NoReturn:
    charge = charges.new(account, intent, method)
    charges.fail(account, charge, decline)
    shown = copy(method)
    _reject(account, intent, {**decline.body(), "charge": charge["id"], "payment_method": shown})
    raise card_error(
        decline.body(),
        charge=charge["id"],
        payment_intent=copy(intent),
        payment_method=shown,
        network_decline_code=None,
    )


def _reject(account: Account, intent: Body, error: Body) -> None:
    intent.update(
        last_payment_error={**error, "type": "card_error"},
        payment_method=None,
        processing=None,
        status="requires_payment_method",
    )
    account.emit("payment_intent.payment_failed", intent)
    account.follow_up(intent)


def _start_debit(account: Account, intent: Body, method: Body) -> None:
    charge = charges.new(account, intent, method)
    intent["status"] = "processing"
    account.emit("payment_intent.processing", intent)
    account.emit("charge.pending", charge)
    if intent["customer"] and intent["setup_future_usage"]:
        payment_methods.tie(account, method, intent["customer"])
    account.follow_up(intent)


def settle(account: Account, intent: Body, outcome: str) -> None:
    """End a bank debit: ``succeeded`` or ``failed``; by the test account when ``expected``.

    A debit that comes back after it had succeeded is a dispute that is lost at once.
    """
    charge = account.referred("charge", intent["latest_charge"])
    method = account.referred("payment_method", charge["payment_method"])
    if method["type"] == "card":
        raise ValueError(f"{intent['id']} was paid by card: only bank debits settle later")
    failure = payment_methods.bank_of(account, method).failure
    if outcome == "expected":
        outcome = "failed" if failure else "succeeded"
    if intent["status"] == "succeeded" and outcome == "failed":
        disputes.lose(
            account, disputes.open_for(account, charge, failure or "debit_not_authorized")
        )
    elif intent["status"] != "processing":
        raise ValueError(f"{intent['id']} is {intent['status']}: there is nothing to settle")
    elif outcome == "succeeded":
        _finish(account, intent, charge)
    else:
        code = failure or "insufficient_funds"
        decline = Decline(code, code, FAILURES[code])
        charges.fail(account, charge, decline)
        error = {"charge": charge["id"], "code": code, "message": decline.message}
        _reject(account, intent, {**error, "payment_method": copy(method)})
