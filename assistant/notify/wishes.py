"""How each reader wants to hear of a fact: where, when, in a digest, or not at all; pure.

News of money and of invoices always comes, and at once: a reader only says where. News of methods
and contacts may not be wanted, but what is wanted of it comes at once, too. Whatever is told in the
place where somebody asked for it is an answer, and no wish holds that back.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from assistant.billing.events import ContactBounced, ContactChanged, Event
from assistant.billing.model.hours import DAY, local_day, morning
from assistant.billing.model.preferences import Preferences
from assistant.notify.recipient import Recipient
from assistant.notify.topics import Topic, may_wait, topic_of
from assistant.values import dataclass

_IN_TIME = timedelta(minutes=15)
"""A digest that is this near is left alone: it may be on its way already."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Somebody who hears of it then; ``in_digest``: with other news, in one message."""

    recipient: Recipient
    at: datetime
    in_digest: bool = False


def placed(event: Event, recipients: list[Recipient], now: datetime) -> list[Placed]:
    """Whoever hears of a fact after all, and when."""
    topic = topic_of(event)
    if topic is Topic.ASKED:
        return [Placed(each, now) for each in recipients]
    found = []
    for each in recipients:
        if each.place or _is_about(event, each):
            found.append(Placed(each, now))
        elif _wanted(topic, each, _channels(each, recipients)):
            found.append(_when(event, each, now))
    return found


def _is_about(event: Event, each: Recipient) -> bool:
    """Whoever's own rights or address it is about may have to act: that is told at once."""
    if not isinstance(event, ContactChanged | ContactBounced):
        return False
    return event.person_id == each.contact.person_id


def _channels(each: Recipient, recipients: Iterable[Recipient]) -> set[str]:
    """Where the same person hears of it."""
    return {one.channel for one in recipients if one.contact.person_id == each.contact.person_id}


def _wanted(topic: Topic, each: Recipient, channels: set[str]) -> bool:
    wishes = each.contact.preferences
    if topic.optional and not wishes.wants(topic):
        return False
    open_ones = {one for one in channels if f"{topic}:{one}" not in wishes.off}
    if not open_ones:  # where they want it, it cannot be had
        return not topic.optional
    if each.channel not in open_ones:
        return False
    return wishes.first not in open_ones or each.channel == wishes.first


def _when(event: Event, each: Recipient, now: datetime) -> Placed:
    if not may_wait(event):
        return Placed(each, now)
    wishes, zone = each.contact.preferences, each.contact.timezone
    if not wishes.digest:
        return Placed(each, wishes.hours.next(now, zone))
    return Placed(each, next_digest(wishes, zone, now), in_digest=True)


def next_digest(wishes: Preferences, timezone: str, now: datetime) -> datetime:
    """Nine in the morning where they are, of a day that suits them; weekly: of a Monday."""
    day = local_day(now, timezone)
    while True:
        at = wishes.hours.next(morning(day, timezone), timezone)
        if at > now + _IN_TIME and (wishes.digest != "weekly" or day.weekday() == 0):
            return at
        day += DAY
