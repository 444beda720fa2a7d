"""What people ask for to pay: a payment, which is offered first, or a page to pay on."""

from typing import Literal

from pydantic import Field

from assistant.billing.amount import Amount, Share
from assistant.billing.model.wish import Wish
from assistant.command.ask import Ask


class Pay(Ask, frozen=True):
    """``pay invoice 123``, ``pay half of 123``, ``pay my balance``; no number: never guess which.

    ``using`` is a method as it was named: ``4242``, ``visa``, ``other``, or ``once`` for a page on
    which nothing is saved. ``replied`` is a plain yes to a notice of ours, said nowhere in words.
    """

    kind: Literal["pay"] = "pay"
    numbers: tuple[str, ...] = ()
    all: Literal["open", "overdue", "balance"] | None = None
    amount: Amount | None = None
    share: Share | None = None
    using: str | None = None
    replied: bool = Field(default=False, exclude=True)

    @property
    def wish(self) -> Wish:
        """The same for billing."""
        return Wish(self.numbers, self.all, self.amount, self.share, self.using)


class ChangeOffer(Ask, frozen=True):
    """``yes, but use the other card``: the offer just made, otherwise; never a yes to it.

    ``using`` is as in Pay; ``besides`` is what a yes came with that changes no offer.
    """

    kind: Literal["change_offer"] = "change_offer"
    offer: str
    using: str | None = None
    amount: Amount | None = None
    share: Share | None = None
    besides: str = Field(default="", max_length=300)


class PayWhich(Ask, frozen=True):
    """``pay the big one``: one of their invoices, and it is asked which."""

    kind: Literal["pay_which"] = "pay_which"


class SendLink(Ask, frozen=True):
    """``send me a link for 123``: a page on which anybody can pay it; asking charges nothing."""

    kind: Literal["send_link"] = "send_link"
    numbers: tuple[str, ...] = ()
    all: Literal["open", "overdue", "balance"] | None = None
    amount: Amount | None = None
    share: Share | None = None

    @property
    def wish(self) -> Wish:
        """The same for billing."""
        return Wish(self.numbers, self.all, self.amount, self.share)
