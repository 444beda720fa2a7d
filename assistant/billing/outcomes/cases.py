"""What billing answers about cases: to agents, and to whoever asked for a person."""

from datetime import datetime

from assistant.billing.model.case import CaseFile, CaseProblem, Entry
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class CaseList:
    """Open cases, oldest first, out of ``total``; ``which`` is all, mine or unanswered."""

    cases: tuple[CaseFile, ...]
    which: str
    total: int
    now: datetime


@dataclass(frozen=True, slots=True)
class CaseShown:
    """A case with what was said about it, oldest first; ``own`` when the agent holds it."""

    case: CaseFile
    entries: tuple[Entry, ...]
    own: bool


@dataclass(frozen=True, slots=True)
class CaseChanged:
    """Something was done with a case; ``repeated`` when it was so already.

    ``disputed`` are its invoices that go on being disputed when it is closed.
    """

    case: CaseFile
    stage: str
    repeated: bool = False
    disputed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseRefused:
    """Nothing was done with a case; ``named`` is what was said, as far as it matters."""

    problem: CaseProblem
    number: int
    case: CaseFile | None = None
    named: str = ""


@dataclass(frozen=True, slots=True)
class AssignWhom:
    """Whom a case may be given to, by name."""

    case: CaseFile
    agents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReplyWanted:
    """An agent wants to answer and has not said what."""

    case: CaseFile


@dataclass(frozen=True, slots=True)
class ReplyDrafted:
    """What a yes of its author would send; nothing has been."""

    case: CaseFile
    reply_id: str
    words: str


@dataclass(frozen=True, slots=True)
class ReplySent:
    """It is on its way to the customer; ``repeated`` when it had been before this request."""

    case: CaseFile
    words: str
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class ReplyDropped:
    """A draft was thrown away, or had been sent before."""

    case: CaseFile
    too_late: bool


@dataclass(frozen=True, slots=True)
class YourCases:
    """What somebody waits for, or one case of theirs that they asked about."""

    cases: tuple[CaseFile, ...]


@dataclass(frozen=True, slots=True)
class YourCaseUnknown:
    """No case of theirs has this number; ``waiting`` are those that are open."""

    number: int
    waiting: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AddedToCase:
    """Their words are with the agents; ``quiet`` when they were said to ``holder`` alone."""

    number: int
    holder: str
    quiet: bool = False


CaseOutcome = (
    CaseList
    | CaseShown
    | CaseChanged
    | CaseRefused
    | AssignWhom
    | ReplyWanted
    | ReplyDrafted
    | ReplySent
    | ReplyDropped
    | YourCases
    | YourCaseUnknown
    | AddedToCase
)
