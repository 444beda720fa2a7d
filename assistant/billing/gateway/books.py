"""What the provider keeps itself: its customers and its own invoices, as frozen values."""

from collections.abc import AsyncIterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Protocol

from assistant.billing.gateway import GatewayEvent
from assistant.billing.gateway.methods import SavedMethod
from assistant.billing.model.invoice import InvoiceType, Item
from assistant.billing.money import Money
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class TheirCustomer:
    """A customer of the provider's with what may be charged; ``default`` names one of them.

    ``account_id`` is ours, when we made this customer for an account of ours.
    """

    ref: str
    name: str
    email: str
    currency: str | None
    default: str | None
    methods: tuple[SavedMethod, ...]
    account_id: str | None = None


class TheirState(StrEnum):
    """Where the provider's invoice stands."""

    OPEN = "open"
    PAID = "paid"
    GIVEN_UP = "given_up"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that reached the provider for its invoice; a ``payment_id`` says that we asked for it.

    ``outside`` is money that somebody says arrived elsewhere.
    """

    ref: str
    amount: Money
    payment_id: str | None
    outside: bool = False


@dataclass(frozen=True, slots=True)
class TheirInvoice:
    """An invoice of the provider's, with everything that was received on it."""

    ref: str
    customer_ref: str
    number: str
    state: TheirState
    type: InvoiceType
    issued_on: date
    due_on: date
    currency: str
    items: tuple[Item, ...]
    receipts: tuple[Receipt, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something of the provider's that is not followed, and why."""

    ref: str
    why: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part of a payment that one of the provider's own invoices does not show yet."""

    payment_id: str
    invoice_id: str
    invoice_ref: str
    payment_ref: str
    amount: Money
    whole: bool
    attempts: int


Found = TheirCustomer | TheirInvoice | Skipped


class ProviderBooks(Protocol):
    """Reads the provider's customers and invoices, and tells it what was paid through us."""

    def customers(self, after: str) -> AsyncIterator[Sequence[TheirCustomer | Skipped]]:
        """Every customer, a page at a time; those after this one, or all."""
        ...

    def invoices(self, after: str) -> AsyncIterator[Sequence[TheirInvoice | Skipped]]:
        """Every invoice, a page at a time; those after this one, or all."""
        ...

    async def read_event(self, event: GatewayEvent) -> Found | None:
        """Read the customer or invoice that changed, as it is now; None when it is gone."""
        ...

    async def attach(self, part: Attachment) -> None:
        """Let the provider's invoice show a payment; doing it twice changes nothing.

        Raises GatewayRefusedError when the provider will not.
        """
        ...
