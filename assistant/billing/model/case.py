"""What a person must look at, as frozen values: a case, who has it, and what was said about it.

open ──claim──► claimed ──snooze──► snoozed
│                │  ◄────wake───────┘ │
└────resolve─────┴─────────resolve────┴──► resolved ──the customer adds──► open
"""

import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from assistant.billing.model import Origin
from assistant.values import dataclass


class CaseKind(StrEnum):
    """Why a person must look."""

    MISSING_THERE = "missing_there"  # succeeded here, and the provider does not have it so
    AMOUNT_DIFFERS = "amount_differs"  # another amount or currency there than here
    UNKNOWN_HERE = "unknown_here"  # the provider has money under an id of ours we do not have
    NOT_OURS = "not_ours"  # our customer was charged, and not by us
    OVERPAID = "overpaid"  # more arrived than was due, and became credit
    CHARGED_TWICE = "charged_twice"  # two charges there for one payment of ours
    UNSETTLED = "unsettled"  # unknown for so long that waiting does not help
    NOT_ATTACHED = "not_attached"  # the provider's own invoice does not show our payment
    PERSON_ASKED = "person_asked"  # somebody wants a person, or what only a person does
    MAIL_COMES_BACK = "mail_comes_back"  # a contact's address takes no mail any more
    NOT_TOLD = "not_told"  # nobody took what was to be said, for days
    INVOICE_DIFFERS = "invoice_differs"  # the provider changed an invoice that is closed here

    @property
    def of_money(self) -> bool:
        """Whether our books and somebody else's may not agree until a person has looked."""
        talking = (CaseKind.PERSON_ASKED, CaseKind.MAIL_COMES_BACK, CaseKind.NOT_TOLD)
        return self not in talking


RESENT = "resent"
"""The stage of a case at which an agent has what nobody took sent again."""


class CaseState(StrEnum):
    """How far it has got."""

    OPEN = "open"
    CLAIMED = "claimed"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"


class EntryKind(StrEnum):
    """What stands on a case, in the order it happened; only a reply ever reached the customer."""

    ASKED = "asked"
    ANSWERED = "answered"
    NOTE = "note"
    REPLY = "reply"


class CaseProblem(StrEnum):
    """Why nothing was done with a case."""

    UNKNOWN = "unknown"
    HELD = "held"
    OVER = "over"
    NO_SUCH_AGENT = "no_such_agent"
    NOT_AN_AGENT = "not_an_agent"
    DATE_PAST = "date_past"
    NOBODY_TO_ANSWER = "nobody_to_answer"
    NO_SUCH_REPLY = "no_such_reply"
    REPLY_DROPPED = "reply_dropped"
    NOTHING_TO_RESEND = "nothing_to_resend"


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case as it stands, with the names of whom it has to do with; empty where there is nobody.

    ``subject`` is what it is about: an intent, or the kind of a case nobody asked for.
    """

    id: str
    number: int
    account_id: str
    account: str
    within_eu: bool
    kind: CaseKind
    subject: str
    facts: Mapping[str, Any]
    state: CaseState
    person_id: str
    person: str
    holder_id: str
    holder: str
    origin: Origin | None
    conversation: str
    snoozed_until: datetime | None
    opened_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was said: ``by`` is a name, empty for the assistant itself."""

    kind: EntryKind
    by: str
    text: str
    at: datetime

    @property
    def said(self) -> str:
        """The text as people read it: a button says an id, which tells nobody anything."""
        pressed = _PRESSED.fullmatch(self.text.strip())
        return f"(pressed “{pressed[1].capitalize()}”)" if pressed else self.text


_PRESSED = re.compile(r"(confirm|cancel|approve|decline) [a-z]{2,4}_[0-9a-f]{8,}")


@dataclass(frozen=True, slots=True)
class Reply:
    """What an agent wrote for the customer: drafted until they have said yes to its preview."""

    id: str
    case_id: str
    author_id: str
    text: str
    state: str
    created_at: datetime
