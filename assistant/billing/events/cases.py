"""Facts about cases: what the agents hear, and what an agent tells the customer."""

from collections.abc import Mapping
from typing import Literal

from pydantic import AwareDatetime, BaseModel

from assistant.billing.events.fact import AccountFact, AtDesk


class CaseLine(BaseModel, frozen=True):
    """One thing that was said before: ``by`` is a name, empty for the assistant."""

    by: str
    text: str
    at: AwareDatetime


class CaseNews(AccountFact, frozen=True):
    """How a case stands, for the agents; no customer ever hears of this fact.

    ``stage`` is what happened: opened, added, reopened, claimed, released, assigned, snoozed,
    woken, noted, replied, resent or resolved. ``words`` were said with it; ``transcript`` is read
    when it is told.
    """

    kind: Literal["case_news"] = "case_news"
    stage: str
    case_id: str
    number: int
    within_eu: bool
    subject: str
    facts: Mapping[str, str]
    person: str
    email: str
    holder: str
    words: str = ""
    until: AwareDatetime | None = None
    told: tuple[AtDesk, ...] = ()
    transcript: tuple[CaseLine, ...] = ()


class CaseReplied(AccountFact, frozen=True):
    """An agent, ``by`` name, answers whoever asked, where they last spoke about it.

    Without ``words`` they have closed the case.
    """

    kind: Literal["case_replied"] = "case_replied"
    case_id: str
    number: int
    words: str
    to: AtDesk
    origin_channel: str
    origin_address: str
    origin_place: str
