"""Reminders: an invoice, a stage counted in days from its due date, and a contact."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum

from assistant.billing.model.hours import begins
from assistant.values import dataclass

USUAL_STAGES = (-7, 4, 10)
"""Days from the due date, where an account has no others."""

MOST_STAGES = 8
FURTHEST = 120
LATE = timedelta(days=30)
"""A stage that passed so long ago when it is first looked at is not told: it is somebody's past."""


class ReminderState(StrEnum):
    """The life of a reminder."""

    WAITING = "waiting"  # for its hour, or for what keeps it back to be over
    BATCHED = "batched"  # in the message of the day; checked again as that is sent
    TOLD = "told"
    DROPPED = "dropped"


class NotReminded(StrEnum):
    """Why a reminder waits or is dropped; kept beside it for good."""

    PAID = "paid"
    CLOSED = "closed"  # without having been paid
    LEFT = "left"  # no contact of the account any more
    NOT_FLAGGED = "not_flagged"
    UNREACHABLE = "unreachable"  # mail to them comes back, and they are not in Slack
    UNWANTED = "unwanted"  # they said so
    MUTED = "muted"
    NEWER_STAGE = "newer_stage"
    NO_STAGE = "no_stage"  # the account's stages are others by now
    LONG_PAST = "long_past"
    DUE_MOVED = "due_moved"  # the invoice is due on another day by now
    DISPUTED = "disputed"
    PROCESSING = "processing"
    PLANNED = "planned"  # autopay or a planned payment will pay it
    PROMISE = "promise"
    SAYS_PAID = "says_paid"
    PAUSED = "paused"
    WITH_AGENT = "with_agent"  # a person of ours has a case about it in hand


@dataclass(frozen=True, slots=True)
class Reminder:
    """One row; ``due_at`` is when it is looked at next, ``why`` what keeps or kept it back.

    ``due_on`` is the day its invoice was due when it was planned.
    """

    id: str
    account_id: str
    invoice_id: str
    person_id: str
    stage: int
    due_on: date
    state: ReminderState
    due_at: datetime | None
    why: str | None
    batch_id: str | None


def stages_of(written: str | None) -> tuple[int, ...]:
    """The stages as they are kept, in order; none where reminding is off."""
    if written is None:
        return USUAL_STAGES
    return tuple(sorted({int(each) for each in re.findall(r"[+-]?[0-9]{1,3}", written)}))


def written(stages: Iterable[int]) -> str:
    """Stages as they are kept: ``-7,4,10``; nothing where reminding is off."""
    return ",".join(str(each) for each in sorted(set(stages)))


def shown_days(kept: str | None) -> str:
    """The same as operators read and write it: days, ``usual`` or ``none``."""
    return "usual" if kept is None else kept or "none"


def reached(stages: Iterable[int], due_on: date, now: datetime) -> list[int]:
    """The stages whose day has begun anywhere, in order."""
    return [each for each in stages if _day_of(due_on, each) <= now]


def next_look(stages: Iterable[int], due_on: date, now: datetime | None) -> datetime | None:
    """When the day of the next stage begins; None after the last one."""
    ahead = [_day_of(due_on, each) for each in stages]
    return min((each for each in ahead if now is None or each > now), default=None)


def is_long_past(due_on: date, stage: int, now: datetime) -> bool:
    """Whether it is too late to begin with a stage."""
    return now > _day_of(due_on, stage) + LATE


def _day_of(due_on: date, stage: int) -> datetime:
    return begins(due_on + timedelta(days=stage))
