"""Disputes: a customer, or a bank, takes a payment back."""

from assistant.sandbox.stripe import balance
from assistant.sandbox.stripe.account import Account
from assistant.sandbox.stripe.listing import matching, page
from assistant.sandbox.stripe.problem import Body

_FEE = 1500


def open_for(account: Account, charge: Body, reason: str) -> Body:
    """Dispute the whole of a charge: the money is gone until the dispute is won."""
    taken = balance.record(account, charge, "adjustment", -charge["amount"], fee=_FEE)
    dispute: Body = {
        "id": account.new_id("du"),
        "object": "dispute",
        "amount": charge["amount"],
        "balance_transactions": [account.named("balance_transaction", taken)],
        "charge": charge["id"],
        "created": account.now(),
        "currency": charge["currency"],
        "enhanced_eligibility_types": [],
        "evidence": {},
        "evidence_details": {
            "due_by": account.now() + 9 * 86400,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "reason": reason,
        "status": "needs_response",
    }
    charge["disputed"] = True
    account.add(dispute)
    account.emit("charge.dispute.created", dispute)
    account.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def lose(account: Account, dispute: Body) -> Body:
    """Close a dispute as lost."""
    dispute["status"] = "lost"
    account.emit("charge.dispute.closed", dispute)
    return dispute


def win(account: Account, dispute: Body) -> Body:
    """Close a dispute as won: the money comes back."""
    charge = account.referred("charge", dispute["charge"])
    back = balance.record(account, charge, "adjustment", dispute["amount"])
    dispute["balance_transactions"].append(account.named("balance_transaction", back))
    dispute["status"] = "won"
    account.emit("charge.dispute.funds_reinstated", dispute)
    account.emit("charge.dispute.closed", dispute)
    return dispute


def close(account: Account, params: Body, dispute: str) -> Body:
    """Accept a dispute."""
    return lose(account, account.named("dispute", dispute))


def retrieve(account: Account, params: Body, dispute: str) -> Body:
    """Return a dispute."""
    return account.named("dispute", dispute)


def find(account: Account, params: Body) -> Body:
    """List disputes, by charge or payment intent."""
    rows = matching(account.all("dispute"), params, "charge", "payment_intent")
    return page(rows, params, "/v1/disputes")
