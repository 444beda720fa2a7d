"""Every way an answer can end: billing's outcomes, and those of the line itself."""

from datetime import datetime
from enum import StrEnum

from assistant.billing import outcomes as billing
from assistant.billing.model import Role
from assistant.billing.outcomes.linking import LinkOutcome as LinkOutcome
from assistant.billing.outcomes.reminding import DisputeOfOthers
from assistant.command import NotUnderstood
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Stranger:
    """We do not know who speaks, or cannot be sure: no fact about anybody is told.

    ``may_link`` says that they can prove here who they are.
    """

    may_link: bool = False


class Lacks(StrEnum):
    """What somebody would need to be allowed to do what they asked."""

    PAYER = "payer"
    ADMIN = "admin"
    TIME = "time"  # they have the role, and are too new to use it
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """A known person may not do this; ``who_can`` are the people of their own account who may.

    ``since`` is from when on they may themselves, should only time be lacking. An ``agent`` acts
    for customers, and hears how.
    """

    lacks: Lacks
    account: str = ""
    who_can: tuple[str, ...] = ()
    since: datetime | None = None
    agent: bool = False


@dataclass(frozen=True, slots=True)
class Helped:
    """What this person may do here."""

    name: str
    account: str | None
    accounts: tuple[str, ...]
    may_pay: bool
    may_manage: bool = False
    agent: bool = False
    in_credit: bool = False


@dataclass(frozen=True, slots=True)
class PersonNeeded:
    """A person handles this; ``about`` is the intent.

    ``case`` is its id and ``number`` how people name it, ``new`` whether it was opened just now,
    ``told`` whether somebody hears, ``expected`` by when somebody answers, ``late`` when that is
    over. ``noted``: one of ours says it for a customer. ``nearest`` is what was nearly said, where
    a person is needed to understand it.
    """

    about: str
    case: str = ""
    new: bool = False
    number: int = 0
    opened_at: datetime | None = None
    noted: bool = False
    told: bool = False
    expected: datetime | None = None
    late: bool = False
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountShown:
    """Which account is being spoken for; ``roles`` are theirs in each of ``accounts``."""

    account: str
    accounts: tuple[str, ...]
    switched: bool
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class AccountUnknown:
    """No account of theirs has that name."""

    name: str
    accounts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CustomerUnknown:
    """No one customer has the name an agent said; ``near`` are those it could be."""

    name: str
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DifferentAccounts:
    """The invoices named belong to different accounts of theirs: (number, account) of each."""

    owners: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class NoSuchChoice:
    """The number answers nothing that was asked in this conversation."""

    count: int


@dataclass(frozen=True, slots=True)
class PaymentsOff:
    """Paying is not possible here at the moment; nothing was charged."""


@dataclass(frozen=True, slots=True)
class PayingStopped:
    """An operator has stopped all paying for now; nothing was charged."""


ToPeople = PersonNeeded | billing.SaysPaid | billing.Disputed | DisputeOfOthers | billing.WhoInstead
"""Outcomes that open a case, of which our own people hear."""

LineOutcome = (
    Stranger
    | PayingStopped
    | PaymentsOff
    | NotAllowed
    | NotUnderstood
    | Helped
    | PersonNeeded
    | AccountShown
    | AccountUnknown
    | CustomerUnknown
    | NoSuchChoice
    | DifferentAccounts
)
Outcome = LineOutcome | LinkOutcome | billing.Outcome
