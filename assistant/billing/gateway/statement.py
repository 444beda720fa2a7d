"""What the provider itself has on record: money that moved there, and what happened there."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Protocol

from assistant.billing.gateway import GatewayEvent, GatewayReport
from assistant.billing.money import Money
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Movement:
    """One attempt to move money at the provider, by anybody.

    ``payment_id`` is ours, when it was made by us; then ``report`` says how it stands. ``amount``
    is what has moved; None when it is no amount of that currency.
    """

    ref: str
    payment_id: str | None
    customer_ref: str | None
    succeeded: bool
    amount: Money | None
    report: GatewayReport | None


class ProviderStatement(Protocol):
    """Lists what the provider has, newest first, a page at a time."""

    def movements(self, since: datetime) -> AsyncIterator[Sequence[Movement]]:
        """Every attempt to move money that began from then on."""
        ...

    def happenings(self, since: datetime) -> AsyncIterator[Sequence[GatewayEvent]]:
        """Every webhook event from then on, whether or not it reached us."""
        ...

    async def pays_own_invoice(self, ref: str) -> bool:
        """Whether a movement pays an invoice that the provider itself keeps."""
        ...
