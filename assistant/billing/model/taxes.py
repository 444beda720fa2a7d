"""Levy taxes on the lines of an invoice, by one rounding rule.

**A tax is computed once, on the total it is levied on, and rounded half away from zero to the
currency's minor unit.** The lines then get shares of that amount by largest remainder
(``money.share``), so the taxes of the lines always add up to the tax of the invoice, in currencies
of 0, 2, 3 or 4 decimals. Rounding line by line would make 100.02 out of three times 33.335 with
their tax where the total says 100.01; here both say the same.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal

from assistant.billing.model import Item, TaxLine
from assistant.billing.money import Money, exponent, rounded, share
from assistant.values import dataclass

WHOLE = 1_000_000
"""A rate of 100 %, in parts per million."""


@dataclass(frozen=True, slots=True)
class TaxRate:
    """A tax and its rate in parts per million: 8.875 % is 88,750."""

    name: str
    ppm: int


def on(amount: Money, rate: TaxRate) -> Money:
    """The tax on an amount, rounded once."""
    exact = Decimal(amount.minor * rate.ppm).scaleb(-exponent(amount.currency)) / WHOLE
    return rounded(exact, amount.currency)


def levied(
    items: Sequence[Item], rate: TaxRate, *, of: Collection[int] | None = None
) -> tuple[Item, ...]:
    """Add a tax to the lines, or to those at the positions ``of``; call again for another tax."""
    taxable = [each for each in items if of is None or each.position in of]
    if not taxable:
        return tuple(items)
    whole = sum((each.amount for each in taxable), start=Money(0, taxable[0].amount.currency))
    line = TaxLine(rate.name, rate.ppm, on(whole, rate))
    return spread(items, line, over=[each.position for each in taxable])


def spread(
    items: Sequence[Item], tax: TaxLine, *, over: Collection[int] | None = None
) -> tuple[Item, ...]:
    """Share a tax, known only for the whole, among the lines by what they cost."""
    chosen = [each for each in items if over is None or each.position in over]
    parts = dict(
        zip(
            [each.position for each in chosen],
            share(tax.amount, [each.amount.minor for each in chosen]),
            strict=True,
        )
    )
    return tuple(
        _with(each, TaxLine(tax.name, tax.ppm, parts[each.position]))
        if each.position in parts
        else each
        for each in items
    )


def _with(item: Item, line: TaxLine) -> Item:
    return replace(item, tax=item.tax + line.amount, taxes=(*item.taxes, line))


def summed(items: Sequence[Item]) -> tuple[TaxLine, ...]:
    """The taxes of an invoice, one line for each name and rate, in the order they first occur."""
    sums: dict[tuple[str, int | None], Money] = {}
    for item in items:
        unnamed = item.tax
        for line in item.taxes:
            _add(sums, (line.name, line.ppm), line.amount)
            unnamed -= line.amount
        if unnamed.minor:
            _add(sums, ("Tax", None), unnamed)
    return tuple(TaxLine(name, ppm, amount) for (name, ppm), amount in sums.items())


def _add(
    sums: dict[tuple[str, int | None], Money], key: tuple[str, int | None], amount: Money
) -> None:
    sums[key] = sums[key] + amount if key in sums else amount
