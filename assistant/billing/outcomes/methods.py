"""What billing answers about payment methods: plain facts, never sentences."""

from enum import StrEnum
from typing import Literal

from assistant.billing.model.method import Method
from assistant.billing.model.plan import Plan
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class MethodList:
    """What is on file to pay with: the default first, then the backup."""

    account: str
    methods: tuple[Method, ...]
    may_manage: bool


@dataclass(frozen=True, slots=True)
class WireShown:
    """Bank details are in the invoices' documents only; ``open`` are the numbers to pay."""

    account: str
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MethodPageAsked:
    """A hosted page is being prepared; the asker gets its link where they asked.

    ``told`` hears what becomes of the method, where that is somebody else than the asker;
    ``company`` is False when it was wished for and there is no company address to fill in.
    """

    account: str
    told: str | None
    company: bool | None


@dataclass(frozen=True, slots=True)
class NoSuchContact:
    """Who was to be told is no contact of the account."""

    account: str
    address: str
    contacts: tuple[str, ...]


class MethodWish(StrEnum):
    """What is to be done with a method."""

    REMOVE = "remove"
    DEFAULT = "default"
    BACKUP = "backup"


@dataclass(frozen=True, slots=True)
class MethodUnclear:
    """Several methods could be meant, or none was named: which one?"""

    account: str
    wish: MethodWish
    methods: tuple[Method, ...]


@dataclass(frozen=True, slots=True)
class MethodUnknown:
    """No method of this account is named so, whether or not it is another's."""

    account: str
    which: str
    methods: tuple[Method, ...]


@dataclass(frozen=True, slots=True)
class Relying:
    """What is charged to a method that is removed: payments planned for a day, and autopay.

    ``instead`` stands in for it; without one the plans are called off. ``autopay`` is None where it
    is off or another method pays it.
    """

    plans: tuple[Plan, ...] = ()
    instead: Method | None = None
    autopay: Literal["goes_on", "ends"] | None = None


@dataclass(frozen=True, slots=True)
class MethodToConfirm:
    """It is asked once more: a removal is for good, and a default may be charged by itself.

    ``instead`` is the method that becomes the default; ``automatic`` says that it is charged
    without anybody's doing.
    """

    account: str
    wish: MethodWish
    method: Method
    instead: Method | None
    automatic: bool
    relies: Relying = Relying()


@dataclass(frozen=True, slots=True)
class MethodRequired:
    """It is the only one, and this account must keep one: a replacement comes first."""

    account: str
    method: Method


@dataclass(frozen=True, slots=True)
class MethodBusy:
    """A payment under way charges it."""

    account: str
    method: Method


@dataclass(frozen=True, slots=True)
class MethodNotUsable:
    """It cannot be charged (yet), so it cannot pay by itself."""

    account: str
    method: Method


@dataclass(frozen=True, slots=True)
class MethodRemoved:
    """It is off file; ``instead`` is the default now, if one is left."""

    account: str
    method: Method
    instead: Method | None
    relies: Relying = Relying()


@dataclass(frozen=True, slots=True)
class MethodsArranged:
    """Which method pays unless another is named, and which when that one fails."""

    account: str
    default: Method | None
    backup: Method | None


MethodOutcome = (
    MethodList
    | WireShown
    | MethodPageAsked
    | NoSuchContact
    | MethodUnclear
    | MethodUnknown
    | MethodToConfirm
    | MethodRequired
    | MethodBusy
    | MethodNotUsable
    | MethodRemoved
    | MethodsArranged
)
