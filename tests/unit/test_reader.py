"""Money, days and moments as the person who reads them writes them."""

from datetime import UTC, date, datetime

import pytest

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


def test_yen_have_no_decimals_in_any_language() -> None:
    for locale in ("en", "de", "ja", "fr", "ar"):
        assert ".0" not in Reader(locale).money(Money(500, "JPY"))
        assert ",0" not in Reader(locale).money(Money(500, "JPY"))


def test_a_day_names_its_month() -> None:
    assert Reader().day(date(2026, 3, 1)) == "1 Mar 2026"


def test_a_moment_is_in_the_readers_own_zone() -> None:
    at = datetime(2026, 3, 9, 23, 30, tzinfo=UTC)

    assert Reader("en", "Asia/Tokyo").moment(at) == "10 Mar 2026, 08:30"
    assert Reader("en", "America/New_York").moment(at) == "9 Mar 2026, 19:30"


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
