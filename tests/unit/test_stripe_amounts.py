"""Stripe counts some currencies differently from ISO 4217: an error here is a factor of 100."""

import pytest
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st

from assistant.billing.money import Money, exponent
from assistant.billing.stripe.amounts import UnchargeableAmountError, from_stripe, to_stripe

CHARGEABLE = sorted(code for code in get_global("all_currencies") if exponent(code) < 4)


@pytest.mark.parametrize(
    ("money", "units"),
    [
        (Money(42000, "EUR"), 42000),
        (Money(500, "JPY"), 500),
        (Money(5, "ISK"), 500),
        (Money(5, "UGX"), 500),
        (Money(100_000, "MGA"), 1000),
        (Money(12_340, "KWD"), 12_340),
        (Money(1999, "HUF"), 1999),
        (Money(1999, "TWD"), 1999),
    ],
)
def test_each_kind_of_currency_is_counted_as_stripe_counts_it(money: Money, units: int):
    assert to_stripe(money) == units
    assert from_stripe(units, money.currency.lower()) == money


@given(major=st.integers(min_value=0, max_value=10**9))
def test_a_whole_amount_of_every_iso_currency_survives_the_round_trip(major: int):
    for currency in CHARGEABLE:
        money = Money(major * 10 ** exponent(currency), currency)

        assert from_stripe(to_stripe(money), currency.lower()) == money


@given(minor=st.integers(min_value=-(10**12), max_value=10**12))
def test_any_amount_of_every_iso_currency_survives_the_round_trip_or_is_refused(minor: int):
    for currency in CHARGEABLE:
        money = Money(minor, currency)
        try:
            units = to_stripe(money)
        except UnchargeableAmountError:
            assert exponent(currency) == 3 or currency == "MGA"
        else:
            assert from_stripe(units, currency) == money


@pytest.mark.parametrize(
    "money", [Money(12_345, "KWD"), Money(1, "BHD"), Money(50, "MGA"), Money(10_000, "CLF")]
)
def test_an_amount_stripe_cannot_move_exactly_is_refused_not_rounded(money: Money):
    with pytest.raises(UnchargeableAmountError):
        to_stripe(money)


def test_a_fraction_the_currency_does_not_have_is_not_read_as_money():
    with pytest.raises(UnchargeableAmountError):
        from_stripe(550, "isk")
