"""What billing needs from a payment provider, and the provider's word on a payment.

Money that goes back has its own reports: a refund, ours or made in the provider's dashboard, and a
dispute. They come with the payment they are about as it is now, because a webhook of theirs may
well arrive before the one that says the payment succeeded.

GatewayError
├── GatewayUncertainError   the money may or may not have moved: look it up, never charge blindly
├── GatewayBusyError        nothing moved: try again with the same payment id later
└── GatewayRefusedError     nothing moved and trying again will not help: somebody must look
"""

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from assistant.billing.money import Money
from assistant.values import dataclass


class ReportStatus(StrEnum):
    """Where the provider says a payment stands."""

    PROCESSING = "processing"  # a bank debit on its way: days, not seconds
    NEEDS_ACTION = "needs_action"  # the payer must open ``action_url``
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    RETURNED = "returned"  # it had succeeded, and the bank took the money back


@dataclass(frozen=True, slots=True)
class Charge:
    """One payment to make. ``payment_id`` is the idempotency key: the same id moves money once.

    With a ``method_ref`` it is charged at once, without the payer present. Without one the provider
    is asked for a hosted page, and the report needs action at its address.
    """

    payment_id: str
    amount: Money
    customer_ref: str | None
    method_ref: str | None
    description: str


@dataclass(frozen=True, slots=True)
class GatewayReport:
    """The provider's word on one payment, from an answer, a look-up or a webhook.

    ``amount`` is what the provider moved or will move. ``decline`` is the provider's own reason
    code of a failure (``insufficient_funds``).
    """

    payment_id: str
    status: ReportStatus
    gateway_ref: str | None = None
    amount: Money | None = None
    decline: str | None = None
    action_url: str | None = None


@dataclass(frozen=True, slots=True)
class GatewayEvent:
    """A verified webhook: a hint that ``object_id`` changed; its state is always read afresh."""

    id: str
    type: str
    object_id: str
    payment_id: str | None
    created: datetime


@dataclass(frozen=True, slots=True)
class Refund:
    """So much of a payment to send back. ``operation_id`` is the idempotency key.

    ``payment_ref`` is the provider's name for the payment.
    """

    operation_id: str
    payment_ref: str
    amount: Money


class RefundStatus(StrEnum):
    """Where the provider says a refund stands; one that succeeded may still fail, days later."""

    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RefundReport:
    """The provider's word on one refund; ``operation_id`` is None when it is none of ours."""

    gateway_ref: str
    operation_id: str | None
    amount: Money
    status: RefundStatus
    failure: str | None = None


class DisputeStatus(StrEnum):
    """Where a dispute stands: the payer's bank took the money, or asked, and then decided."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class DisputeReport:
    """The provider's word on one dispute; ``withdrawn`` is what it has taken from us for it now."""

    gateway_ref: str
    amount: Money
    withdrawn: Money
    status: DisputeStatus
    reason: str


@dataclass(frozen=True, slots=True)
class MoneyBack:
    """Everything that went back of one payment, read at one moment, and the payment as it is."""

    payment: GatewayReport
    refunds: tuple[RefundReport, ...] = ()
    disputes: tuple[DisputeReport, ...] = ()


class GatewayError(Exception):
    """The provider could not do as asked; the message says why and holds no card data."""


class GatewayUncertainError(GatewayError):
    """No answer arrived. The charge may have happened: look the payment up by its id."""


class GatewayBusyError(GatewayError):
    """The provider is overloaded or unreachable and certainly did nothing: try again later."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class GatewayRefusedError(GatewayError):
    """The provider rejects the request itself (key, parameter, reused id): alarm, no retry.

    ``code`` is the provider's own word for why, where it has one.
    """

    code: str | None = None


class PaymentGateway(Protocol):
    """Moves money; every call may be repeated with the same payment id."""

    async def charge(self, charge: Charge) -> GatewayReport:
        """Charge once per payment id, however often called. A decline is a report, not an error."""
        ...

    async def look_up(
        self, payment_id: str, *, customer_ref: str | None = None
    ) -> GatewayReport | None:
        """Ask what became of a payment by our id; None when the provider has never heard of it."""
        ...

    async def withdraw(
        self, payment_id: str, *, customer_ref: str | None = None
    ) -> GatewayReport | None:
        """Close whatever the payer could still complete, and say how the payment ended.

        FAILED or None: it will never take money. Anything else: too late, or under way.
        """
        ...

    async def read_event(self, event: GatewayEvent) -> GatewayReport | None:
        """Read what a webhook names as it is now; None when it is not about a payment of ours."""
        ...

    async def refund(self, refund: Refund) -> RefundReport:
        """Send money back once per operation id, however often called."""
        ...

    async def look_up_refund(self, refund: Refund) -> RefundReport | None:
        """Ask what became of a refund; None when the provider has never heard of it."""
        ...

    async def read_money_back(self, event: GatewayEvent) -> MoneyBack | None:
        """Read all that went back of the payment whose refund, charge or dispute an event names."""
        ...
