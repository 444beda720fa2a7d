"""The bookkeeper's things: accounts, invoices, offers and payments, as frozen values."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any

from assistant.billing.model.asker import Asker as Asker
from assistant.billing.model.asker import Origin as Origin
from assistant.billing.model.invoice import DisplayState as DisplayState
from assistant.billing.model.invoice import Invoice as Invoice
from assistant.billing.model.invoice import InvoiceStatus as InvoiceStatus
from assistant.billing.model.invoice import InvoiceType as InvoiceType
from assistant.billing.model.invoice import Item as Item
from assistant.billing.model.invoice import Seller as Seller
from assistant.billing.model.invoice import Summary as Summary
from assistant.billing.model.invoice import TaxLine as TaxLine
from assistant.billing.model.method import Method as Method
from assistant.billing.model.method import MethodState as MethodState
from assistant.billing.model.preferences import AS_USUAL, Preferences
from assistant.billing.money import Money
from assistant.values import dataclass


class Role(IntEnum):
    """What a contact may do for an account; each role includes the ones before it."""

    VIEWER = 0
    PAYER = 1
    ADMIN = 2


class PaymentState(StrEnum):
    """The life of a payment; ``live`` ones still may move money."""

    CONFIRMED = "confirmed"  # a person said yes; the provider has not been asked
    CHARGING = "charging"  # being asked right now, or died while asking
    UNKNOWN = "unknown"  # asked, and no answer arrived: will be looked up
    PROCESSING = "processing"
    NEEDS_ACTION = "needs_action"
    WITHDRAWING = "withdrawing"  # its page is being closed, because the payer gave it up
    HELD = "held"  # the provider reports another amount than ours: a person must look
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    RETURNED = "returned"  # it had arrived, and the bank took it back

    @property
    def live(self) -> bool:
        """Whether the invoice it pays must not be paid by another one meanwhile."""
        return self not in (self.SUCCEEDED, self.FAILED, self.RETURNED)

    @property
    def gives_way(self) -> bool:
        """Whether it only waits for its payer, so that its page can be closed for another."""
        return self in (self.NEEDS_ACTION, self.WITHDRAWING)


class OfferState(StrEnum):
    """An offer is live until one thing happens to it."""

    LIVE = "live"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    REPLACED = "replaced"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Account:
    """A customer: who owes, in which currency, and the account's own rules.

    ``company`` is its name and address, to fill in forms with; limits are of its currency.
    """

    id: str
    name: str
    currency: str
    customer_ref: str | None
    partial_payments: str
    viewer_may_pay: bool
    require_payment_method: bool = False
    eu_supported: bool = False
    company: Mapping[str, Any] | None = None
    contact_changes: str = "admin"  # or handoff: only a person of ours changes them
    contact_wait_hours: int = 24  # a new contact may pay so long after its address has answered
    payment_limit_minor: int | None = None
    day_limit_minor: int | None = None
    autopay: str = "allow"  # or "deny": whether its admins may turn it on
    reminder_days: str | None = None  # days from the due date; None: as usual, empty: no reminders
    reply_to_pay: bool = False  # whether a yes to a reminder may pay
    cancel_minutes: int | None = None  # how long what nobody is asked about waits; None: as usual
    in_credit: bool = False  # derived, too: whether it ever had credit
    plans_ahead: bool = False  # derived when the turn is taken: whether any payment is planned

    def window(self, usual: timedelta) -> timedelta:
        """How long a payment nobody was asked about just now can still be stopped."""
        return usual if self.cancel_minutes is None else timedelta(minutes=self.cancel_minutes)


@dataclass(frozen=True, slots=True)
class Membership:
    """An account a person belongs to, and as what; limits as those of the account, for them.

    ``contacts_left``: they are one of ours, and the account leaves its contacts to our people.
    """

    account_id: str
    account: str
    role: Role
    viewer_may_pay: bool = False
    pays_from: datetime | None = None
    payment_limit_minor: int | None = None
    day_limit_minor: int | None = None
    eu_supported: bool = False
    paying_stopped: bool = False  # by the operator, for everybody
    contacts_left: bool = False

    def waits(self, now: datetime) -> bool:
        """Whether they are so new that they may only look yet."""
        return self.pays_from is not None and now < self.pays_from


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at an account, and what they are to be told."""

    person_id: str
    account_id: str
    name: str
    email: str
    locale: str
    timezone: str
    role: Role
    receives_invoices: bool
    receives_payments: bool
    slack: tuple[str, ...] = ()
    receives_reminders: bool = False
    receives_escalations: bool = False
    pays_from: datetime | None = None
    mail_stopped: bool = False  # what is mailed to them comes back, or they want no more of it
    unsubscribed: bool = False  # the latter: invoices must still reach them
    preferences: Preferences = AS_USUAL

    def waits(self, now: datetime) -> bool:
        """Whether they are so new that they may only look yet."""
        return self.pays_from is not None and now < self.pays_from


@dataclass(frozen=True, slots=True)
class OfferLine:
    """A part of an offer: so much of this invoice, as it was when offered.

    ``changed`` and ``taken`` say, of an offer read again, what has become of the invoice since: it
    is another version, a payment of it is under way.
    """

    invoice_id: str
    number: str
    amount: Money
    leaves: Money
    version: int
    changed: bool = False
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody may say yes to: these invoices, this amount, this method, until then.

    ``balance`` says that the account's balance was meant, and the lines are its allocation.
    With ``pay_on`` the yes is to paying on that day. With ``order_id`` it was given before, to that
    standing order. ``by_reply``: a reminder brought it. ``request_id`` was answered with it.
    """

    id: str
    account_id: str
    person_id: str
    conversation: str
    state: OfferState
    amount: Money
    method: Method | None
    expires_at: datetime
    lines: tuple[OfferLine, ...]
    balance: bool = False
    pay_on: date | None = None
    order_id: str | None = None
    credit_minor: int = 0
    by_reply: bool = False
    request_id: str = ""

    @property
    def from_credit(self) -> Money:
        """What of it the customer's credit pays, before a method pays the rest."""
        return Money(self.credit_minor, self.amount.currency)

    @property
    def rest(self) -> Money:
        """What the method has to pay."""
        return self.amount - self.from_credit


@dataclass(frozen=True, slots=True)
class Allocation:
    """The part of a payment that goes to one invoice."""

    invoice_id: str
    number: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Payment:
    """Money somebody said yes to moving; its id is the provider's idempotency key.

    ``link`` is one that somebody only asked a page for: whoever opens it pays, or nobody.
    ``yields_to`` is the payment its page is being closed for, ``moved`` what was, if not as agreed.
    """

    id: str
    account_id: str
    person_id: str
    payer: str
    request_id: str
    origin: Origin
    amount: Money
    method: Method | None
    state: PaymentState
    attempts: int
    gateway_ref: str | None
    decline: str | None
    action_url: str | None
    created_at: datetime
    finished_at: datetime | None
    allocations: tuple[Allocation, ...]
    balance: bool = False
    link: bool = False
    yields_to: str | None = None
    moved: Money | None = None
    refunded_minor: int = 0  # has gone back
    refunding_minor: int = 0  # is agreed to go back

    @property
    def numbers(self) -> tuple[str, ...]:
        """The invoices it pays."""
        return tuple(part.number for part in self.allocations)

    @property
    def arrived(self) -> Money:
        """What it comes to at the provider."""
        return self.moved or self.amount

    @property
    def refunded(self) -> Money:
        """What of it has gone back."""
        return Money(self.refunded_minor, self.arrived.currency)

    @property
    def refunding(self) -> Money:
        """What of it is on its way back."""
        return Money(self.refunding_minor, self.arrived.currency)

    @property
    def merely_closed(self) -> bool:
        """Whether it came to nothing because nobody paid, not because a method was refused."""
        return self.state is PaymentState.FAILED and self.decline in NOT_TRIED


WITHDRAWN = "withdrawn"
"""Whoever had asked for it gave it up; to the provider its page has merely expired."""

NOT_TRIED = ("canceled", "expired", "superseded", WITHDRAWN)
"""Why a payment or its page is over although nothing was wrong with it."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What paid invoices in some other way than through the assistant: a wire, or credit."""

    at: datetime
    credit: bool
    amount: Money
    allocations: tuple[Allocation, ...]

    @property
    def numbers(self) -> tuple[str, ...]:
        """The invoices it paid."""
        return tuple(part.number for part in self.allocations)
