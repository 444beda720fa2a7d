"""What billing answers about how much may be paid, with which method, and by a link."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum

from assistant.billing.model import Invoice, Offer, Payment
from assistant.billing.model.method import Method
from assistant.billing.model.wish import Wish
from assistant.billing.money import Money
from assistant.values import dataclass


class LimitKind(StrEnum):
    """Whose limit: the payer's own or the account's, for one payment or for a day's."""

    OWN_PAYMENT = "own_payment"
    OWN_DAY = "own_day"
    PAYMENT = "payment"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class LimitReached:
    """More than may be paid; ``room`` is left of the limit, ``who_can`` may pay as much.

    A limit in another currency than what was asked for leaves no room at all.
    """

    account: str
    kind: LimitKind
    asked: Money
    most: Money
    room: Money
    who_can: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MethodUnclear:
    """No saved method, or more than one, is what was named; ``methods`` are those to choose."""

    named: str
    methods: tuple[Method, ...]
    wish: Wish


@dataclass(frozen=True, slots=True)
class LinkPromised:
    """A page on which this can be paid is being made, or is open already with its address."""

    account: str
    payment: Payment
    doubts: "Doubts | None" = None


@dataclass(frozen=True, slots=True)
class CreditUsed:
    """The account's credit has paid all of it, with nothing charged; ``left`` is in credit."""

    account: str
    numbers: tuple[str, ...]
    amount: Money
    left: Money


@dataclass(frozen=True, slots=True)
class Ways:
    """How else the same may be paid: a part of it, if the account's rules allow, by which method.

    ``methods`` are those that may be charged, the one that pays by default first.
    """

    methods: tuple[Method, ...]
    parts: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """Who said when that an invoice has been paid; a person of ours looks for the money."""

    number: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What "all" does not pay, by the reason: it was not named, so it is not paid unasked."""

    disputed: tuple[Invoice, ...] = ()
    claimed: tuple[Invoice, ...] = ()
    under_way: tuple[Invoice, ...] = ()


NOTHING = LeftOut()


@dataclass(frozen=True, slots=True)
class Doubts:
    """Why some of it may not be due at all: ``disputed`` or ``claimed``, and offered as named."""

    disputed: tuple[str, ...] = ()
    claimed: tuple[Claim, ...] = ()
    left_out: LeftOut = NOTHING


@dataclass(frozen=True, slots=True)
class AlreadyPaid:
    """The invoice is paid; nothing to do. ``by`` is who paid the last of it, if that is known."""

    number: str
    on: datetime | None
    by: str = ""


@dataclass(frozen=True, slots=True)
class NotPayable:
    """The invoice is a credit, or was closed without payment."""

    invoice: Invoice


@dataclass(frozen=True, slots=True)
class BeingPaid:
    """A payment on this invoice is under way already; ``own`` when the asker started it."""

    number: str
    payment: Payment
    own: bool


@dataclass(frozen=True, slots=True)
class OfferCancelled:
    """The offer is withdrawn and nothing was charged.

    ``unpayable`` is why some of its invoices cannot be paid any more, by their numbers.
    """

    offer: Offer
    unpayable: Mapping[str, AlreadyPaid | NotPayable | BeingPaid] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QuestionDropped:
    """Somebody said no to a question of ours, and nothing else was meant by it."""


Unpayable = AlreadyPaid | NotPayable | BeingPaid
PayOutcome = (
    CreditUsed
    | LimitReached
    | MethodUnclear
    | LinkPromised
    | Unpayable
    | OfferCancelled
    | QuestionDropped
)
