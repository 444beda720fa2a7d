"""Facts to be told, written in the transaction that made them true; notify tells them later.

A fact about a payment is a ``PaymentEvent``. Any other fact about an account is a class of its own,
and a new one takes five small steps:

1. here: a frozen class over ``AccountFact`` with a ``kind: Literal["…"]``, in ``AccountEvent``; it
   holds the *data* of the fact as it was (names, amounts, dates), never a sentence;
2. where it becomes true, in the same transaction: ``store.events.add(tx, new_id("evt"), fact)``;
3. ``notify/rules.py``: who hears of it;
4. ``notify/notices/``: its words (a module for each subject, joined in ``__init__``);
5. ``tests/unit/outcome_examples.py``: an example in ``FACTS``, which every renderer then draws.

A fact is told once: ``(about, kind)`` is unique. ``about`` is the id of the thing, and whatever
else makes it a new fact where the same can happen to it again (``mth_1:2027-03``).
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, Field, TypeAdapter

from assistant.billing.events.cases import CaseNews as CaseNews
from assistant.billing.events.cases import CaseReplied as CaseReplied
from assistant.billing.events.contacts import ContactBounced as ContactBounced
from assistant.billing.events.contacts import ContactChange as ContactChange
from assistant.billing.events.contacts import ContactChanged as ContactChanged
from assistant.billing.events.contacts import ContactInvited as ContactInvited
from assistant.billing.events.desk import DueDateMoved as DueDateMoved
from assistant.billing.events.desk import OfferTold as OfferTold
from assistant.billing.events.desk import PaperSent as PaperSent
from assistant.billing.events.fact import AccountFact as AccountFact
from assistant.billing.events.fact import AtDesk as AtDesk
from assistant.billing.events.invoices import InvoiceIssued as InvoiceIssued
from assistant.billing.events.invoices import StatementReady as StatementReady
from assistant.billing.events.plans import AutopayTurned as AutopayTurned
from assistant.billing.events.plans import PlanNews as PlanNews
from assistant.billing.events.plans import PlanTold as PlanTold
from assistant.billing.events.reminding import DisputeTold as DisputeTold
from assistant.billing.events.reminding import PromiseTold as PromiseTold


class EventKind(StrEnum):
    """What happened to a payment."""

    SUCCEEDED = "payment_succeeded"
    FAILED = "payment_failed"
    NEEDS_ACTION = "payment_needs_action"
    PROCESSING = "payment_processing"
    RETURNED = "payment_returned"
    HELD = "payment_held"


class PaidPart(BaseModel, frozen=True):
    """So much of an invoice, and what stays open on it; minor units of the event's currency."""

    number: str
    minor: int
    open_minor: int


class PaymentEvent(BaseModel, frozen=True):
    """One fact about one payment. ``credit_minor`` is what arrived but no invoice could take.

    ``origin_*`` is where the payer said yes, ``request_id`` that very request. ``decline`` is the
    provider's reason code. ``link`` is a page somebody asked for without saying yes to anything.
    """

    kind: EventKind
    account_id: str
    account: str
    payment_id: str
    person_id: str
    payer: str
    minor: int
    currency: str
    method: str
    parts: tuple[PaidPart, ...]
    at: AwareDatetime
    credit_minor: int = 0
    decline: str | None = None
    action_url: str | None = None
    link: bool = False
    balance: bool = False
    request_id: str = ""
    origin_channel: str = ""
    origin_address: str = ""
    origin_place: str = ""

    @property
    def about(self) -> str:
        """What the fact is about."""
        return self.payment_id


class MethodChange(StrEnum):
    """What happened to a saved method, or to the page on which one is to be added."""

    PAGE_OPEN = "page_open"
    PAGE_FAILED = "page_failed"
    ADDED = "added"
    PENDING = "pending"
    VERIFIED = "verified"
    REJECTED = "rejected"
    REMOVED = "removed"
    EXPIRING = "expiring"
    DEFAULT = "default"


class MethodChanged(AccountFact, frozen=True):
    """One fact about one method. ``method`` is its name in words: ``Visa 4242``.

    ``person_id`` did it, where a person did, at ``origin_*``; ``tell`` is the contact given when
    the method was added. ``url`` is a page for whoever did it, which works ``until`` then.
    ``before`` is the method that was the default until then.
    """

    kind: Literal["method_changed"] = "method_changed"
    change: MethodChange
    method: str = ""
    person_id: str = ""
    tell: str = ""
    is_default: bool = False
    is_backup: bool = False
    expiry: str = ""
    url: str | None = None
    until: AwareDatetime | None = None
    before: str = ""
    origin_channel: str = ""
    origin_address: str = ""
    origin_place: str = ""


class OperationNews(AccountFact, frozen=True):
    """How an operation stands, for the seller's own people who have to do with it.

    ``stage`` is proposed, done, on_its_way, failed or refused; ``problem`` and ``failure`` say why
    not. Customers never hear of this fact.
    """

    kind: Literal["operation_news"] = "operation_news"
    stage: str
    operation_id: str
    what: str
    minor: int
    currency: str
    reason: str
    number: str
    result: str
    proposer: str
    approver: str
    problem: str
    failure: str
    told: tuple[AtDesk, ...]


class Credited(AccountFact, frozen=True):
    """A credit was given: what it paid, and what of it stays in credit."""

    kind: Literal["credited"] = "credited"
    minor: int
    currency: str
    reason: str
    number: str
    parts: tuple[PaidPart, ...]
    kept_minor: int


class CreditSpent(AccountFact, frozen=True):
    """Somebody let the account's credit pay; ``kept_minor`` is what is left of it.

    ``rest_minor`` is what the same yes has charged besides: a payment of its own, with its own end.
    ``automatic``: as they had said when they turned autopay on.
    """

    kind: Literal["credit_spent"] = "credit_spent"
    minor: int
    currency: str
    parts: tuple[PaidPart, ...]
    person_id: str
    kept_minor: int
    rest_minor: int = 0
    automatic: bool = False


class Charged(AccountFact, frozen=True):
    """A one-time charge was made: there is a new invoice."""

    kind: Literal["charged"] = "charged"
    minor: int
    currency: str
    reason: str
    number: str
    due_on: date


class RefundTold(AccountFact, frozen=True):
    """How a refund of the seller's stands: ``on_its_way``, ``done`` or ``failed``.

    ``kept_minor`` is what stays in credit because it could not be sent. ``payer_id`` paid it.
    """

    kind: Literal["refund"] = "refund"
    stage: str
    minor: int
    currency: str
    reason: str
    payment_id: str
    payer_id: str
    numbers: tuple[str, ...]
    number: str
    kept_minor: int = 0


class MoneyWentBack(AccountFact, frozen=True):
    """Money of a payment went back, or came again, and nobody here had asked for it.

    ``what`` is refunded, refund_failed, disputed, dispute_won, dispute_lost or returned; ``parts``
    are invoices it is about, with what is open on them now, ``credit_minor`` how the customer's
    credit moved, ``numbers`` what the payment had paid.
    """

    kind: Literal["money_went_back"] = "money_went_back"
    what: str
    minor: int
    currency: str
    payment_id: str
    payer_id: str
    numbers: tuple[str, ...]
    parts: tuple[PaidPart, ...]
    credit_minor: int
    reason: str = ""


OperationEvent = Credited | Charged | RefundTold | MoneyWentBack


AccountEvent = (
    ContactChanged
    | ContactInvited
    | ContactBounced
    | InvoiceIssued
    | StatementReady
    | MethodChanged
    | OperationNews
    | OperationEvent
    | CreditSpent
    | PlanTold
    | AutopayTurned
    | CaseNews
    | CaseReplied
    | OfferTold
    | PaperSent
    | DueDateMoved
    | PromiseTold
    | DisputeTold
)
Event = PaymentEvent | AccountEvent

_PAYMENT_KINDS = frozenset(EventKind)
_ACCOUNT_EVENT: TypeAdapter[AccountEvent] = TypeAdapter(
    Annotated[AccountEvent, Field(discriminator="kind")]
)


def event_of(body: Mapping[str, Any]) -> Event:
    """Read a fact as it was written."""
    if body["kind"] in _PAYMENT_KINDS:
        return PaymentEvent.model_validate(body)
    return _ACCOUNT_EVENT.validate_python(body)
