"""Facts about payments, written in the transaction that made them true, told later by notify."""

from enum import StrEnum

from pydantic import AwareDatetime, BaseModel


class EventKind(StrEnum):
    """What happened to a payment."""

    SUCCEEDED = "payment_succeeded"
    FAILED = "payment_failed"
    NEEDS_ACTION = "payment_needs_action"
    PROCESSING = "payment_processing"


class PaidPart(BaseModel, frozen=True):
    """So much of an invoice, and what stays open on it; minor units of the event's currency."""

    number: str
    minor: int
    open_minor: int


class PaymentEvent(BaseModel, frozen=True):
    """One fact about one payment. ``credit_minor`` is what arrived but no invoice could take.

    ``origin_*`` is where the payer said yes, ``request_id`` that very request. ``decline`` is the
    provider's reason code.
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
    request_id: str = ""
    origin_channel: str = ""
    origin_address: str = ""
    origin_place: str = ""
