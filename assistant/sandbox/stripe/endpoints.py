"""Where events are sent to, as the account's owner has set it up."""

from assistant.sandbox.stripe.account import Account
from assistant.sandbox.stripe.listing import page
from assistant.sandbox.stripe.problem import Body


def find(account: Account, params: Body) -> Body:
    """List the endpoints; there is one at most, and it takes every event."""
    rows: list[Body] = []
    if account.hook:
        endpoint: Body = {
            "id": "we_sandbox",
            "object": "webhook_endpoint",
            "api_version": None,
            "application": None,
            "created": account.now(),
            "description": None,
            "enabled_events": ["*"],
            "livemode": False,
            "metadata": {},
            "status": "enabled",
            "url": account.hook,
        }
        rows.append(endpoint)
    return page(rows, params, "/v1/webhook_endpoints")
