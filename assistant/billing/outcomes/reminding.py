"""What billing answers to what people say about reminders; facts, never sentences."""

from dataclasses import field
from datetime import date, datetime
from enum import StrEnum

from assistant.billing.model import Invoice, Payment
from assistant.billing.model.case import CaseFile
from assistant.billing.model.contact import Hearing
from assistant.billing.model.plan import Plan
from assistant.billing.model.preferences import LeftAlone, Preferences
from assistant.values import dataclass


class MeantBy(StrEnum):
    """What was said of an invoice that was not named."""

    PROMISE = "promise"
    SAYS_PAID = "says_paid"
    DISPUTE = "dispute"
    REMINDED = "reminded"


@dataclass(frozen=True, slots=True)
class WithCase:
    """A person of ours looks at it: the case, and by when somebody answers, if anybody hears.

    ``noted``: one of ours says it for a customer, and nobody waits for an answer.
    """

    case: str
    new: bool
    number: int
    opened_at: datetime | None = None
    noted: bool = False
    told: bool = False
    expected: datetime | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class WhichMeant:
    """Several are open, and none was named: ask which, never guess."""

    account: str
    invoices: tuple[Invoice, ...]
    what: MeantBy
    on: date | None = None


@dataclass(frozen=True, slots=True)
class PromiseKept:
    """Their word is on record: nobody is reminded of these until the day after.

    ``automatic``: autopay is on, and charges none of them sooner.
    """

    account: str
    invoices: tuple[Invoice, ...]
    on: date
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class StillPromised:
    """Somebody's word that counts although another was taken back."""

    invoice: Invoice
    person: str
    on: date


@dataclass(frozen=True, slots=True)
class PromiseWithdrawn:
    """They take it back: of each invoice, and the day that was promised.

    Reminders go on, but for what somebody else has ``still`` promised.
    """

    account: str
    promised: tuple[tuple[Invoice, date], ...]
    still: tuple[StillPromised, ...] = ()


@dataclass(frozen=True, slots=True)
class NoPromise:
    """They have promised nothing, or nothing about these, that is still ahead."""

    account: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PromiseRefused:
    """That day is no promise: it is over, or further ahead than ``last``."""

    on: date
    last: date
    over: bool = False
    promised: bool = True


@dataclass(frozen=True, slots=True)
class SaysPaid(WithCase):
    """They say it is paid: nobody is reminded until then, and a person looks for the money."""

    account: str = ""
    invoices: tuple[Invoice, ...] = ()
    until: date = date.max


@dataclass(frozen=True, slots=True)
class ClaimWithdrawn:
    """They no longer say that these are paid; without any, they had not said so."""

    account: str
    invoices: tuple[Invoice, ...]
    case: int | None = None


@dataclass(frozen=True, slots=True)
class Disputed(WithCase):
    """Nobody is asked for its money until a person has looked; nothing charges it by itself."""

    account: str = ""
    invoices: tuple[Invoice, ...] = ()


@dataclass(frozen=True, slots=True)
class DisputeEnded:
    """It is asked for again, if ``due``; ``was`` is false when nobody here had disputed it."""

    number: str
    was: bool
    due: bool = True


@dataclass(frozen=True, slots=True)
class Dispute:
    """Who says since when that an invoice is wrong, and the case in which that is looked at.

    Nobody is known where it is the payer's ``bank`` that asks for a payment back.
    """

    invoice: Invoice
    since: datetime
    by: str
    own: bool
    bank: bool
    case: CaseFile | None


@dataclass(frozen=True, slots=True)
class DisputesShown:
    """What is disputed: of the invoice with this number, or of the whole account."""

    account: str
    disputes: tuple[Dispute, ...]
    number: str | None = None


@dataclass(frozen=True, slots=True)
class DisputeWithdrawn:
    """Whoever disputed it has taken that back: ``plan`` is what would pay it by itself.

    ``moving`` is the payment that pays it already, if one does.
    """

    account: str
    invoice: Invoice
    case: int | None
    plan: Plan | None
    moving: Payment | None = None


@dataclass(frozen=True, slots=True)
class DisputeOfOthers(WithCase):
    """It goes on: it is somebody else's, and a person of ours hears that it may be over."""

    account: str = field(kw_only=True)
    dispute: Dispute = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class Muted:
    """Whoever asked hears no more about this one, perhaps only until a day; or again."""

    invoice: Invoice
    on: bool
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Paused:
    """Whoever asked is not reminded of the account's invoices until then; None: they are again."""

    account: str
    until: date | None


@dataclass(frozen=True, slots=True)
class PreferencesShown:
    """How whoever asked hears what nobody asked for; ``changed`` when that was just said.

    ``locale`` is what they are written to in, this answer, too. ``hearing`` says whether reminders
    of the account are sent to them at all, ``left_alone`` that they want no notices by mail.
    ``refused`` is what was wished and cannot be: payments, invoices or hours. ``muted`` are the
    invoices they hear nothing of, and until when.
    """

    account: str
    preferences: Preferences
    slack: bool
    paused_until: datetime | None
    muted: tuple[tuple[str, datetime | None], ...]
    stages: tuple[int, ...]
    changed: bool = False
    locale: str = ""
    hearing: Hearing | None = None
    left_alone: LeftAlone | None = None
    refused: str = ""


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """Somebody who speaks for no account of theirs is written to in this from now on."""

    locale: str


@dataclass(frozen=True, slots=True)
class StagesSet:
    """When the people of the account are reminded, in days from the due date."""

    account: str
    stages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class StagesRefused:
    """More stages than ``most``, or further than ``furthest`` days."""

    most: int
    furthest: int


@dataclass(frozen=True, slots=True)
class TheirsToSay:
    """An agent asks for what only the account's own people wish for themselves."""

    account: str


@dataclass(frozen=True, slots=True)
class WhoInstead(WithCase):
    """They are not the one: who is? A person of ours looks after it.

    ``answered`` once they said who: ``known`` is a contact they may simply choose, ``may_change``
    that they may change contacts themselves, ``who_can`` which of their own people may.
    """

    account: str = ""
    answered: bool = False
    known: str = ""
    may_change: bool = False
    who_can: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NothingOpen:
    """Nothing of theirs is open that it could be about."""

    account: str


ReminderOutcome = (
    WhichMeant
    | PromiseKept
    | PromiseRefused
    | PromiseWithdrawn
    | NoPromise
    | SaysPaid
    | ClaimWithdrawn
    | Disputed
    | DisputeEnded
    | DisputesShown
    | DisputeWithdrawn
    | DisputeOfOthers
    | Muted
    | Paused
    | PreferencesShown
    | LanguageChosen
    | StagesSet
    | StagesRefused
    | TheirsToSay
    | WhoInstead
    | NothingOpen
)
