"""Reminders as deliveries: one message to a person and a day, drawn in the moment it is sent."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy.engine import Connection

from assistant.billing import invited
from assistant.billing.contacts import accounts
from assistant.billing.ids import new_id
from assistant.billing.invited import Whose
from assistant.billing.model import Offer
from assistant.billing.model.hours import local_day, morning
from assistant.billing.reminding import looking, promises, sending
from assistant.billing.reminding.sending import Due, Proven
from assistant.card import Card
from assistant.notify import daily, names, outbox
from assistant.notify.delivery import Delivery
from assistant.notify.notices import by_reply
from assistant.notify.notices import reminders as words
from assistant.notify.taking import Fresh
from assistant.notify.wording import Wording
from assistant.reader import Reader

_OURS = Wording()
_NOT_DRAWN = Card(title="Reminder")
"""Stands in the row until it is sent: what it says is not known before."""


def remind(tx: Connection, now: datetime) -> int:
    """Plan what is due to be looked at, and queue a message to whoever's hour has come."""
    looked = looking.look(tx, now) + promises.look(tx, now)
    due = sending.due(tx, now)
    for person in due:
        _queue(tx, person, now)
    return looked + len(due)


def _queue(tx: Connection, person: Due, now: datetime) -> None:
    allowed = person.preferences.hours.next(now, person.timezone)
    if allowed > now:
        sending.wait(tx, person, allowed)
        return
    batch = _todays(tx, person, now)
    if batch is None:  # they have had it
        sending.wait(tx, person, sending.tomorrow(person, now))
    else:
        sending.put_together(tx, person, batch)


def _todays(tx: Connection, person: Due, now: datetime) -> str | None:
    """The message of their day: one that waits already, be it an earlier day's, or a new one."""
    midnight = morning(local_day(now, person.timezone), person.timezone, hour=0)
    so_far = daily.today(tx, person.batch_ids(now), since=midnight)
    if so_far.had or so_far.waiting:
        return so_far.waiting
    delivery = _message(tx, person, now)
    begun = outbox.put(tx, delivery, due=now) or daily.begun_again(tx, delivery, now)
    return delivery.batch if begun else None


def _message(tx: Connection, person: Due, now: datetime) -> Delivery:
    """Where they want it first; Slack falls back on mail, and mail goes to nobody else."""
    reached = accounts.reached_at(tx, person.person_id)
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


def proven(tx: Connection, delivery: Delivery, now: datetime, wording: Wording = _OURS) -> Fresh:
    """The message as it may be sent at this moment, when to try again, or why not at all."""
    assert delivery.batch is not None
    found = accounts.reached_at(tx, delivery.person_id or "")
    allowed = found.preferences.hours.next(now, found.timezone)
    if allowed > now:
        return allowed
    owed = sending.prove(tx, delivery.batch, now)
    if owed is None:
        return "nothing of it is to be said any more: see the reminders' own reasons"
    reader = Reader(found.locale, found.timezone)
    card = words.word(owed, reader, now)
    card = wording.applied(names.of_reminder(owed, reader.today(now)), card, owed, reader)
    if len(owed.owed) == 1:
        card = card.model_copy(update={"about": owed.owed[0].invoice.number})
    if offer := _offer(tx, delivery, owed, now):
        card = by_reply.invited(card, offer, reader)
    return replace(delivery, card=card, locale=found.locale)


def _offer(tx: Connection, delivery: Delivery, owed: Proven, now: datetime) -> Offer | None:
    """What a yes in reply pays: all the mail names, if it is of one account that wants this."""
    ids = {each.invoice.account_id for each in owed.owed}
    if delivery.channel != "mail" or len(ids) > 1:
        return None
    numbers = tuple(each.invoice.number for each in owed.owed)
    whose = Whose(owed.contact.person_id, tuple(ids), delivery.id)
    return invited.invite(tx, whose, numbers, now=now)
