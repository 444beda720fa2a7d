"""The record of everything that happened."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from assistant.sandbox.stripe.account import Account
from assistant.sandbox.stripe.listing import matching, page
from assistant.sandbox.stripe.problem import Body


def retrieve(account: Account, params: Body, id: str) -> Body:
    """Return an event."""
    return account.named("event", id)


def find(account: Account, params: Body) -> Body:
    """List events, by type; ``charge.*`` takes a whole family."""
    wanted = params.get("types") or [params.get("type", "*")]
    rows: Iterable[Body] = matching(account.all("event"), params)
    rows = (row for row in rows if any(fnmatchcase(row["type"], one) for one in wanted))
    return page(rows, params, "/v1/events")
