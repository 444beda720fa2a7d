"""Charges: what each attempt to take money left behind."""

from assistant.sandbox.stripe import balance
from assistant.sandbox.stripe.account import Account
from assistant.sandbox.stripe.instruments import Decline
from assistant.sandbox.stripe.listing import matching, page
from assistant.sandbox.stripe.problem import Body
from assistant.sandbox.stripe.search import search


def new(account: Account, intent: Body, method: Body) -> Body:
    """Keep a pending charge for this attempt and make it the intent's latest."""
    kind = method["type"]
    charge: Body = {
        "id": account.new_id("ch" if kind == "card" else "py"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": "SANDBOX",
        "captured": False,
        "created": account.now(),
        "currency": intent["currency"],
        "customer": intent["customer"],
        "description": intent["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "fraud_details": {},
        "livemode": False,
        "metadata": dict(intent["metadata"]),
        "on_behalf_of": None,
        "outcome": None,
        "paid": False,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": {kind: _details(method), "type": kind},
        "presentment_details": None,
        "radar_options": {},
        "receipt_email": intent["receipt_email"],
        "receipt_number": None,
        "receipt_url": None,
        "refunded": False,
        "review": None,
        "shipping": intent["shipping"],
        "source": None,
        "source_transfer": None,
        "statement_descriptor": intent["statement_descriptor"],
        "statement_descriptor_suffix": None,
        "status": "pending",
        "transfer_data": None,
        "transfer_group": intent["transfer_group"],
    }
    intent["latest_charge"] = charge["id"]
    return account.add(charge)


def _details(method: Body) -> Body:
    details: Body = dict(method[method["type"]])
    if method["type"] != "card":
        return {**details, "mandate": None}
    for only_on_methods in ("display_brand", "generated_from", "networks", "three_d_secure_usage"):
        details.pop(only_on_methods)
    return {**details, "mandate": None, "network": details["brand"], "three_d_secure": None}


def succeed(account: Account, charge: Body) -> None:
    """Take the money: book it, number the receipt, tell."""
    fee = balance.fee_for(charge["amount"])
    charge.update(
        amount_captured=charge["amount"],
        balance_transaction=balance.record(account, charge, "charge", charge["amount"], fee=fee),
        captured=True,
        outcome=_outcome("approved_by_network", "authorized", "Payment complete."),
        paid=True,
        receipt_url=f"{account.url}/receipts/{charge['id']}",
        status="succeeded",
    )
    account.emit("charge.succeeded", charge)


def fail(account: Account, charge: Body, decline: Decline) -> None:
    """Record the refusal on the charge, tell."""
    seller = "The bank did not return any further details with this decline."
    charge.update(
        failure_code=decline.code,
        failure_message=decline.message,
        outcome={
            **_outcome("declined_by_network", "issuer_declined", seller),
            "reason": decline.decline_code,
        },
        status="failed",
    )
    account.emit("charge.failed", charge)


def _outcome(network_status: str, kind: str, message: str) -> Body:
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": network_status,
        "reason": None,
        "risk_level": "normal",
        "risk_score": 20,
        "seller_message": message,
        "type": kind,
    }


def retrieve(account: Account, params: Body, charge: str) -> Body:
    """Return a charge."""
    return account.named("charge", charge)


def find(account: Account, params: Body) -> Body:
    """List charges, by customer or payment intent."""
    rows = matching(account.all("charge"), params, "customer", "payment_intent", "transfer_group")
    return page(rows, params, "/v1/charges")


def query(account: Account, params: Body) -> Body:
    """Search charges."""
    return search(account, "charge", params)
