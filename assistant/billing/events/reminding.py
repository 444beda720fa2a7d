"""Facts about promises and about invoices that somebody says are wrong, to be told."""

from datetime import date
from enum import StrEnum
from typing import Literal

from assistant.billing.events.fact import AccountFact


class PromiseNews(StrEnum):
    """What became of somebody's word."""

    MADE = "made"
    DUE = "due"  # today is the day
    WITHDRAWN = "withdrawn"  # by whoever gave it
    BROKEN = "broken"


class PromiseTold(AccountFact, frozen=True):
    """News about a promise to pay one invoice; ``person_id`` gave it.

    ``still_by`` has promised it for ``still_on``, which holds although this one is taken back.
    """

    kind: Literal["promise_told"] = "promise_told"
    news: PromiseNews
    person_id: str
    person: str
    number: str
    minor: int
    currency: str
    on: date
    still_by: str = ""
    still_on: date | None = None


class DisputeTold(AccountFact, frozen=True):
    """Somebody says that invoices are wrong, or one of ours has settled it (``opened`` false).

    ``withdrawn`` when whoever had said so has taken it back. ``due``: it is to be paid then.
    """

    kind: Literal["dispute_told"] = "dispute_told"
    opened: bool
    person_id: str
    person: str
    numbers: tuple[str, ...]
    withdrawn: bool = False
    due: bool = True
