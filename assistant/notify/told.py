"""What became of the notices about something, for people who ask who was told.

It is read as for the operator (``assistant audit show``), and said in the words of whoever asks.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from assistant.billing import news
from assistant.billing.contacts import accounts
from assistant.billing.events import Event, OfferTold, PaperSent
from assistant.billing.model.reminder import ReminderState
from assistant.billing.outcomes.telling import Notice, NoticesShown, NoticeState, PlannedReminder
from assistant.language import speaking
from assistant.notify import overview
from assistant.notify.delivery import DeliveryState
from assistant.notify.notices import word
from assistant.notify.notices.reminders import named
from assistant.notify.topics import Topic, topic_of
from assistant.reader import Reader

_STATES = {
    DeliveryState.SENT: NoticeState.SENT,
    DeliveryState.BOUNCED: NoticeState.RETURNED,
    DeliveryState.FAILED: NoticeState.REFUSED,
    DeliveryState.SUPPRESSED: NoticeState.NOT_SENT,
    DeliveryState.GAVE_UP: NoticeState.NOT_SENT,
    DeliveryState.UNCERTAIN: NoticeState.UNSURE,
    DeliveryState.GATHERED: NoticeState.GATHERED,
}
"""In any other state it is still to be sent."""

_IN_A_MESSAGE = (ReminderState.BATCHED, ReminderState.TOLD)


def told(tx: Connection, shown: NoticesShown, reader: Reader) -> NoticesShown:
    """Who was told what, newest first; what is to come stands above what was."""
    facts = news.facts(tx, shown.facts)
    sent = {e.batch: e for e in shown.planned if e.batch and e.state in _IN_A_MESSAGE}
    rows = overview.trace(tx, events=list(facts), requests=[], batches=list(sent))
    with speaking(reader.locale):
        what = {each: word(fact, reader).title for each, fact in facts.items() if _is_news(fact)}
        what |= {batch: named(each.stage) for batch, each in sent.items()}
        planned = [each for each in shown.planned if each.batch not in sent]
        found = [*_delivered(rows, what), *map(_planned, planned)]
    heard = [each for each in found if not shown.wanted.own or each.person_id == shown.person_id]
    names = accounts.names_of(tx, {each.person_id for each in heard})
    called = [replace(e, person=names[e.person_id]) for e in heard if e.person_id in names]
    return replace(shown, notices=tuple(sorted(called, key=_when, reverse=True)))


def _is_news(fact: Event) -> bool:
    """Whether it is news to the customer, and no matter between one person and us."""
    return topic_of(fact) is not Topic.ASKED or isinstance(fact, OfferTold | PaperSent)


def _delivered(rows: list[dict[str, Any]], what: dict[str, str]) -> list[Notice]:
    """What went out alone, or in the message that took it up."""
    by_id = {row["id"]: row for row in rows}
    return [
        _notice(row, by_id.get(row["told_in"], row), what[row["about"]])
        for row in by_id.values()
        if row["about"] in what and row["person"]
    ]


def _notice(row: dict[str, Any], message: dict[str, Any], what: str) -> Notice:
    state = _STATES.get(message["state"], NoticeState.WAITING)
    at = message["due_at"] if state is NoticeState.WAITING else message["sent_at"]
    return Notice(what, row["person"], "", row["channel"], state, at or message["at"])


def _planned(each: PlannedReminder) -> Notice:
    """A reminder that has not come into a message, and why."""
    waits = each.state is ReminderState.WAITING
    state, at = NoticeState.NOT_SENT, each.seen_at
    if waits and each.due_at:
        state, at = NoticeState.WAITING, each.due_at
    return Notice(named(each.stage), each.person_id, "", "", state, at, each.why)


def _when(notice: Notice) -> tuple[datetime, str, str]:
    return notice.at, notice.person, notice.channel
