"""What billing answers agents who look across accounts, or prepare something for one."""

from datetime import date, datetime
from enum import StrEnum

from assistant.billing.model import Account, Arrival, Contact, Invoice, Offer, Payment
from assistant.billing.model.case import CaseFile
from assistant.billing.model.method import Method
from assistant.billing.model.plan import Plan
from assistant.billing.money import Money
from assistant.billing.outcomes.reminding import Dispute
from assistant.billing.outcomes.views import SummaryShown
from assistant.values import dataclass


class DeskProblem(StrEnum):
    """Why nothing was done for an agent."""

    NO_ACCOUNT = "no_account"
    NOT_AN_AGENT = "not_an_agent"
    NOT_PROVEN = "not_proven"
    INVOICE_UNKNOWN = "invoice_unknown"
    NOBODY_MAY_PAY = "nobody_may_pay"
    NO_SUCH_CONTACT = "no_such_contact"
    NO_RECEIPT = "no_receipt"
    NOT_OPEN = "not_open"
    KEPT_THERE = "kept_there"  # the provider's own invoice is what counts
    PLANNED = "planned"  # a payment of it is to be made on its day
    NO_SUCH_DAY = "no_such_day"
    DUE_THEN = "due_then"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class AccountsFound:
    """Accounts that match, with the balance of each per currency."""

    what: str
    found: tuple[tuple[str, str, tuple[Money, ...]], ...]


@dataclass(frozen=True, slots=True)
class NoteShown:
    """What an agent noted; ``number`` is the invoice's, where it is about one."""

    by: str
    text: str
    number: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Promised:
    """Somebody's word that an invoice is paid on a day; ``withdrawn`` once they took it back."""

    number: str
    on: date
    by: str
    withdrawn: datetime | None = None


@dataclass(frozen=True, slots=True)
class AccountOverview:
    """All an agent should know of an account before they speak with its people."""

    account: Account
    summary: SummaryShown
    overdue: tuple[Money, ...]
    contacts: tuple[Contact, ...]
    methods: tuple[Method, ...]
    payments: tuple[Payment | Arrival, ...]
    cases: tuple[CaseFile, ...]
    plans: tuple[Plan, ...]
    notes: tuple[NoteShown, ...]
    promises: tuple[Promised, ...] = ()
    disputes: tuple[Dispute, ...] = ()


@dataclass(frozen=True, slots=True)
class Owing:
    """What one account owes in one currency, and since when the oldest of it is due."""

    account: str
    open: Money
    overdue: Money
    oldest: date


@dataclass(frozen=True, slots=True)
class Receivables:
    """(open, overdue, accounts) in each currency, and who owes most in it; never summed across."""

    totals: tuple[tuple[Money, Money, int], ...]
    largest: tuple[Owing, ...]


@dataclass(frozen=True, slots=True)
class AgeingShown:
    """In each currency: not due yet, overdue up to 30, 60, 90 days, and longer."""

    rows: tuple[tuple[Money, ...], ...]
    today: date


@dataclass(frozen=True, slots=True)
class PaidToday:
    """(sum, payments) in each currency, and the latest: (account, amount, when)."""

    sums: tuple[tuple[Money, int], ...]
    latest: tuple[tuple[str, Money, datetime], ...]


@dataclass(frozen=True, slots=True)
class NotesShown:
    """The newest notes on an account, or on one invoice of it; ``kept`` when one was just made."""

    account: str
    number: str
    notes: tuple[NoteShown, ...]
    kept: bool = False


@dataclass(frozen=True, slots=True)
class OfferPrepared:
    """An offer is on its way to ``to``, who alone can say yes to it."""

    account: str
    offer: Offer
    to: str


@dataclass(frozen=True, slots=True)
class PaperResent:
    """A document is on its way to these people."""

    account: str
    what: str
    number: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DueDateDrafted:
    """What a yes would do to the day an invoice is due; ``told`` are those who would hear."""

    account: str
    invoice: Invoice
    to: date
    reason: str
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DueDateSet:
    """The invoice falls due on another day; ``repeated`` when it did so already."""

    account: str
    invoice: Invoice
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class DeskRefused:
    """Nothing was done; ``named`` is what was said, as far as it matters."""

    problem: DeskProblem
    named: str = ""


AccountsOutcome = (
    AccountsFound
    | AccountOverview
    | Receivables
    | AgeingShown
    | PaidToday
    | NotesShown
    | OfferPrepared
    | PaperResent
    | DueDateDrafted
    | DueDateSet
    | DeskRefused
)
