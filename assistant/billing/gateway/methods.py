"""What billing needs from a payment provider to keep methods on file, and what it says of them."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from assistant.billing.gateway import GatewayEvent
from assistant.values import dataclass


class SavedState(StrEnum):
    """Where the provider says a method stands."""

    PENDING = "pending"  # to be verified by whoever owns the account, at ``verify_url``
    ACTIVE = "active"
    REJECTED = "rejected"
    GONE = "gone"  # no customer has it any more


class OpenedState(StrEnum):
    """Where the provider says a hosted page stands."""

    OPEN = "open"
    DONE = "done"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class PageWanted:
    """A hosted page to open. ``page_id`` is the idempotency key; ``company`` is to be filled in."""

    page_id: str
    account_id: str
    account: str
    customer_ref: str | None
    currency: str
    kind: str | None
    company: Mapping[str, Any] | None
    attempts: int


@dataclass(frozen=True, slots=True)
class SavedMethod:
    """The provider's word on one method; never card data."""

    gateway_ref: str
    customer_ref: str | None
    state: SavedState
    kind: str
    brand: str
    last4: str
    exp_month: int | None = None
    exp_year: int | None = None
    billing: Mapping[str, Any] | None = None
    verify_url: str | None = None
    fingerprint: str | None = None


@dataclass(frozen=True, slots=True)
class PageReport:
    """The provider's word on one page, and on the method that came of it."""

    page_id: str
    state: OpenedState
    gateway_ref: str
    customer_ref: str | None
    url: str | None = None
    expires_at: datetime | None = None
    method: SavedMethod | None = None


class MethodGateway(Protocol):
    """Opens pages, reads methods, lets go of them; every call may be repeated."""

    async def open_page(self, wanted: PageWanted) -> PageReport:
        """Open a page, once for its id; the customer is made first where there is none."""
        ...

    async def look_at_page(self, gateway_ref: str) -> PageReport | None:
        """Ask what became of a page; None when it is none of ours."""
        ...

    async def let_go(self, method_ref: str) -> None:
        """Take a method off its customer for good; one that is off already stays so."""
        ...

    async def read_event(self, event: GatewayEvent) -> PageReport | SavedMethod | None:
        """Read what a webhook names as it is now; None when it is not about methods of ours."""
        ...
