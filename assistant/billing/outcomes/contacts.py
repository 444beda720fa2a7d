"""How asking about contacts, or changing them, can end."""

from datetime import datetime
from enum import StrEnum

from assistant.billing.model import Contact, Role
from assistant.billing.model.contact import Change, Told
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class ContactList:
    """Everyone at the account, and the addresses that have not answered yet.

    ``may_change`` says whether the asker may; with ``by_people`` nobody may but a person of ours.
    """

    account: str
    contacts: tuple[Contact, ...]
    waiting: tuple[Change, ...]
    may_change: bool
    by_people: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class ContactLeaving:
    """Somebody is about to be removed; nothing has changed yet."""

    account: str
    name: str
    email: str
    role: Role
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class ContactOffered:
    """A right is about to be given; nothing has changed yet.

    ``replaces`` is who would lose theirs. ``letters`` is how the domain looks in its own letters,
    ``new_domain`` that nobody at this account has an address there.
    """

    account: str
    change: Change
    replaces: str = ""
    letters: str | None = None
    new_domain: bool = False


@dataclass(frozen=True, slots=True)
class ContactAsked:
    """The new address has been asked; it is nobody's yet."""

    account: str
    email: str
    role: Role
    until: datetime


@dataclass(frozen=True, slots=True)
class ContactDone:
    """A contact is as was asked for; ``role`` is None for one who is none any more."""

    account: str
    name: str
    email: str
    role: Role | None
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class ContactCancelled:
    """Nothing was changed."""

    email: str


@dataclass(frozen=True, slots=True)
class AddressReopened:
    """Mail goes to this address again."""

    account: str
    name: str
    email: str


class ContactProblem(StrEnum):
    """Why contacts stay as they are."""

    NOT_FOUND = "not_found"
    UNCLEAR = "unclear"
    LAST_ADMIN = "last_admin"
    MALFORMED = "malformed"
    FOREIGN_LETTERS = "foreign_letters"
    TOO_LONG = "too_long"
    ALREADY = "already"
    UNCHANGED = "unchanged"
    TOO_MANY = "too_many"
    NOTHING_ASKED = "nothing_asked"
    REACHED = "reached"
    UNWANTED = "unwanted"


@dataclass(frozen=True, slots=True)
class ContactRefused:
    """Nothing was changed, and why; ``names`` are those who may have been meant."""

    problem: ContactProblem
    who: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AddressVerified:
    """The address has answered and is a contact now; it may pay and change things from then on."""

    account: str
    role: Role
    pays_from: datetime


@dataclass(frozen=True, slots=True)
class CodeRefused:
    """The code opens nothing: wrong, used, too old, or somebody else's; which, is not told."""


ContactOutcome = (
    ContactList
    | ContactLeaving
    | ContactOffered
    | ContactAsked
    | ContactDone
    | ContactCancelled
    | AddressReopened
    | ContactRefused
    | AddressVerified
    | CodeRefused
)
