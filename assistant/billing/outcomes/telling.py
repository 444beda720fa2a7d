"""Who was told what, and who said what, as people ask for it; facts, never sentences."""

from datetime import date, datetime
from enum import StrEnum

from assistant.billing.model import Invoice
from assistant.billing.model.hold import HoldState
from assistant.billing.model.reminder import NotReminded, ReminderState
from assistant.values import dataclass


class NoticeState(StrEnum):
    """What has become of a notice, in as many words as a reader needs."""

    SENT = "sent"
    WAITING = "waiting"
    GATHERED = "gathered"  # comes with others in a digest
    UNSURE = "unsure"  # it may have arrived
    RETURNED = "returned"  # it came back
    REFUSED = "refused"  # the other side does not take it
    NOT_SENT = "not_sent"


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice to one person; ``what`` is in the words of whoever asks.

    ``at`` is when it was sent, is to be, or was let go. ``why`` keeps or kept a reminder back.
    Without a ``channel`` it never came so far.
    """

    what: str
    person_id: str
    person: str
    channel: str
    state: NoticeState
    at: datetime
    why: NotReminded | None = None


@dataclass(frozen=True, slots=True)
class PlannedReminder:
    """One reminder of an invoice to one person; ``batch`` is the message that it came in."""

    person_id: str
    stage: int
    state: ReminderState
    why: NotReminded | None
    due_at: datetime | None
    seen_at: datetime
    batch: str | None


@dataclass(frozen=True, slots=True)
class NoticesWanted:
    """Those about an invoice, or without a number about the last payment.

    ``reminders`` are wanted alone, and without a number of what is open; ``own`` are only those to
    whoever asks.
    """

    number: str | None = None
    reminders: bool = False
    own: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class NoticesShown:
    """Who was told: ``facts`` and ``planned`` are what there was to tell, to ``person_id``, too.

    ``notices`` are what became of that, newest first.
    """

    account: str
    person_id: str
    wanted: NoticesWanted
    facts: tuple[str, ...]
    planned: tuple[PlannedReminder, ...] = ()
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """Somebody's promise for ``day``, or that it is paid; while it ``holds``, until ``until``."""

    name: str
    own: bool
    said_at: datetime
    day: date | None
    until: datetime | None
    state: HoldState
    holds: bool


@dataclass(frozen=True, slots=True)
class WordsShown:
    """Who promised to pay an invoice, or said that it is ``paid``, the newest word first."""

    account: str
    invoice: Invoice
    words: tuple[Word, ...]
    paid: bool = False


TellingOutcome = NoticesShown | WordsShown
