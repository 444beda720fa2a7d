"""The day on which something is to happen, as people say it -> one date, or the dates it can be.

Unlike a filter's period it lies ahead: "friday" is the coming one, and "the 15th" the next there
is. What two people would read as two days stays two, and is asked about.
"""

import re
from calendar import monthrange
from datetime import date, timedelta

from assistant.language import say
from assistant.understand.dates import MONTH, month_number
from assistant.understand.unclear import Unclear

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKDAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?)"
)
_UNIT = r"(?:day|week|month)s?"
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_COUNT = rf"(?:[0-9]{{1,3}}|{'|'.join(_COUNTS)})"
_NTH = r"[0-9]{1,2}(?:st|nd|rd|th)"

WHEN = (
    rf"(?:the )?day after tomorrow|tomorrow"
    rf"|(?:on )?(?:this |the )?(?:next |coming |following )?{_WEEKDAY}(?:,? next week)?"
    rf"|next week(?: on|,)? {_WEEKDAY}|next (?:week|month)|(?:in|during) (?:{MONTH})"
    rf"|in {_COUNT} {_UNIT}(?: time)?|{_COUNT} {_UNIT} from (?:now|today)"
    rf"|(?:at |on |by )?(?:the )?(?:end|beginning|start|first(?: day)?|last day) of "
    rf"(?:the |this |next )?month"
    rf"|(?:at |on |by )?(?:the )?end of (?:the |this |next )?week"
    rf"|(?:on )?(?:the )?{_NTH}(?: of (?:this|next|the) month)?"
    rf"|(?:on )?(?:(?:{_WEEKDAY}),? )?(?:the )?[0-9]{{1,2}}(?:st|nd|rd|th)?\.? (?:of )?"
    rf"(?:{MONTH})\.?"
    rf"(?:,? [0-9]{{1,5}})?"
    rf"|(?:on )?(?:(?:{_WEEKDAY}),? )?(?:{MONTH})\.? (?:the )?[0-9]{{1,2}}(?:st|nd|rd|th)?"
    rf"(?:,? [0-9]{{1,5}})?|(?:on )?(?:{MONTH})"
    rf"|(?:on )?[0-9]{{1,5}}-[0-9]{{1,2}}-[0-9]{{1,2}}"
    rf"|(?:on )?[0-9]{{1,2}}(?:/[0-9]{{1,2}}/|\.[0-9]{{1,2}}\.)[0-9]{{1,5}}"
    rf"|on [0-9]{{1,2}}(?:/[0-9]{{1,2}}|\.[0-9]{{1,2}}\.?)"
)
"""What can be a day ahead, as alternatives of a pattern; ``read_when`` says which day it is."""

HINT = re.compile(
    r"tomorrow|[0-9](?:(?:st|nd|rd|th)\b|[-/][0-9]|\.[0-9]+\.)"
    rf"|\b(?=[a-z])(?:(?:{_WEEKDAY}|days?|weeks?|months?|{MONTH})\b"
    r"|on [0-9]{1,2}\.[0-9]{1,2}\b)"
)
"""Without one of these no day is named; most texts are spared the longer forms."""

_DAY_OF_WEEK = re.compile(
    rf"(?:this )?(?P<next>next |coming |following )?(?P<day>{_WEEKDAY})"
    r"(?P<after>,? next week)?"
    rf"|next week(?: on|,)? (?P<later>{_WEEKDAY})"
)
_FROM_NOW = re.compile(
    rf"in (?P<n>{_COUNT}) (?P<unit>{_UNIT})(?: time)?"
    rf"|(?P<m>{_COUNT}) (?P<of>{_UNIT}) from (?:now|today)"
)
_EDGE = re.compile(
    r"(?P<edge>end|beginning|start|first(?: day)?|last day) of (?:the |this |(?P<next>next ))?month"
)
_WEEK_END = re.compile(r"end of (?:the |this |(?P<next>next ))?week")
_NTH_DAY = re.compile(
    r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)(?: of (?:this|the|(?P<next>next)) month)?"
)
_DAY_MONTH = re.compile(
    rf"(?:(?P<said>{_WEEKDAY}),? )?(?:the )?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?\.? "
    rf"(?:of )?(?P<month>{MONTH})\.?(?:,? (?P<year>[0-9]{{1,5}}))?"
)
_MONTH_DAY = re.compile(
    rf"(?:(?P<said>{_WEEKDAY}),? )?(?P<month>{MONTH})\.? (?:the )?(?P<day>[0-9]{{1,2}})"
    r"(?:st|nd|rd|th)?(?:,? (?P<year>[0-9]{1,5}))?"
)
_ISO = re.compile(r"(?P<year>[0-9]{1,5})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
_NUMERIC = re.compile(
    r"(?P<a>[0-9]{1,2})(?P<by>[/.])(?P<b>[0-9]{1,2})(?:[/.](?P<year>[0-9]{1,5})?)?"
)
_NO_DAY = re.compile(rf"next (?:week|month)|(?:(?:in|during) )?(?:{MONTH})")
_LEADING = re.compile(r"(?:on |at |by )?(?:the )?")

_MONTH_FIRST = frozenset(("en_US", "en_PH", "es_PR", "es_US", "fil", "fil_PH"))
_EITHER_WAY = frozenset(("en", "ja", "zh", "ko", "hu", "lt", "mn"))


def read_when(text: str, *, today: date, locale: str) -> tuple[date, ...] | Unclear | None:
    """The day meant; two where it can be two, and None when the text names no day at all."""
    text = text.strip(" ,").lower()
    rest = text[_LEADING.match(text).end() :]  # type: ignore[union-attr]  # it matches nothing, too
    try:
        return _read(rest, today, locale)
    except (ValueError, OverflowError):
        return Unclear(say("there is no such date as “{text}”", text=text))


def _read(text: str, today: date, locale: str) -> tuple[date, ...] | Unclear | None:
    if text in ("tomorrow", "day after tomorrow"):
        return (today + timedelta(days=1 if text == "tomorrow" else 2),)
    if text in ("next week", "next month") or re.fullmatch(
        rf"(?:(?:in|during) )?(?:{MONTH})", text
    ):
        return Unclear(
            say("“{text}” is no day; write a date like {today}", text=text, today=today.isoformat())
        )
    if found := _DAY_OF_WEEK.fullmatch(text):
        return _weekday(found, today)
    if found := _FROM_NOW.fullmatch(text):
        return (_from_now(found, today),)
    if found := _EDGE.fullmatch(text):
        return (_edge(found, today),)
    if found := _WEEK_END.fullmatch(text):
        return _week_end(today + timedelta(weeks=1 if found["next"] else 0))
    if found := _NTH_DAY.fullmatch(text):
        return (_nth(int(found["day"]), _following(today) if found["next"] else today),)
    if found := _ISO.fullmatch(text):
        return (date(int(found["year"]), int(found["month"]), int(found["day"])),)
    if found := _DAY_MONTH.fullmatch(text) or _MONTH_DAY.fullmatch(text):
        day = _named(found["year"], month_number(found["month"]), int(found["day"]), today)
        said = found["said"]
        if said and _WEEKDAYS[day.weekday()] != said[:3]:
            return Unclear(
                say(
                    "{day} is no {said}; which of the two do you mean?",
                    day=day.isoformat(),
                    said=said,
                )
            )
        return (day,)
    if found := _NUMERIC.fullmatch(text):
        return _numeric(found, today, locale)
    return None


def _weekday(found: re.Match[str], today: date) -> tuple[date, ...]:
    wanted = _WEEKDAYS.index((found["day"] or found["later"])[:3])
    monday = today - timedelta(days=today.weekday())
    in_next_week = monday + timedelta(days=7 + wanted)
    if found["later"] or found["after"]:
        return (in_next_week,)
    coming = today + timedelta(days=(wanted - today.weekday()) % 7)
    if found["next"] == "next ":
        this_week = today < coming < monday + timedelta(days=7)
        return (coming, in_next_week) if this_week else (max(coming, in_next_week),)
    return (coming, coming + timedelta(days=7)) if coming == today else (coming,)


def _from_now(found: re.Match[str], today: date) -> date:
    count = found["n"] or found["m"]
    number, unit = _COUNTS.get(count) or int(count), found["unit"] or found["of"]
    if unit.startswith("month"):
        first = _month_after(today, number)
        return first.replace(day=min(today.day, _length(first)))
    return today + timedelta(days=number * (7 if unit.startswith("week") else 1))


def _edge(found: re.Match[str], today: date) -> date:
    if found["edge"] in ("end", "last day"):
        month = _month_after(today, 1) if found["next"] else today
        return month.replace(day=_length(month))
    return _following(today)


def _following(today: date) -> date:
    return _month_after(today, 1)


def _week_end(day: date) -> tuple[date, ...]:
    """Friday to some and Sunday to others, once Friday is over to everybody."""
    monday = day - timedelta(days=day.weekday())
    ends = (monday + timedelta(days=4), monday + timedelta(days=6))
    return tuple(each for each in ends if each >= day)


def _nth(day: int, start: date) -> date:
    """The first such day of a month from ``start`` on: the 31st skips the months without one."""
    if not 1 <= day <= 31:
        raise ValueError(day)
    month = start.replace(day=1)
    while day > _length(month) or month.replace(day=day) < start:
        month = _month_after(month, 1)
    return month.replace(day=day)


def _named(year: str | None, month: int, day: int, today: date) -> date:
    if year:
        if len(year) != 4:
            raise ValueError(year)
        return date(int(year), month, day)
    date(2024, month, day)  # 31 February is none in any year
    for each in range(today.year, today.year + 9):
        if day <= monthrange(each, month)[1] and date(each, month, day) >= today:
            return date(each, month, day)
    raise ValueError(day)


def _numeric(found: re.Match[str], today: date, locale: str) -> tuple[date, ...] | Unclear:
    first, second, year = int(found["a"]), int(found["b"]), found["year"]
    if year and len(year) < 4 and int(year):
        return Unclear(say("write the year of “{found}” with four digits", found=found[0]))
    orders = [(first, second), (second, first)]  # (day, month)
    if found["by"] == "." or first > 12 or not _month_first(locale, either=True):
        orders = orders[:1]
    elif second > 12 or _month_first(locale, either=False):
        orders = orders[1:]
    days = dict.fromkeys(_named(year, month, day, today) for day, month in orders)
    ahead = [each for each in days if each >= today]
    return tuple(sorted(ahead or days))


def _month_first(locale: str, *, either: bool) -> bool:
    """Whether readers of the locale write the month first (or may, with ``either``)."""
    name = locale.replace("-", "_")
    if name in _MONTH_FIRST:
        return True
    return either and (name in _EITHER_WAY or name.partition("_")[0] in _EITHER_WAY - {"en"})


def _month_after(day: date, count: int) -> date:
    month = day.year * 12 + day.month - 1 + count
    return date(month // 12, month % 12 + 1, 1)


def _length(month: date) -> int:
    return monthrange(month.year, month.month)[1]
