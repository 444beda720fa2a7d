"""An invoice as it stands in the books: its type, states, amounts, lines and taxes."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from enum import StrEnum
from itertools import compress

from assistant.billing.money import Money, zero
from assistant.values import dataclass


class InvoiceType(StrEnum):
    """Why an invoice exists (SoftLayer's names); the last three are never payable."""

    NEW = "NEW"
    RECURRING = "RECURRING"
    ONE_TIME_CHARGE = "ONE-TIME-CHARGE"
    CREDIT = "CREDIT"
    REFUND = "REFUND"
    MANUAL_PAYMENT_CREDIT = "MANUAL_PAYMENT_CREDIT"

    @property
    def payable(self) -> bool:
        """Whether money may be asked for on it."""
        return self._value_ in _PAYABLE


_PAYABLE = frozenset(("NEW", "RECURRING", "ONE-TIME-CHARGE"))


class InvoiceStatus(StrEnum):
    """Where an invoice stands; only OPEN may change, to one of the others."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"
    CLOSED_FAILED = "CLOSED_FAILED"


class DisplayState(StrEnum):
    """How an invoice is said to stand; derived from facts, never stored."""

    OPEN = "open"
    PARTLY_PAID = "partly_paid"
    PAST_DUE = "past_due"
    PROCESSING = "processing"
    DISPUTED = "disputed"
    PAID = "paid"
    CLOSED_UNPAID = "closed_unpaid"
    CREDITED = "credited"


_OPEN, _PAID = (DisplayState.OPEN,), (DisplayState.PAID,)
_UNPAID = (
    DisplayState.DISPUTED,
    DisplayState.PROCESSING,
    DisplayState.PAST_DUE,
    DisplayState.PARTLY_PAID,
)
_CLOSED_UNPAID, _CREDITED = (DisplayState.CLOSED_UNPAID,), (DisplayState.CREDITED,)


@dataclass(frozen=True, slots=True)
class Summary:
    """An invoice as a list shows it."""

    number: str
    type: InvoiceType
    status: InvoiceStatus
    total: Money
    paid: Money
    issued_on: date
    due_on: date
    disputed: bool = field(default=False, kw_only=True)
    processing: bool = field(default=False, kw_only=True)

    @property
    def open_amount(self) -> Money:
        """What is still to be paid; nothing on one that is closed or never payable."""
        return self.total - self.paid if self.owing else zero(self.total.currency)

    @property
    def owing(self) -> bool:
        """Whether anything is still to be paid."""
        unpaid = self.status is InvoiceStatus.OPEN and self.total.minor != self.paid.minor
        return unpaid and self.type.payable

    def overdue(self, today: date) -> bool:
        """Whether money was due before ``today``, the customer's own date."""
        return self.due_on < today and self.owing

    def states(self, today: date) -> tuple[DisplayState, ...]:
        """How it stands on the reader's day, the most important first; at least one."""
        if not self.type.payable:
            return _CREDITED
        if self.status is InvoiceStatus.CLOSED:
            return _PAID
        if self.status is InvoiceStatus.CLOSED_FAILED:
            return _CLOSED_UNPAID
        facts = (self.disputed, self.processing, self.overdue(today), self.paid.minor > 0)
        return tuple(compress(_UNPAID, facts)) or _OPEN


@dataclass(frozen=True, slots=True)
class Invoice(Summary):
    """What a customer owes, in one currency. ``version`` moves whenever anything here does."""

    id: str
    account_id: str
    version: int
    balance_at_open: Money
    balance_at_close: Money | None
    contact: Mapping[str, str]
    closed_at: datetime | None
    purchase_order: str = ""
    seller_id: str | None = None
    disputed_at: datetime | None = None
    gateway_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Seller:
    """Who sells, as an invoice names them; once written it never changes."""

    name: str
    address: str = ""
    registration: str = ""
    tax_id: str = ""


@dataclass(frozen=True, slots=True)
class TaxLine:
    """A tax on one line, or its sum over an invoice.

    ``ppm`` is the rate in parts per million: 20 % is 200,000; None where only the amount is known.
    """

    name: str
    ppm: int | None
    amount: Money


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an invoice; ``tax`` is on top of ``amount``, and the sum of its ``taxes``.

    ``parent`` is the position of the line it is a part of: its amount is on top of that line's own.
    """

    position: int
    description: str
    amount: Money
    tax: Money
    recurring: bool
    parent: int | None = None
    category: str = ""
    taxes: tuple[TaxLine, ...] = ()

    @property
    def free(self) -> bool:
        """Whether nothing is asked for it by itself."""
        return self.amount.minor == 0 and self.tax.minor == 0
