"""What somebody wants to pay, before anyone has looked at the books."""

from dataclasses import replace
from datetime import date
from typing import Literal

from assistant.billing.amount import Amount, Share
from assistant.values import dataclass

REMOVED = "removed"
"""A number that was removed from what they said: it pays nothing, and nothing takes its place."""


@dataclass(frozen=True, slots=True)
class Change:
    """What is wanted of an offer instead: another method, a part; or what a yes came with."""

    using: str | None = None
    amount: Amount | None = None
    share: Share | None = None
    besides: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """These invoices, or all open or overdue ones, or the balance; the whole or a part of it.

    ``using`` names a saved method (``4242``, ``visa``, ``other``), or ``once`` a page on which
    nothing is saved; without it the method on file pays. ``removed`` is a number we do not take, so
    it is asked which. With ``on`` it is for that day ahead.
    """

    numbers: tuple[str, ...] = ()
    all: Literal["open", "overdue", "balance"] | None = None
    amount: Amount | None = None
    share: Share | None = None
    using: str | None = None
    on: date | None = None

    @property
    def balance(self) -> bool:
        """Whether the account's balance is meant rather than invoices."""
        return self.all == "balance"

    @property
    def partial(self) -> bool:
        """Whether a part was named."""
        return self.amount is not None or self.share is not None

    def changed(self, change: Change) -> "Wish":
        """The same, but in the part that is wanted instead, if one is."""
        if change.amount is None and change.share is None:
            return self
        return replace(self, amount=change.amount, share=change.share)
