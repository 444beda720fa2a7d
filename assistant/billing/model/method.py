"""Saved ways to pay, as frozen values."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from assistant.values import dataclass


class MethodState(StrEnum):
    """Whether a saved method may be charged; only an active one may."""

    PENDING = "pending"  # the bank account is being verified: days
    ACTIVE = "active"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Method:
    """A saved way to pay, by the provider's reference; never card data.

    ``kind`` is the provider's word (card, us_bank_account, …). A removed one stays, because old
    payments name it. ``fingerprint`` is the same for the same card or account, however often added.
    """

    id: str
    gateway_ref: str
    kind: str
    brand: str
    last4: str
    exp_month: int | None = None
    exp_year: int | None = None
    state: MethodState = MethodState.ACTIVE
    is_default: bool = False
    is_backup: bool = False
    added_by: str | None = None
    tell: str | None = None
    billing: Mapping[str, Any] | None = None
    created_at: datetime | None = None
    removed_at: datetime | None = None
    fingerprint: str | None = None

    @property
    def name(self) -> str:
        """``Visa 4242``; some kinds have no number."""
        return f"{self.brand} {self.last4}".strip()

    @property
    def usable(self) -> bool:
        """Whether it may be charged."""
        return self.state is MethodState.ACTIVE and self.removed_at is None
