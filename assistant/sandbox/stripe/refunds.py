"""Refunds: the whole or a part of a charge goes back."""

from assistant.sandbox.stripe import balance
from assistant.sandbox.stripe.account import Account, merge_metadata
from assistant.sandbox.stripe.currency import shown
from assistant.sandbox.stripe.listing import matching, page
from assistant.sandbox.stripe.problem import Body, invalid


def create(account: Account, params: Body) -> Body:
    """Refund a charge, or the charge of a payment intent; never more than is left of it."""
    charge = _charge_of(account, params)
    left = charge["amount"] - charge["amount_refunded"]
    amount = params.get("amount", left)
    _check(charge, amount, left)
    refund = account.add(_new(account, charge, amount, params))
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    account.emit("charge.refunded", charge)
    account.emit("refund.created", refund)
    return refund


def _charge_of(account: Account, params: Body) -> Body:
    if charge := params.get("charge"):
        found = account.referred("charge", charge)
    elif intent_id := params.get("payment_intent"):
        intent = account.referred("payment_intent", intent_id, param="payment_intent")
        found = account.find("charge", intent["latest_charge"] or "") or {}
    else:
        raise invalid(
            "One of the following params should be provided for this request: "
            "payment_intent or charge."
        )
    if found.get("status") != "succeeded" or not found["captured"]:
        about = params.get("payment_intent") or params["charge"]
        noun = "PaymentIntent" if "payment_intent" in params else "Charge"
        raise invalid(f"This {noun} ({about}) does not have a successful charge to refund.")
    return found


def _check(charge: Body, amount: int, left: int) -> None:
    if left == 0:
        raise invalid(
            f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
        )
    if charge["disputed"]:
        raise invalid(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.",
            code="charge_disputed",
        )
    if amount < 1:
        raise invalid(
            "This value must be greater than or equal to 1.",
            param="amount",
            code="parameter_invalid_integer",
        )
    if amount > left:
        asked, have = shown(amount, charge["currency"]), shown(left, charge["currency"])
        of_what = "unrefunded amount on charge" if charge["amount_refunded"] else "charge amount"
        raise invalid(f"Refund amount ({asked}) is greater than {of_what} ({have})", param="amount")


def _new(account: Account, charge: Body, amount: int, params: Body) -> Body:
    refund: Body = {
        "id": account.new_id("re" if charge["id"].startswith("ch_") else "pyr"),
        "object": "refund",
        "amount": amount,
        "charge": charge["id"],
        "created": account.now(),
        "currency": charge["currency"],
        "destination_details": {"card": {"type": "refund"}, "type": "card"},
        "metadata": params.get("metadata") or {},
        "payment_intent": charge["payment_intent"],
        "reason": params.get("reason"),
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }
    if not charge["id"].startswith("ch_"):
        refund["status"] = "pending"
        del refund["destination_details"]
    refund["balance_transaction"] = balance.record(account, refund, "refund", -amount)
    return refund


def settle(account: Account, refund: Body, outcome: str) -> None:
    """End a refund the bank still had: ``failed`` puts the money back on the charge."""
    refund["status"] = outcome
    if outcome == "failed":
        charge = account.referred("charge", refund["charge"])
        charge["amount_refunded"] -= refund["amount"]
        charge["refunded"] = False
        refund["failure_reason"] = "lost_or_stolen_card"
        refund["failure_balance_transaction"] = balance.record(
            account, refund, "refund", refund["amount"]
        )
        account.emit("refund.failed", refund)
    account.emit("refund.updated", refund)


def retrieve(account: Account, params: Body, refund: str) -> Body:
    """Return a refund."""
    return account.named("refund", refund)


def update(account: Account, params: Body, refund: str) -> Body:
    """Change a refund's metadata."""
    found = account.named("refund", refund)
    merge_metadata(found, params.get("metadata"))
    account.emit("refund.updated", found)
    return found


def find(account: Account, params: Body) -> Body:
    """List refunds, by charge or payment intent."""
    rows = matching(account.all("refund"), params, "charge", "payment_intent")
    return page(rows, params, "/v1/refunds")
