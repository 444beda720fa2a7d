"""Money is whole minor units of one currency; floats are not money."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache

from assistant.values import dataclass

MAX_MINOR = 10**15 - 1
"""No invoice is larger; sums of these stay far inside a 64-bit column."""

# ISO 4217 exponents that are not 2.
_EXPONENTS = {
    **dict.fromkeys(
        "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0
    ),
    **dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}

_SMALLEST = {
    **dict.fromkeys("USD AUD BRL CAD CHF EUR INR JPY NZD SGD".split(), 50),
    **dict.fromkeys("AED MYR PLN RON".split(), 200),
    **dict.fromkeys("NOK SEK".split(), 300),
    **dict.fromkeys("MXN THB".split(), 1000),
    "BGN": 100,
    "COP": 200_000,
    "CZK": 1500,
    "DKK": 250,
    "GBP": 30,
    "HKD": 400,
    "HUF": 17500,
}
"""The smallest charge in minor units, where the provider names one."""


class MixedCurrenciesError(ValueError):
    """Two currencies met in one sum: group by currency first, a total across them means nothing."""


def exponent(currency: str) -> int:
    """How many decimals the currency has (ISO 4217): USD 2, JPY 0, KWD 3."""
    return _EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount such as 420.00 EUR, held as 42000 minor units."""

    minor: int
    currency: str

    @classmethod
    def of(cls, major: Decimal, currency: str) -> "Money | None":
        """Read major units exactly; None if too large, or finer than the currency allows.

        A currency without decimals has no thousandths, not even none: 1,000 yen is not one yen.
        """
        if not major.is_finite() or major.adjusted() > 15:
            return None
        sign, digits, power = major.as_tuple()
        if power == -3 and exponent(currency) == 0:
            return None
        shift = int(power) + exponent(currency)  # not scaleb: that rounds to the context's digits
        whole, finer = (digits, ()) if shift >= 0 else (digits[:shift], digits[shift:])
        minor = int("".join(map(str, whole)) or "0") * 10 ** max(shift, 0)
        if any(finer) or minor > MAX_MINOR:
            return None
        return cls(-minor if sign else minor, currency)

    @property
    def major(self) -> Decimal:
        """The amount in major units, exactly."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    @property
    def chargeable(self) -> "Money":
        """The most of it that a card network moves: three-decimal currencies end in a zero."""
        return Money(self.minor - self.minor % 10, self.currency) if self._fine else self

    @property
    def too_small(self) -> bool:
        """Whether a card network does not move so little (docs.stripe.com/currencies)."""
        return self.minor < _SMALLEST.get(self.currency, 1)

    @property
    def smallest(self) -> "Money":
        """The least of its currency that a card network moves."""
        least = _SMALLEST.get(self.currency, 1)
        return Money(max(least, 10) if self._fine else least, self.currency)

    def share(self, parts: int, of: int) -> "Money":
        """So many parts of it, rounded down to what can be charged: the rest stays open."""
        return Money(self.minor * parts // of, self.currency).chargeable

    @property
    def _fine(self) -> bool:
        return exponent(self.currency) > 2

    def __str__(self) -> str:
        """Write it for logs and records: ``420.00 EUR``; people get their own locale's form."""
        return f"{self.major:f} {self.currency}"

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        taken = self._same(other)
        return Money(self.minor - taken, self.currency) if taken else self

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise MixedCurrenciesError(f"{self} and {other}")
        return other.minor


@lru_cache
def zero(currency: str) -> Money:
    """None of a currency."""
    return Money(0, currency)


def total(amounts: list[Money]) -> tuple[Money, ...]:
    """Add up per currency, never across; currencies in alphabetical order."""
    sums: dict[str, int] = {}
    for amount in amounts:
        sums[amount.currency] = sums.get(amount.currency, 0) + amount.minor
    return tuple(Money(minor, currency) for currency, minor in sorted(sums.items()))


def rounded(major: Decimal, currency: str) -> Money:
    """The nearest amount the currency can hold; a half goes away from zero: 100.005 is 100.01.

    For prices finer than money, such as 3 times 33.335: multiply first, round once.
    """
    with localcontext() as exact:
        exact.prec = 60
        minor = major.scaleb(exponent(currency)).to_integral_value(ROUND_HALF_UP)
    return Money(int(minor), currency)


def share(amount: Money, weights: Sequence[int]) -> tuple[Money, ...]:
    """Divide an amount by weight so that the parts add up to it exactly.

    Every part is rounded down, and the units left over go to those who lost most, the earlier one
    first: 100.00 over three is 33.34, 33.33, 33.33. A negative amount is shared as its mirror
    image, so a credit undoes a charge line by line. Without any weight the first part takes all.
    """
    if not weights:
        raise ValueError(f"{amount} cannot be shared among nobody")
    whole = sum(weights)
    if whole == 0:
        return (amount, *[Money(0, amount.currency)] * (len(weights) - 1))
    sign = -1 if amount.minor < 0 else 1
    turned = 1 if whole > 0 else -1  # a remainder is only a loss above a positive divisor
    halves = [divmod(abs(amount.minor) * each * turned, abs(whole)) for each in weights]
    parts = [part for part, _ in halves]
    left = abs(amount.minor) - sum(parts)
    for index in sorted(range(len(parts)), key=lambda each: (-halves[each][1], each))[:left]:
        parts[index] += 1
    return tuple(Money(sign * part, amount.currency) for part in parts)
