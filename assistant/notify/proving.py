"""What was put together ahead is put together anew in the moment it is sent."""

from datetime import datetime

from sqlalchemy.engine import Connection

from assistant.billing.contacts import accounts
from assistant.notify import digests, joining, reminders
from assistant.notify.delivery import Delivery
from assistant.notify.taking import Fresh
from assistant.notify.wording import Wording


def proven(
    tx: Connection, messages: list[Delivery], now: datetime, wording: Wording
) -> dict[str, Fresh]:
    """By its id, each message as it may be sent now, or when, or why not."""
    drawn = [each for each in messages if each.batch]
    gathered = [each for each in drawn if _begins(each, digests.PREFIX)]
    found: dict[str, Fresh] = {each.id: _digest(tx, each, now) for each in gathered}
    joined = [each for each in drawn if _begins(each, joining.PREFIX)]
    found |= {each.id: each for each in joined}  # what it took up stays as it was
    found |= joining.joined(tx, [each for each in messages if each.kin], now, wording)
    others = [each for each in drawn if each.id not in found]
    return found | (reminders.proven(tx, others, now, wording) if others else {})


def _begins(each: Delivery, prefix: str) -> bool:
    return (each.batch or "").startswith(prefix)


def _digest(tx: Connection, delivery: Delivery, now: datetime) -> Fresh:
    reader = accounts.reached_at(tx, delivery.person_id or "")
    person = accounts.person_at(tx, reader.email, slack=False)
    theirs = [each.account_id for each in person.memberships] if person else []
    digests.let_go(tx, delivery, theirs)
    return digests.proven(tx, delivery, now, reader.timezone)
