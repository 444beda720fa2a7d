"""Finish 3-D Secure for a payment or a setup, whoever asked for it."""

from contextlib import suppress
from urllib.parse import urlencode

from assistant.sandbox.stripe import attempt, completion, setup_intents
from assistant.sandbox.stripe.account import Account
from assistant.sandbox.stripe.problem import ApiError, Body


def finish(account: Account, intent: Body, *, passed: bool) -> str | None:
    """Pass or fail the step; returns where the browser goes, None when nobody said where."""
    action = intent["next_action"] or {}
    step = attempt if intent["object"] == "payment_intent" else setup_intents
    with suppress(ApiError):  # declined after all: the intent says so
        step.authenticate(account, intent, passed=passed)
    session = completion.session_of(account, intent)
    if session is not None:
        done = session["status"] == "complete"
        return completion.after(session) if done else f"{account.url}/c/pay/{session['id']}"
    back = action.get("redirect_to_url", {}).get("return_url")
    return _with_outcome(back, intent) if back else None


def _with_outcome(back: str, intent: Body) -> str:
    kind = intent["object"]
    query = urlencode(
        {
            kind: intent["id"],
            f"{kind}_client_secret": intent["client_secret"],
            "redirect_status": "succeeded" if intent["status"] == "succeeded" else "failed",
        }
    )
    return f"{back}{'&' if '?' in back else '?'}{query}"
