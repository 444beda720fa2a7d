"""What happens to a checkout session when its page is submitted, and afterwards."""

from assistant.sandbox.stripe import attempt, payment_intents, payment_methods, setup_intents
from assistant.sandbox.stripe.account import Account
from assistant.sandbox.stripe.problem import Body

# A bank account whose number was typed in is verified by small amounts, not through its bank.
_TYPED_IN: Body = {
    "payment_method_options": {"us_bank_account": {"verification_method": "microdeposits"}}
}


def submit(account: Account, session: Body, details: Body) -> str:
    """Pay, or save the method; returns where to send the browser. A decline is raised."""
    method = payment_methods.from_details(account, details["type"], details)
    back = after(session)
    if session["mode"] == "setup":
        confirmed = {"payment_method": method["id"], "return_url": back, **_TYPED_IN}
        intent = setup_intents.confirm(account, confirmed, session["setup_intent"])
    else:
        intent = _intent_for(account, session)
        intent["payment_method"] = method["id"]
        attempt.confirm(account, intent, {"return_url": back})
    if intent["status"] == "requires_action" and not _waits_for_small_amounts(intent):
        return str(intent["next_action"]["redirect_to_url"]["url"])
    return back


def after(session: Body) -> str:
    """Return where the browser goes when all is done."""
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def _intent_for(account: Account, session: Body) -> Body:
    if session["payment_intent"]:
        return account.referred("payment_intent", session["payment_intent"])
    data = account.secret_of(session["id"])["intent"]
    wanted = {"amount": session["amount_total"], "currency": session["currency"], **data}
    if session["customer"]:
        wanted["customer"] = session["customer"]
    intent = payment_intents.create(account, wanted)
    session["payment_intent"] = intent["id"]
    account.secret_of(intent["id"])["session"] = session["id"]
    return intent


def follow(account: Account, intent: Body) -> None:
    """Carry the session through what became of its intent; others are left alone."""
    session = session_of(account, intent)
    if session is None:
        return
    status = intent["status"]
    ended = status in ("succeeded", "processing") or _waits_for_small_amounts(intent)
    if session["status"] == "open" and ended:
        session.update(status="complete", url=None)
        if session["mode"] == "payment" and status == "succeeded":
            session["payment_status"] = "paid"
        account.emit("checkout.session.completed", session)
    elif session["payment_status"] == "unpaid" and session["status"] == "complete":
        if status == "succeeded":
            session["payment_status"] = "paid"
        ending = "succeeded" if status == "succeeded" else "failed"
        account.emit(f"checkout.session.async_payment_{ending}", session)


def _waits_for_small_amounts(intent: Body) -> bool:
    return bool((intent["next_action"] or {}).get("type") == "verify_with_microdeposits")


def session_of(account: Account, intent: Body) -> Body | None:
    """Return the session an intent belongs to, None when it was made by the API."""
    if intent["object"] == "payment_intent":
        session_id = account.state.private.get(intent["id"], {}).get("session", "")
        return account.find("checkout.session", session_id)
    rows = account.all("checkout.session")
    return next((row for row in rows if row["setup_intent"] == intent["id"]), None)
