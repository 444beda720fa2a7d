"""The lines of an invoice as a tree, what they come to, and how many of them are free."""

from collections import Counter
from collections.abc import Sequence

from assistant.billing.model import Item
from assistant.billing.money import Money
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Branch:
    """A line with all that belongs to it; ``amount`` and ``tax`` are the sums of the branch."""

    item: Item
    amount: Money
    tax: Money
    parts: tuple["Branch", ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """What an invoice comes to, four ways; together they are its total."""

    recurring: Money
    one_time: Money
    recurring_tax: Money
    one_time_tax: Money

    @property
    def net(self) -> Money:
        """Before taxes."""
        return self.recurring + self.one_time

    @property
    def tax(self) -> Money:
        """All taxes."""
        return self.recurring_tax + self.one_time_tax

    @property
    def total(self) -> Money:
        """What is asked for."""
        return self.net + self.tax


def totals(items: Sequence[Item], currency: str) -> Totals:
    """Add the lines up: recurring, one-time, and the tax of each."""
    sums = dict.fromkeys([(kind, tax) for kind in (True, False) for tax in (True, False)], 0)
    for item in items:
        sums[item.recurring, False] += item.amount.minor
        sums[item.recurring, True] += item.tax.minor
    return Totals(
        recurring=Money(sums[True, False], currency),
        one_time=Money(sums[False, False], currency),
        recurring_tax=Money(sums[True, True], currency),
        one_time_tax=Money(sums[False, True], currency),
    )


def tree(items: Sequence[Item]) -> tuple[Branch, ...]:
    """The top-level lines, each with its parts; a line stands before its parts."""
    parts: dict[int | None, list[Branch]] = {}
    for item in reversed(items):
        mine = tuple(reversed(parts.pop(item.position, [])))
        amount = sum((each.amount for each in mine), start=item.amount)
        tax = sum((each.tax for each in mine), start=item.tax)
        parts.setdefault(item.parent, []).append(Branch(item, amount, tax, mine))
    return tuple(reversed(parts.get(None, [])))


def listed(branches: Sequence[Branch]) -> tuple[Branch, ...]:
    """The branches worth a line: not those where everything is free."""
    return tuple(each for each in branches if not _free(each))


def _free(branch: Branch) -> bool:
    return branch.item.free and all(_free(part) for part in branch.parts)


def free_counts(items: Sequence[Item]) -> tuple[tuple[str, int], ...]:
    """How many lines cost nothing, by category (by words where there is none), most first.

    A line that is free itself but holds parts that are not is listed, so it is not counted.
    """
    costly = {item.position for item in items if not item.free}
    for item in reversed(items):
        if item.position in costly and item.parent is not None:
            costly.add(item.parent)
    free = (each for each in items if each.position not in costly)
    return tuple(Counter(each.category or each.description for each in free).most_common())
