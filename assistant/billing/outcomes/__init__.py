"""What billing answers: plain facts, never sentences. A refusal is an answer, not an exception."""

from datetime import date, datetime
from enum import StrEnum

from assistant.billing.model import Arrival, Invoice, Offer, Payment, Summary
from assistant.billing.model.plan import Plan
from assistant.billing.model.wish import Wish
from assistant.billing.money import Money
from assistant.billing.outcomes.contacts import ContactOutcome
from assistant.billing.outcomes.desk import DeskOutcome
from assistant.billing.outcomes.documents import DocumentOutcome
from assistant.billing.outcomes.methods import MethodOutcome
from assistant.billing.outcomes.operations import OperationDeclined as OperationDeclined
from assistant.billing.outcomes.operations import OperationDone as OperationDone
from assistant.billing.outcomes.operations import OperationDrafted as OperationDrafted
from assistant.billing.outcomes.operations import OperationProposed as OperationProposed
from assistant.billing.outcomes.operations import OperationRefused as OperationRefused
from assistant.billing.outcomes.operations import OperationShown as OperationShown
from assistant.billing.outcomes.operations import OperationsWaiting as OperationsWaiting
from assistant.billing.outcomes.paying import NOTHING, Doubts, LeftOut, PayOutcome, Ways
from assistant.billing.outcomes.paying import AlreadyPaid as AlreadyPaid
from assistant.billing.outcomes.paying import BeingPaid as BeingPaid
from assistant.billing.outcomes.paying import NotPayable as NotPayable
from assistant.billing.outcomes.paying import OfferCancelled as OfferCancelled
from assistant.billing.outcomes.paying import QuestionDropped as QuestionDropped
from assistant.billing.outcomes.plans import PlanOutcome
from assistant.billing.outcomes.reminding import Disputed as Disputed
from assistant.billing.outcomes.reminding import ReminderOutcome
from assistant.billing.outcomes.reminding import SaysPaid as SaysPaid
from assistant.billing.outcomes.reminding import WhoInstead as WhoInstead
from assistant.billing.outcomes.telling import TellingOutcome
from assistant.billing.outcomes.views import InvoiceShown as InvoiceShown
from assistant.billing.outcomes.views import Seen
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class InvoiceList:
    """A page of the account's invoices, newest first, out of ``total`` that match."""

    account: str
    invoices: tuple[Summary, ...]
    total: int
    offset: int
    page: int
    filtered: bool
    payable: tuple[str, ...]
    today: date


@dataclass(frozen=True, slots=True)
class InvoiceNotFound:
    """No such invoice of theirs here; ``near`` are written so, ``elsewhere`` is where it is."""

    number: str
    near: tuple[str, ...] = ()
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class BalanceShown:
    """What is owed and what is in credit, per currency, never summed across.

    ``next_due`` is the first that no money is on its way for, ``pages`` are open for somebody to
    pay on, ``processing`` is what really moves.
    """

    account: str
    owed: tuple[Money, ...]
    overdue: tuple[Money, ...]
    credit: tuple[Money, ...]
    open_count: int
    next_due: Invoice | None
    processing: tuple[Money, ...]
    may_pay: bool
    planned: tuple[Plan, ...] = ()
    pages: tuple[Payment, ...] = ()


@dataclass(frozen=True, slots=True)
class OfferMade:
    """An offer to pay waits for a yes; ``because`` says what changed when it replaces another.

    ``closes`` are payments that wait on a page, which a yes closes first. ``credit`` is what the
    account has in credit, which the offer does not use; ``planned`` is what is to pay the same
    invoices on days ahead. ``besides`` is what a yes came with.
    """

    account: str
    offer: Offer
    because: str | None = None
    closes: tuple[Payment, ...] = ()
    credit: Money | None = None
    planned: tuple[Plan, ...] = ()
    besides: str = ""
    ways: Ways | None = None
    doubts: Doubts | None = None


@dataclass(frozen=True, slots=True)
class ChoiceNeeded:
    """Several invoices are open: which one? Oldest due first.

    ``wish`` holds for whichever is chosen. "All" pays ``count`` of them: ``totals`` per currency.
    """

    account: str
    invoices: tuple[Invoice, ...]
    totals: tuple[Money, ...]
    more: int
    wish: Wish
    count: int
    left_out: LeftOut = NOTHING


@dataclass(frozen=True, slots=True)
class NothingDue:
    """There is nothing to pay, but for what is ``left_out``."""

    account: str
    credit: tuple[Money, ...]
    overdue_only: bool = False
    left_out: LeftOut = NOTHING


class AmountProblem(StrEnum):
    """Why an amount cannot be paid as written."""

    TOO_MUCH = "too_much"
    NOT_POSITIVE = "not_positive"
    TOO_FINE = "too_fine"
    WRONG_CURRENCY = "wrong_currency"
    TOO_SMALL = "too_small"
    WHOLE_ONLY = "whole_only"
    BALANCE_ONLY = "balance_only"
    ONE_INVOICE_ONLY = "one_invoice_only"
    NOT_CHARGEABLE = "not_chargeable"
    LEAVES_TOO_LITTLE = "leaves_too_little"


@dataclass(frozen=True, slots=True)
class AmountRefused:
    """That much of this invoice cannot be paid; without a number, of the balance.

    ``read`` is how the words were read, ``nearest`` what can be paid instead, the closest first.
    """

    number: str
    text: str
    problem: AmountProblem
    open_amount: Money
    read: Money | None = None
    nearest: tuple[Money, ...] = ()


@dataclass(frozen=True, slots=True)
class AmountUnclear:
    """The amount can be read in several ways; ask which, never guess.

    Without a number it is of the balance.
    """

    number: str
    text: str
    readings: tuple[Money, ...]
    on: date | None = None


@dataclass(frozen=True, slots=True)
class FilterRefused:
    """A filter was not understood, so no list is shown: ignoring it would show too much."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaymentStarted:
    """Somebody said yes: the payment is on record and will be made, once.

    ``credit`` is what the account's credit has paid already, ``until`` how long it can be stopped.
    """

    account: str
    payment: Payment
    credit: Money | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class OfferUsed:
    """The offer had been confirmed before; this is what became of it.

    ``said_no`` when it is a no that comes too late; ``stop`` is what one says to stop it still.
    """

    payment: Payment
    said_no: bool = False
    stop: str = ""


@dataclass(frozen=True, slots=True)
class PaymentWithdrawn:
    """A payment that waited for its payer is given up; nothing is charged, if not too late."""

    payment: Payment


@dataclass(frozen=True, slots=True)
class NothingToConfirm:
    """There is no live offer of this person in this conversation (or it ran out)."""

    expired: bool = False


@dataclass(frozen=True, slots=True)
class PaymentShown:
    """How a payment stands."""

    payment: Payment
    may_pay: bool


@dataclass(frozen=True, slots=True)
class NoPaymentYet:
    """No payment was started on this invoice, or for this account at all."""

    account: str
    invoice: Invoice | None
    may_pay: bool
    planned: Plan | None = None


@dataclass(frozen=True, slots=True)
class PaymentList:
    """A page of what paid the account's invoices, newest first, out of ``total``."""

    account: str
    payments: tuple[Payment | Arrival, ...]
    total: int
    offset: int
    page: int


Outcome = (
    InvoiceList
    | InvoiceShown
    | InvoiceNotFound
    | BalanceShown
    | OfferMade
    | ChoiceNeeded
    | NothingDue
    | AmountRefused
    | AmountUnclear
    | FilterRefused
    | PaymentStarted
    | PayOutcome
    | OfferUsed
    | PaymentWithdrawn
    | PlanOutcome
    | NothingToConfirm
    | PaymentShown
    | NoPaymentYet
    | PaymentList
    | MethodOutcome
    | ContactOutcome
    | Seen
    | DocumentOutcome
    | DeskOutcome
    | ReminderOutcome
    | TellingOutcome
)
