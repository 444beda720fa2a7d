"""Billing portal sessions: a hosted page where a customer keeps its payment methods."""

from assistant.sandbox.stripe.account import Account
from assistant.sandbox.stripe.problem import Body, invalid


def create(account: Account, params: Body) -> Body:
    """Open a portal for a customer."""
    if "customer" not in params:
        raise invalid(
            "Missing required param: customer.", param="customer", code="parameter_missing"
        )
    account.referred("customer", params["customer"])
    session_id = account.new_id("bps")
    session: Body = {
        "id": session_id,
        "object": "billing_portal.session",
        "configuration": "bpc_sandbox",
        "created": account.now(),
        "customer": params["customer"],
        "customer_account": None,
        "flow": None,
        "livemode": False,
        "locale": params.get("locale"),
        "on_behalf_of": None,
        "return_url": params.get("return_url"),
        "url": f"{account.url}/p/session/{session_id}",
    }
    return account.add(session)
