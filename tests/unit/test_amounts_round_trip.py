"""What we write, we read back: in every language, and what can be read twice is asked about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.billing.money import MAX_MINOR, Money
from assistant.command import Amount
from assistant.reader import Reader
from assistant.understand.amounts import read_amount
from assistant.understand.normalise import plain
from assistant.understand.unclear import Unclear

LOCALES = st.sampled_from(["en", "de", "fr", "sv", "ja", "ar"])
CURRENCIES = st.sampled_from(
    "USD EUR GBP CAD AUD NZD CHF SEK NOK SAR INR CNY JPY KRW ISK KWD BHD JOD OMR TND".split()
)
MINOR = st.integers(1, 10**12) | st.integers(1, 10**7) | st.sampled_from([1, 999, 1000, 123456])


def read(written: str, locale: str) -> Amount:
    amount = read_amount(plain(written), locale=locale)
    assert isinstance(amount, Amount), (written, amount)
    return amount


def meant(amount: Amount, currency: str) -> set[Money]:
    """Every amount of this currency that the words can mean."""
    exact = (Money.of(each, currency) for each in amount.readings)
    return {each for each in exact if each is not None}


@given(minor=MINOR, currency=CURRENCIES, locale=LOCALES)
def test_every_amount_we_write_reads_back_as_itself_or_is_asked_about(
    minor: int, currency: str, locale: str
) -> None:
    money = Money(minor, currency)

    amount = read(Reader(locale).money(money), locale)

    readings = meant(amount, currency)
    assert money in readings
    assert not amount.currencies or currency in amount.currencies
    # two readings only where a single mark before three digits can be a comma or a point
    assert len(readings) == 1 or {each.minor for each in readings} in (
        {minor, minor * 1000},
        {minor, minor // 1000},
    )


@given(minor=MINOR, currency=CURRENCIES)
def test_what_is_written_in_english_or_for_the_record_has_one_reading(
    minor: int, currency: str
) -> None:
    money = Money(minor, currency)

    for written in (str(money), Reader("en").money(money)):
        assert meant(read(written, "en"), currency) == {money}


@given(minor=MINOR, currency=CURRENCIES, locale=LOCALES)
def test_the_words_of_an_amount_with_one_reading_read_back_the_same(
    minor: int, currency: str, locale: str
) -> None:
    amount = Amount(text="x", readings=(Money(minor, currency).major,), currencies=(currency,))

    again = read(amount.words, locale)

    assert meant(again, currency) == {Money(minor, currency)}


@given(minor=st.integers(0, MAX_MINOR), currency=CURRENCIES)
def test_major_units_are_the_same_money(minor: int, currency: str) -> None:
    money = Money(minor, currency)

    assert Money.of(money.major, currency) == money


@given(minor=MINOR, currency=CURRENCIES, locale=LOCALES)
def test_a_negative_amount_is_never_read_as_a_positive_one(
    minor: int, currency: str, locale: str
) -> None:
    written = Reader(locale).money(Money(-minor, currency))

    assert isinstance(read_amount(plain(written), locale=locale), Unclear)


@pytest.mark.parametrize("locale", ["en", "de", "fr", "sv", "ja", "ar"])
@pytest.mark.parametrize("text", ["1.000", "1,000", "12.345", "999,999", "1.000 EUR", "$1,000"])
def test_a_thousand_or_one_is_asked_about_in_every_language(text: str, locale: str) -> None:
    amount = read_amount(text, locale=locale)

    assert isinstance(amount, Amount)
    assert len(amount.readings) == 2


@pytest.mark.parametrize(
    ("text", "minor"), [("1,000 JPY", 1000), ("1.000 JPY", 1000), ("12,345 JPY", 12345)]
)
def test_a_thousand_yen_is_not_one_yen(text: str, minor: int) -> None:
    assert meant(read(text, "en"), "JPY") == {Money(minor, "JPY")}
