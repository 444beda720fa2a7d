"""An invoice about to enter the books, and what can be wrong with it by itself."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from assistant.billing.model import InvoiceType, Item
from assistant.billing.money import MAX_MINOR, Money
from assistant.values import dataclass

LONGEST_NUMBER = 32
LONGEST_ORDER = 64


@dataclass(frozen=True, slots=True)
class NewInvoice:
    """An invoice about to enter the books: lines in one currency, the total is their sum.

    Without a number it gets the next one. Credits, refunds and payment credits have negative
    lines. ``from_credit`` is for a REFUND of money that is the customer's own already.
    """

    number: str | None
    type: InvoiceType
    issued_on: date
    due_on: date
    items: tuple[Item, ...]
    currency: str
    purchase_order: str = ""
    from_credit: bool = False

    @property
    def net(self) -> Money:
        """What the lines come to before taxes."""
        return sum((each.amount for each in self.items), start=Money(0, self.currency))

    @property
    def tax(self) -> Money:
        """What the taxes come to."""
        return sum((each.tax for each in self.items), start=Money(0, self.currency))


class Flaw(StrEnum):
    """Why an invoice cannot enter the books as it is."""

    NUMBER = "number"
    ORDER = "purchase_order"
    CURRENCY = "currency"
    TOO_LARGE = "too_large"
    SIGN = "sign"
    TREE = "tree"
    TAXES = "taxes"
    DATES = "dates"


def flaw(new: NewInvoice) -> Flaw | None:
    """What is wrong with it by itself; ask before issuing what somebody else wrote."""
    tests = (
        (Flaw.NUMBER, new.number is None or 0 < len(new.number) <= LONGEST_NUMBER),
        (Flaw.ORDER, len(new.purchase_order) <= LONGEST_ORDER),
        (Flaw.CURRENCY, _one_currency(new)),
        (Flaw.TREE, _is_tree(new.items)),
        (Flaw.DATES, new.issued_on <= new.due_on),
    )
    found = next((name for name, right in tests if not right), None)
    return found or _amount_flaw(new)


def _amount_flaw(new: NewInvoice) -> Flaw | None:
    gross = new.net + new.tax
    parts = [gross.minor, *(each.amount.minor for each in new.items)]
    tests = (
        (Flaw.TOO_LARGE, all(abs(each) <= MAX_MINOR for each in parts)),
        (Flaw.SIGN, new.type.payable or gross.minor < 0),
        (Flaw.TAXES, all(_taxes_add_up(each) for each in new.items)),
    )
    return next((name for name, right in tests if not right), None)


def _one_currency(new: NewInvoice) -> bool:
    amounts = [part for each in new.items for part in (each.amount, each.tax)]
    named = [line.amount for each in new.items for line in each.taxes]
    return all(each.currency == new.currency for each in (*amounts, *named))


def _is_tree(items: Sequence[Item]) -> bool:
    """Whether positions grow, and whatever is a part comes after what it is a part of."""
    seen: set[int | None] = {None}
    last = 0
    for item in items:
        if item.position <= last or item.parent not in seen:
            return False
        last = item.position
        seen.add(last)
    return True


def _taxes_add_up(item: Item) -> bool:
    return not item.taxes or sum(each.amount.minor for each in item.taxes) == item.tax.minor
