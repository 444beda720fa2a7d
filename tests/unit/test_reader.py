"""Money, days and moments as the person who reads them writes them."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from babel.numbers import format_currency

from assistant.billing.money import Money
from assistant.reader import Reader


@pytest.mark.parametrize(
    ("locale", "money", "written"),
    [
        ("en", Money(123450, "USD"), "1,234.50 USD"),
        ("en_GB", Money(123450, "GBP"), "1,234.50 GBP"),
        ("de", Money(123450, "EUR"), "1.234,50 €"),
        ("fr", Money(123450, "EUR"), "1 234,50 €"),
        ("en", Money(120000, "JPY"), "120,000 JPY"),
        ("en", Money(12345, "KWD"), "12.345 KWD"),
        ("de", Money(12345, "KWD"), "12,345 KWD"),
        ("en", Money(-2000, "USD"), "-20.00 USD"),
        ("en", Money(0, "USD"), "0.00 USD"),
        ("xx-nowhere", Money(100, "USD"), "1.00 USD"),
    ],
)
def test_money_is_written_the_readers_way(locale: str, money: Money, written: str) -> None:
    assert Reader(locale).money(money) == written


@pytest.mark.parametrize("locale", ["de", "de_CH", "fr", "es", "sv", "ja", "nl", "ar", "hi"])
def test_money_is_written_as_babel_writes_it(locale: str) -> None:
    for minor in (0, 1, -7, 99_999, 123_456, -1_234_567, 98_765_432, -(10**15)):
        for currency, digits in (("EUR", 2), ("JPY", 0), ("KWD", 3)):
            amount = Decimal(minor).scaleb(-digits)
            written = format_currency(amount, currency, locale=locale)

            ours = Reader(locale).money(Money(minor, currency))
            assert ours == re.sub("[\xa0\u202f]", " ", written).replace("\u200f", "")


def test_yen_have_no_decimals_in_any_language() -> None:
    for locale in ("en", "de", "ja", "fr", "ar"):
        assert ".0" not in Reader(locale).money(Money(500, "JPY"))
        assert ",0" not in Reader(locale).money(Money(500, "JPY"))


def test_a_day_names_its_month() -> None:
    assert Reader().day(date(2026, 3, 1)) == "1 Mar 2026"


def test_a_moment_is_in_the_readers_own_zone() -> None:
    at = datetime(2026, 3, 9, 23, 30, tzinfo=UTC)

    assert Reader("en", "Asia/Tokyo").moment(at) == "10 Mar 2026, 08:30 JST"
    assert Reader("en", "America/New_York").moment(at) == "9 Mar 2026, 19:30 EDT"


@pytest.mark.parametrize(
    ("locale", "timezone", "winter", "summer"),
    [
        ("en", "UTC", "UTC", "UTC"),
        ("fr", "UTC", "UTC", "UTC"),
        ("en", "Not/AZone", "UTC", "UTC"),
        ("en", "Europe/London", "GMT", "BST"),
        ("de", "Europe/Berlin", "MEZ", "MESZ"),
        ("es", "Europe/Madrid", "CET", "CEST"),
        ("ja", "Asia/Tokyo", "JST", "JST"),
        ("en_GB", "America/New_York", "EST", "EDT"),
        ("de", "Asia/Kolkata", "IST", "IST"),
        ("en", "Asia/Kathmandu", "UTC+5:45", "UTC+5:45"),
        ("es", "America/Sao_Paulo", "UTC−3", "UTC−3"),
        ("fr", "Asia/Dubai", "UTC+4", "UTC+4"),
        ("en", "Etc/GMT+12", "UTC−12", "UTC−12"),
    ],
)
def test_a_moment_names_its_zone_as_the_reader_knows_it(
    locale: str, timezone: str, winter: str, summer: str
) -> None:
    at = [datetime(2026, month, 9, 12, tzinfo=UTC) for month in (1, 7)]

    said = [Reader(locale, timezone).moment(each).rpartition(" ")[2] for each in at]

    assert said == [winter, summer]


def test_the_hour_that_comes_twice_is_told_apart() -> None:
    at = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]

    assert [Reader("en", "Europe/Berlin").moment(each) for each in at] == [
        "25 Oct 2026, 02:30 CEST",
        "25 Oct 2026, 02:30 CET",
    ]


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Pacific/Kiritimati", 10),
        ("Asia/Tokyo", 10),
        ("UTC", 9),
        ("Pacific/Pago_Pago", 9),
        ("Not/AZone", 9),
        ("../../etc/passwd", 9),
    ],
)
def test_today_is_the_readers_own_day(zone: str, day: int) -> None:
    at = datetime(2026, 3, 9, 23, 30, tzinfo=UTC)

    assert Reader("en", zone).today(at) == date(2026, 3, day)
