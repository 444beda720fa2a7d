"""What billing answers about payments on a day ahead and about autopay; facts, never sentences."""

from datetime import date, datetime
from enum import StrEnum

from assistant.billing.model import Invoice, Method, Payment
from assistant.billing.model.plan import Plan
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class PaymentPlanned:
    """Somebody said yes to paying on a day ahead; ``again`` when they had said so before."""

    account: str
    plan: Plan
    again: bool = False


@dataclass(frozen=True, slots=True)
class PlanList:
    """What is planned, the next first; ``autopay`` when it is on."""

    account: str
    plans: tuple[Plan, ...]
    autopay: bool


@dataclass(frozen=True, slots=True)
class PlanCancelled:
    """These payments will not be made; nothing was charged."""

    account: str
    plans: tuple[Plan, ...]


@dataclass(frozen=True, slots=True)
class PaymentStopped:
    """A payment was stopped within its cancel window; nothing was charged."""

    payment: Payment


@dataclass(frozen=True, slots=True)
class NothingPlanned:
    """No payment of this invoice is planned or waiting."""

    number: str


@dataclass(frozen=True, slots=True)
class AlreadyPlanned:
    """A payment of one of these invoices is planned already."""

    account: str
    plan: Plan


class DateProblem(StrEnum):
    """Why a payment cannot be planned for a day."""

    PAST = "past"
    TOO_FAR = "too_far"


@dataclass(frozen=True, slots=True)
class DateRefused:
    """A payment cannot be planned for that day."""

    on: date
    problem: DateProblem


@dataclass(frozen=True, slots=True)
class MethodNeeded:
    """Nothing can be charged later without a saved method; ``for_autopay`` says what was wanted."""

    account: str
    for_autopay: bool


@dataclass(frozen=True, slots=True)
class AutopayDenied:
    """The account's rules do not let autopay be turned on."""

    account: str


@dataclass(frozen=True, slots=True)
class AutopayOffered:
    """Autopay waits for a yes: with this method, for these invoices and all that come.

    What was ``promised`` for a day is charged no sooner; what is ``dated`` already stays so.
    """

    account: str
    order_id: str
    method: Method
    upcoming: tuple[tuple[Invoice, date], ...]
    expires_at: datetime
    because: str | None = None
    promised: tuple[tuple[str, date], ...] = ()
    dated: tuple[Plan, ...] = ()


@dataclass(frozen=True, slots=True)
class AutopayShown:
    """Whether autopay is on, by whom, and what it will pay; ``turned`` when that is new.

    What people have planned by themselves is ``dated``, and stays without it.
    """

    account: str
    on: bool
    by: str
    since: datetime | None
    method: Method | None
    plans: tuple[Plan, ...]
    may_change: bool
    turned: bool = False
    dated: tuple[Plan, ...] = ()


PlanOutcome = (
    PaymentPlanned
    | PlanList
    | PlanCancelled
    | PaymentStopped
    | NothingPlanned
    | AlreadyPlanned
    | DateRefused
    | MethodNeeded
    | AutopayDenied
    | AutopayOffered
    | AutopayShown
)
