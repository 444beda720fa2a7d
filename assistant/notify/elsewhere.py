"""What mail did not bring to somebody is told them in Slack, where they are linked."""

from datetime import datetime

from sqlalchemy.engine import Connection

from assistant.billing.contacts import accounts
from assistant.notify import joining, outbox
from assistant.notify.delivery import Delivery
from assistant.notify.filling import needs_code


def told_in_slack(tx: Connection, delivery: Delivery, now: datetime) -> bool:
    """Queue a notice for Slack, unless it was told there; True when it was not.

    Answers stay where they were asked for, and a code is for the address it was made for.
    """
    is_notice = delivery.event_id is not None or delivery.batch is not None
    if not is_notice or delivery.person_id is None or needs_code(delivery.card):
        return False
    told = [_told(tx, each, now) for each in joining.apart(tx, delivery)]
    return any(told)


def _told(tx: Connection, delivery: Delivery, now: datetime) -> bool:
    address = _place(tx, delivery.account_id, delivery.person_id or "")
    if address is None:
        return False
    return outbox.put(tx, delivery.redirected("slack", address, now), due=now)


def _place(tx: Connection, account_id: str | None, person_id: str) -> str | None:
    """Where they read in Slack, if they belong to the account still; it is proven otherwise."""
    if account_id is None:
        return accounts.reached_at(tx, person_id).slack
    here = (each for each in accounts.contacts(tx, account_id) if each.person_id == person_id)
    return next((each.slack[0] for each in here if each.slack), None)
