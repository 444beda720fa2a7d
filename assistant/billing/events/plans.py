"""Facts about payments on a day ahead and about autopay, to be told."""

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime

from assistant.billing.events.fact import AccountFact


class PlanNews(StrEnum):
    """What is new about a payment on a day ahead."""

    PLANNED = "planned"
    ANNOUNCED = "announced"
    WAITING = "waiting"  # about to be charged; it can still be stopped
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    METHOD = "method"  # another method stands in for one that was removed
    DROPPED = "dropped"
    RETRYING = "retrying"
    FAILED = "failed"


class PlanTold(AccountFact, frozen=True):
    """News about a payment on a day ahead, or about one that waits for its last cancel window.

    ``person_id`` is whose word it rests on, ``answered`` who need not be told because they did it.
    ``until`` is how long it can be stopped; ``offer_id`` a fresh offer of theirs in its place;
    ``due`` says whether anything was still to be paid then. ``by_reply``: a yes to a reminder began
    it, and every payer hears of it. ``credit_minor`` is what of it credit pays, as things stand.
    """

    kind: Literal["plan_told"] = "plan_told"
    news: PlanNews
    person_id: str
    person: str
    answered: str = ""
    automatic: bool
    numbers: tuple[str, ...]
    minor: int
    currency: str
    method: str = ""
    pay_on: date
    until: AwareDatetime | None = None
    why: str = ""
    offer_id: str = ""
    due: bool = True
    by_reply: bool = False
    credit_minor: int = 0


class AutopayTurned(AccountFact, frozen=True):
    """Whatever falls due is paid by itself from now on, or no longer."""

    kind: Literal["autopay_turned"] = "autopay_turned"
    on: bool
    person_id: str
    method: str = ""
    why: str = ""
