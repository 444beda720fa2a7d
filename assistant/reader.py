"""The person who will read: how money, dates and counts are written for them."""

import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, get_timezone_name
from babel.numbers import format_currency, format_percent

from assistant.billing.money import Money, exponent
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody's language, formats and time zone."""

    locale: str = "en"
    timezone: str = "UTC"

    @property
    def language(self) -> str:
        """The name of the language, in itself."""
        return Locale.parse(known_locale(self.locale)).get_language_name() or self.locale

    def money(self, amount: Money) -> str:
        """Write an amount as this reader does: ``1.234,50 €`` in German.

        In English the currency is spelled out, ``420.00 USD``: there ``$`` is somebody else's, too.
        """
        return _money(amount.minor, amount.currency, self.locale)

    def day(self, day: date) -> str:
        """Write a date in words, so that nobody mistakes the month: ``3 March 2026``."""
        return _date(day, self.locale)

    def month(self, day: date) -> str:
        """Write the month of a day: ``Mar 2026``."""
        return _month(day, self.locale)

    def weekday(self, day: date) -> str:
        """Write a date with its day of the week: what is ahead is easily mistaken without."""
        return _weekday(day, self.locale)

    def moment(self, at: datetime) -> str:
        """Write a moment in the reader's own zone, and name it: ``9 Mar 2026, 19:30 EDT``."""
        there = zone(self.timezone)
        local = at.astimezone(there)
        locale = known_locale(self.locale)
        minute = local.replace(second=0, microsecond=0, tzinfo=None)
        named = _zone_name(there.key, local.tzname() or "", locale, summer=bool(local.dst()))
        return f"{_moment(minute, locale)} {named}"

    def rate(self, ppm: int) -> str:
        """Write a rate given in parts per million: ``8.875%``, in German ``8,875 %``."""
        share = Decimal(ppm) / 1_000_000
        return format_percent(share, "#,##0.####%", locale=known_locale(self.locale))

    def today(self, now: datetime) -> date:
        """Which day it is for this reader."""
        return now.astimezone(zone(self.timezone)).date()


_MOMENTS = {"de": "d. MMM y, HH:mm", "ja": "y年M月d日 HH:mm"}
"""How a day is written where it is no bare number, or comes last."""


@lru_cache(maxsize=4096)
def _moment(local: datetime, locale: str) -> str:
    form = _MOMENTS.get(locale.partition("_")[0], "d MMM y, HH:mm")
    return format_datetime(local, form, locale=locale)


@lru_cache(maxsize=2048)
def _zone_name(there: str, usual: str, locale: str, *, summer: bool) -> str:
    """As this language shortens it (MEZ), or as everybody does (CET), or how far it is ahead."""
    if usual in ("UTC", "GMT"):
        return usual
    variant: Literal["daylight", "standard"] = "daylight" if summer else "standard"
    own = get_timezone_name(ZoneInfo(there), "short", zone_variant=variant, locale=locale)
    named = next((each for each in (own, usual) if each.isalpha() and len(each) <= _SHORT), None)
    return named or f"UTC{_AHEAD.sub(_hours, usual)}"


_SHORT = 5
_AHEAD = re.compile(r"([+-])([0-9]{2})([0-9]{2})?")


def _hours(found: re.Match[str]) -> str:
    """Where a zone has no letters its name is how far it is ahead: ``+0545``, ``-03``."""
    sign, hours, minutes = found.groups()
    return f"{'−' if sign == '-' else '+'}{int(hours)}{f':{minutes}' if minutes else ''}"


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    """The named time zone, or UTC for a name nobody knows."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


@lru_cache(maxsize=256)
def known_locale(name: str) -> str:
    """The locale's name, or English where it is unknown."""
    try:
        return str(Locale.parse(name.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return "en"


@lru_cache(maxsize=4096)
def _money(minor: int, currency: str, name: str) -> str:
    digits, locale = exponent(currency), known_locale(name)
    amount = Decimal(minor).scaleb(-digits)
    if locale.partition("_")[0] == "en":
        return f"{amount:,.{digits}f} {currency}"
    fraction = "." + "0" * digits if digits else ""
    pattern = re.sub(r"0(\.0+)?", "0" + fraction, _pattern(locale), count=1)
    written = format_currency(amount, currency, pattern, locale=locale, currency_digits=False)
    return written.replace("\xa0", " ").replace("\u202f", " ").replace("\u200f", "")


@lru_cache(maxsize=64)
def _pattern(locale: str) -> str:
    return str(Locale.parse(locale).currency_formats["standard"].pattern)


@lru_cache(maxsize=4096)
def _date(day: date, name: str) -> str:
    locale = known_locale(name)
    english = locale.partition("_")[0] == "en"
    return format_date(day, "d MMM y" if english else "medium", locale=locale)


@lru_cache(maxsize=512)
def _month(day: date, name: str) -> str:
    locale = known_locale(name)
    pattern = "y年M月" if locale.partition("_")[0] == "ja" else "MMM y"
    return format_date(day, pattern, locale=locale)


@lru_cache(maxsize=1024)
def _weekday(day: date, name: str) -> str:
    locale = known_locale(name)
    return f"{format_date(day, 'EEEE', locale=locale)}, {_date(day, locale)}"
