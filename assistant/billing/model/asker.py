"""On whose behalf billing acts, and where they said so."""

from datetime import date, datetime, timedelta

from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """Where somebody asked, and the request that was ``offered`` what they then said yes to."""

    channel: str
    address: str
    place: str
    offered: str = ""


@dataclass(frozen=True, slots=True)
class Asker:
    """On whose behalf billing acts: one person, for one account, in one conversation.

    ``repeats`` says that a plain yes comes right after another one; ``words`` is what was said.
    ``for_customer``: they are one of ours, and say it for an account that is not theirs.
    """

    person_id: str
    account_id: str
    account: str
    conversation: str
    request_id: str
    origin: Origin
    now: datetime
    today: date
    offer_lasts: timedelta
    repeats: bool = False
    payment_limit_minor: int | None = None
    day_limit_minor: int | None = None
    timezone: str = "UTC"
    words: str = ""
    person: str = ""  # what they are called, where that is known
    for_customer: bool = False
