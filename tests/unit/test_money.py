"""Money is whole minor units of one currency, exactly, or it is nothing."""

from decimal import Decimal

import pytest
from babel.numbers import get_currency_precision
from hypothesis import given
from hypothesis import strategies as st

from assistant.billing.money import MAX_MINOR, MixedCurrenciesError, Money, exponent, total

CURRENCIES = ("USD", "EUR", "JPY", "KWD", "CLF", "ISK", "BHD")
monies = st.builds(Money, st.integers(-MAX_MINOR, MAX_MINOR), st.sampled_from(CURRENCIES))


@given(monies)
def test_major_units_and_back_is_the_same_money(money: Money) -> None:
    assert Money.of(money.major, money.currency) == money


@given(st.lists(monies))
def test_totals_add_up_per_currency_and_never_across(amounts: list[Money]) -> None:
    totals = total(amounts)

    assert [each.currency for each in totals] == sorted({each.currency for each in amounts})
    for each in totals:
        assert each.minor == sum(x.minor for x in amounts if x.currency == each.currency)


@pytest.mark.parametrize(
    ("written", "currency"),
    [
        ("1.005", "USD"),
        ("0.5", "JPY"),
        ("0.0001", "KWD"),
        ("NaN", "USD"),
        ("sNaN", "USD"),
        ("Infinity", "USD"),
        ("-Infinity", "USD"),
        ("1E+400000000", "USD"),
        ("1E-400000000", "USD"),
        ("1." + "0" * 40 + "1", "USD"),
        ("99999999999999.99", "USD"),
        ("9" * 30, "JPY"),
    ],
)
def test_fault_71_too_fine_too_large_or_no_number_is_no_money(written: str, currency: str) -> None:
    assert Money.of(Decimal(written), currency) is None


@pytest.mark.parametrize(
    ("written", "currency", "minor"),
    [
        ("1.50", "USD", 150),
        ("1.5000", "USD", 150),
        ("1500", "JPY", 1500),
        ("1.5", "KWD", 1500),
        ("-0", "USD", 0),
        ("1E+2", "USD", 10000),
        ("1." + "0" * 40, "USD", 100),
        ("0E+3", "JPY", 0),
    ],
)
def test_fault_72_minor_units_follow_the_exponent(written: str, currency: str, minor: int) -> None:
    assert Money.of(Decimal(written), currency) == Money(minor, currency)


@pytest.mark.parametrize("code", "JPY KWD BHD CLP VND TND USD EUR GBP".split())
def test_fault_72_the_exponents_are_those_that_others_know(code: str) -> None:
    assert exponent(code) == get_currency_precision(code)


def test_two_currencies_are_never_added() -> None:
    with pytest.raises(MixedCurrenciesError):
        Money(1, "USD") + Money(1, "EUR")
    with pytest.raises(MixedCurrenciesError):
        Money(1, "USD") - Money(1, "EUR")


def test_money_writes_itself_for_records() -> None:
    assert str(Money(42000, "USD")) == "420.00 USD"
    assert str(Money(-5, "KWD")) == "-0.005 KWD"
    assert str(Money(1200, "JPY")) == "1200 JPY"
