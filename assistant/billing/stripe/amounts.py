"""Amounts as Stripe counts them, which is not always how ISO 4217 does.

Source: docs.stripe.com/currencies. Stripe counts ISK and UGX in hundredths though neither has any,
MGA in whole ariary though ISO gives it two decimals, and takes three-decimal currencies only when
the last digit is 0.
"""

from assistant.billing.money import Money, exponent

_STRIPE_DECIMALS = {"ISK": 2, "UGX": 2, "MGA": 0}


class UnchargeableAmountError(ValueError):
    """Stripe cannot move exactly this amount: choose another one, it is never rounded for you."""


def to_stripe(amount: Money) -> int:
    """Count an amount in Stripe's units: 5 ISK is 500, 12.340 KWD is 12340, 1000.00 MGA is 1000.

    Raises UnchargeableAmountError for a fraction Stripe does not take (12.345 KWD, 0.50 MGA).
    """
    iso = exponent(amount.currency)
    if iso > 3:
        raise UnchargeableAmountError(f"{amount}: Stripe has no {amount.currency}")
    up, down = _factors(amount.currency)
    units, rest = divmod(amount.minor * up, down)
    if rest or (iso == 3 and units % 10):
        raise UnchargeableAmountError(f"{amount}: Stripe does not take so small a fraction")
    return units


def from_stripe(units: int, currency: str) -> Money:
    """Read Stripe's units back exactly; the currency may be in lower case, as Stripe writes it.

    Raises UnchargeableAmountError when the currency itself has no such fraction (5.50 ISK).
    """
    code = currency.upper()
    up, down = _factors(code)
    minor, rest = divmod(units * down, up)
    if rest:
        raise UnchargeableAmountError(
            f"{units} {code} at Stripe is a fraction {code} does not have"
        )
    return Money(minor, code)


def _factors(currency: str) -> tuple[int, int]:
    """Return what to multiply and what to divide ISO minor units by to get Stripe's."""
    iso = exponent(currency)
    shift = _STRIPE_DECIMALS.get(currency, iso) - iso
    return int(10 ** max(shift, 0)), int(10 ** max(-shift, 0))
