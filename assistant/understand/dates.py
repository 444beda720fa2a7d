"""Dates and periods as people say them -> a range of days; a date with two readings stays two.

Weekday names are refused on purpose: "since Friday" means a different day to different readers.
"""

import re
from datetime import date, timedelta

from assistant.language import say
from assistant.understand.unclear import Unclear
from assistant.values import dataclass

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sep sept", "october oct", "november nov", "december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_YEARS = range(2000, 2101)
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAY = re.compile(r"(?:(?:last|this|next|on) )?(?:mon|tues|wednes|thurs|fri|satur|sun)day")

_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})(?:-([0-9]{1,2}))?")
_YEAR = re.compile(r"(?:the year )?([0-9]{4})")
_DAY_MONTH = re.compile(
    rf"(?:the )?([0-9]{{1,2}})(?:st|nd|rd|th)?\.? (?:of )?({_MONTH})\.?,?(?: ([0-9]{{4}}))?"
)
_MONTH_DAY = re.compile(
    rf"({_MONTH})\.? (?:the )?([0-9]{{1,2}})(?:st|nd|rd|th)?(?:,? ([0-9]{{4}}))?"
)
_MONTH_YEAR = re.compile(rf"(?:(?:last|this) )?({_MONTH})\.?,?(?: (?:of )?([0-9]{{4}}))?")
_SLASHED = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{4})")
_QUARTER = re.compile(r"q([1-4])(?:[ /]([0-9]{4}))?|([0-9]{4})[ -]?q([1-4])")
_COUNTS = {
    name: number
    for number, name in enumerate(
        "a one two three four five six seven eight nine ten eleven twelve".split()
    )
} | {"a": 1, "an": 1}
_AGO = re.compile(rf"([0-9]{{1,3}}|{'|'.join(_COUNTS)}) (day|week|month|year)s? ago")
_LAST_N = re.compile(r"(?:the )?(?:last|past) ([0-9]{1,3}) (day|week|month|year)s?")


@dataclass(frozen=True, slots=True)
class Period:
    """The days from ``start`` up to, but not including, ``end``."""

    start: date
    end: date


MONTH = _MONTH
"""The names of months, as alternatives of a pattern."""


def month_number(name: str) -> int:
    """Which month of the year a name of ``MONTH`` is."""
    return _MONTHS[name]


_SAID_YEAR = re.compile(r"\b(20[0-9]{2})\b")
_DAY_ALONE = re.compile(r"[0-9]{1,2}(?:st|nd|rd|th)?")
_AFTER_THE_DAY = re.compile(r"[0-9]{1,2}(?:st|nd|rd|th)? (.+)")


def completed(first: str, last: str, today: date) -> tuple[str, str]:
    """Give both bounds of a span the year that one names: January and March 2025."""
    if _DAY_ALONE.fullmatch(first) and (rest := _AFTER_THE_DAY.fullmatch(last)):
        first = f"{first} {rest[1]}"
    years = [found and int(found[1]) for found in map(_SAID_YEAR.search, (first, last))]
    match years:
        case [None, int(year)]:
            return _in_order(first, last, (f"{first} {year}", f"{first} {year - 1}"), today), last
        case [int(year), None]:
            with_year = (f"{last} {year}", f"{last} {year + 1}")
            return first, next((w for w in with_year if _orders(first, w, today)), last)
        case _:
            return first, last


def _in_order(first: str, last: str, with_year: tuple[str, ...], today: date) -> str:
    return next((each for each in with_year if _orders(each, last, today)), first)


def _orders(first: str, last: str, today: date) -> bool:
    start, end = read_period(first, today), read_period(last, today)
    return isinstance(start, Period) and isinstance(end, Period) and start.start < end.end


@dataclass(frozen=True, slots=True)
class TwoDates:
    """A date such as 01/02/2026 that two people read as two days."""

    readings: tuple[date, date]


def read_period(text: str, today: date) -> Period | TwoDates | Unclear | None:
    """Read a day, month, quarter or year; None when the text is no date at all."""
    text = text.strip().lower()
    if relative := _relative(text, today):
        return relative
    if _WEEKDAY.fullmatch(text):
        return Unclear(
            say(
                "“{text}” can be more than one day; write a date like {today}",
                text=text,
                today=today.isoformat(),
            )
        )
    for form, build in _FORMS:
        if found := form.fullmatch(text):
            try:
                return build(found, today)
            except ValueError:
                return Unclear(say("there is no such date as “{text}”", text=text))
    return None


def _relative(text: str, today: date) -> Period | None:
    month = today.replace(day=1)
    quarter = month.replace(month=(today.month - 1) // 3 * 3 + 1)
    monday = today - timedelta(days=today.weekday())
    match text.removeprefix("the "):
        case "today":
            return _day(today)
        case "yesterday":
            return _day(today - timedelta(days=1))
        case "this week":
            return Period(monday, monday + timedelta(days=7))
        case "last week" | "previous week":
            return Period(monday - timedelta(days=7), monday)
        case "this month" | "current month":
            return Period(month, _months(month, 1))
        case "last month" | "previous month":
            return Period(_months(month, -1), month)
        case "this quarter":
            return Period(quarter, _months(quarter, 3))
        case "last quarter" | "previous quarter":
            return Period(_months(quarter, -3), quarter)
        case "this year" | "current year":
            return _year(today.year)
        case "last year" | "previous year":
            return _year(today.year - 1)
        case _:
            return None


def _day(day: date) -> Period:
    return Period(day, day + timedelta(days=1))


def _year(year: int) -> Period:
    return Period(_first(year, 1), date(year + 1, 1, 1))


def _first(year: int, month: int) -> date:
    if year not in _YEARS:
        raise ValueError(year)
    return date(year, month, 1)


def _whole_month(first: date) -> Period:
    return Period(first, _months(first, 1))


def _months(first: date, count: int) -> date:
    """Move the first day of a month by whole months."""
    month = first.year * 12 + first.month - 1 + count
    return date(month // 12, month % 12 + 1, 1)


def _latest(month: int, day: int, today: date) -> date:
    """Without a year, people mean the last time this day came round."""
    year = today.year if (month, day) <= (today.month, today.day) else today.year - 1
    return date(year, month, day)


def _exact(year: str, month: int, day: int) -> Period:
    return _day(_first(int(year), month).replace(day=day))


def _iso(found: re.Match[str], _: date) -> Period:
    if found[3]:
        return _exact(found[1], int(found[2]), int(found[3]))
    return _whole_month(_first(int(found[1]), int(found[2])))


def _day_month(found: re.Match[str], today: date) -> Period:
    day, month = int(found[1]), _MONTHS[found[2]]
    return _exact(found[3], month, day) if found[3] else _day(_latest(month, day, today))


def _month_day(found: re.Match[str], today: date) -> Period:
    month, day = _MONTHS[found[1]], int(found[2])
    return _exact(found[3], month, day) if found[3] else _day(_latest(month, day, today))


def _month_year(found: re.Match[str], today: date) -> Period:
    month = _MONTHS[found[1]]
    return _whole_month(_first(int(found[2]), month) if found[2] else _latest(month, 1, today))


def _slashed(found: re.Match[str], _: date) -> Period | TwoDates:
    first, second, year = int(found[1]), int(found[3]), found[4]
    if found[2] == "." or first > 12:  # dots are written day first everywhere
        return _exact(year, second, first)
    if second > 12 or first == second:
        return _exact(year, first, second)
    return TwoDates((_exact(year, second, first).start, _exact(year, first, second).start))


def _quarter(found: re.Match[str], today: date) -> Period:
    month = (int(found[1] or found[4]) - 1) * 3 + 1
    year = found[2] or found[3]
    start = _first(int(year), month) if year else _latest(month, 1, today)
    return Period(start, _months(start, 3))


def _ago(found: re.Match[str], today: date) -> Period:
    count = _COUNTS.get(found[1]) or int(found[1])
    match found[2]:
        case "day":
            return _day(today - timedelta(days=count))
        case "week":
            monday = today - timedelta(days=today.weekday() + 7 * count)
            return Period(monday, monday + timedelta(days=7))
        case "month":
            return _whole_month(_months(today.replace(day=1), -count))
        case _:
            return _year(today.year - count)


def _last_n(found: re.Match[str], today: date) -> Period:
    count = int(found[1])
    end = today + timedelta(days=1)
    if found[2] in ("day", "week"):
        return Period(end - timedelta(days=count * (7 if found[2] == "week" else 1)), end)
    return Period(_months(today.replace(day=1), -count * (12 if found[2] == "year" else 1)), end)


_FORMS = (
    (_ISO, _iso),
    (_YEAR, lambda found, _: _year(int(found[1]))),
    (_DAY_MONTH, _day_month),
    (_MONTH_DAY, _month_day),
    (_MONTH_YEAR, _month_year),
    (_SLASHED, _slashed),
    (_QUARTER, _quarter),
    (_AGO, _ago),
    (_LAST_N, _last_n),
)
