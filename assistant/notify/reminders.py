"""Reminders as deliveries: one message to a person and a day, drawn in the moment it is sent."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy.engine import Connection

from assistant.billing import invited
from assistant.billing.contacts import accounts
from assistant.billing.contacts.accounts import Reached
from assistant.billing.ids import new_id
from assistant.billing.invited import Whose
from assistant.billing.model import Offer
from assistant.billing.model.hours import local_day, morning
from assistant.billing.reminding import looking, promises, sending
from assistant.billing.reminding.sending import Due, Proven
from assistant.card import Card
from assistant.notify import daily, names, outbox
from assistant.notify.delivery import Delivery
from assistant.notify.due import EVERYTHING, WhatIsDue
from assistant.notify.notices import by_reply
from assistant.notify.notices import reminders as words
from assistant.notify.taking import Fresh
from assistant.notify.wording import Wording
from assistant.reader import Reader
from assistant.values import dataclass

_OURS = Wording()
_NOT_DRAWN = Card(title="Reminder")
"""Stands in the row until it is sent: what it says is not known before."""


def remind(tx: Connection, now: datetime, what: WhatIsDue = EVERYTHING) -> int:
    """Plan what is due to be looked at, and queue a message to whoever's hour has come.

    What a look at an invoice plans may be for this very hour.
    """
    looked = looking.look(tx, now) if what.looks else 0
    looked += promises.look(tx, now) if what.promises else 0
    due = sending.due(tx, now) if looked or what.reminders else []
    if due:
        _queue(tx, due, now)
    return looked + len(due)


def _queue(tx: Connection, due: list[Due], now: datetime) -> None:
    asking = sending.asking_for_theirs(tx, due, now)
    allowed = {each.person_id: each.preferences.hours.next(now, each.timezone) for each in due}
    waiting = [(each, at) for each in due if (at := allowed[each.person_id]) > now]
    awake = [each for each in due if allowed[each.person_id] <= now]
    messages = _todays(tx, awake, now)
    had = [each for each in awake if each.person_id not in messages]
    waiting += [(each, sending.tomorrow(each, now)) for each in had]
    theirs = asking()
    sending.wait(tx, [(theirs[each.person_id], until) for each, until in waiting])
    sending.put_together(tx, [(theirs[who], message) for who, message in messages.items()])


def _todays(tx: Connection, people: list[Due], now: datetime) -> dict[str, str]:
    """By person, the message of their day: one that waits already, be it an earlier day's, or new.

    Whoever has had theirs has none.
    """
    reached = accounts.asking_for_reached(tx, [each.person_id for each in people])
    so_far = daily.today(tx, {each.person_id: _day(each, now) for each in people})
    found = {who: each.waiting for who, each in so_far.items() if each.waiting}
    without = [e for e in people if e.person_id not in found and not so_far[e.person_id].had]
    return found | _begun(tx, without, reached(), now)


def _day(person: Due, now: datetime) -> daily.Day:
    midnight = morning(local_day(now, person.timezone), person.timezone, hour=0)
    return daily.Day(person.batch_ids(now), midnight)


def _begun(
    tx: Connection, people: list[Due], reached: Mapping[str, Reached], now: datetime
) -> dict[str, str]:
    """New messages, by person; none where their day's was sent already."""
    fresh = [_message(each, reached[each.person_id], now) for each in people]
    outbox.put_all(tx, fresh, due=now)
    queued = outbox.queued(tx, [each.id for each in fresh])
    return {
        each.person_id: each.batch
        for each in fresh
        if each.person_id and each.batch
        if each.id in queued or daily.begun_again(tx, each, now)
    }


def _message(person: Due, reached: Reached, now: datetime) -> Delivery:
    """Where they want it first; Slack falls back on mail, and mail goes to nobody else."""
    wants = partial(person.preferences.wants, "reminders")
    not_by_mail = reached.mail_stopped or not wants("mail")
    first = person.preferences.first == "slack" or not_by_mail
    slack = reached.slack if first and wants("slack") else None
    return Delivery(
        id=new_id("dlv"),
        channel="slack" if slack else "mail",
        address=slack or reached.email,
        place="",
        locale=person.locale,
        card=_NOT_DRAWN,
        created_at=now,
        person_id=person.person_id,
        fallback=reached.email if slack and not not_by_mail else None,
        batch=person.batch_id(now),
    )


def proven(
    tx: Connection, messages: list[Delivery], now: datetime, wording: Wording = _OURS
) -> dict[str, Fresh]:
    """By its id, each message as it may be sent at this moment, when to try again, or why not."""
    asking = accounts.asking_for_reached(tx, [each.person_id or "" for each in messages])
    parts = sending.asking_for_parts(tx, [each.batch or "" for each in messages])
    reached = asking()
    hours = {who: each.preferences.hours.next(now, each.timezone) for who, each in reached.items()}
    asleep: dict[str, Fresh] = {
        each.id: at for each in messages if (at := hours[each.person_id or ""]) > now
    }
    awake = [each for each in messages if each.id not in asleep]
    about = parts()
    owed = sending.prove(tx, {each.batch or "": about[each.batch or ""] for each in awake}, now)
    said: dict[str, Fresh] = {
        each.id: _said(
            tx, each, _Said(owed[each.batch], reached[each.person_id or ""], wording), now
        )
        if each.batch in owed
        else _NOTHING_LEFT
        for each in awake
    }
    return asleep | said


_NOTHING_LEFT = "nothing of it is to be said any more: see the reminders' own reasons"


@dataclass(frozen=True, slots=True)
class _Said:
    """What a message says, to whom, and in whose words."""

    owed: Proven
    to: Reached
    wording: Wording


def _said(tx: Connection, delivery: Delivery, what: _Said, now: datetime) -> Delivery:
    owed, reader = what.owed, Reader(what.to.locale, what.to.timezone)
    card = words.word(owed, reader, now)
    name = names.of_reminder(owed, reader.today(now))
    card = what.wording.applied(name, card, owed, reader)
    if len(owed.owed) == 1:
        card = card.model_copy(update={"about": owed.owed[0].invoice.number})
    if owed.window and (offer := _offer(tx, delivery, owed, now)):
        card = by_reply.invited(card, offer, owed.window, reader)
    return replace(delivery, card=card, locale=what.to.locale)


def _offer(tx: Connection, delivery: Delivery, owed: Proven, now: datetime) -> Offer | None:
    """What a yes in reply pays: all the mail names, which is of one account."""
    if delivery.channel != "mail":
        return None
    ids = {each.invoice.account_id for each in owed.owed}
    numbers = tuple(each.invoice.number for each in owed.owed)
    whose = Whose(owed.contact.person_id, tuple(ids), delivery.id)
    return invited.invite(tx, whose, numbers, now=now)
