"""When, and about what, somebody wants to be left alone: hours, an invoice, all for a while.

Only whole texts are read. What cannot be kept as it is said is asked back with what can.
"""

import re
from datetime import date, timedelta

from assistant.command import Command
from assistant.command.reminding import MuteInvoice, PauseReminders, Prefer
from assistant.language import mark, marked, say
from assistant.understand.named import NUMBER, numbers_in
from assistant.understand.unclear import Unclear
from assistant.understand.when import read_when

_ABOUT = r"(?:(?:reminders?|notifications?|notices?) (?:for|of|about|on) )?"
_WRITE = (
    r"(?:write(?: to)?|e-?mail|mail|message|text|notify|remind|contact|disturb|bother|chase|nag)"
)
_WRITING = (
    r"(?:reminding|writing(?: to)?|e-?mailing|mailing|messaging|notifying|contacting|bothering"
    r"|chasing|nagging)"
)
_NEWS = r"(?:reminders|mails?|e-?mails?|messages|notices|notifications)"
_DO_NOT = r"(?:do(?:n't| not)|never)(?: ever)?"
NO_MORE = (
    rf"(?:(?:stop|quit) {_WRITING} (?:me|us)|no (?:more )?{_NEWS}|stop (?:the )?reminders"
    rf"|{_DO_NOT} {_WRITE} (?:me|us)|leave (?:me|us) alone)(?: any ?more| again| ever again)?"
)
"""A wish for quiet; what it is about, if not about everything, stands behind it."""

_MUTE = re.compile(
    rf"(?:(?:(?P<un>un)?mute|(?P<pause>pause|snooze)) {_ABOUT}(?P<number>{NUMBER})"
    rf"|(?:{NO_MORE}|(?:be |keep |stay )?quiet)"
    rf" (?:of|about|for|on|with|over|regarding) (?P<other>{NUMBER})"
    r"(?: any ?more| again)?)(?: (?:until|till|for) (?P<until>.{3,30}))?"
    rf"|remind (?:me|us)(?: again)? (?:of|about) (?P<again>{NUMBER})(?: again)?"
)
_UNMUTE = ("unmute", "unmute it", "unmute this", "unmute that", "unmute me", "unmute all")
_NOTHING_MUTED = mark("say which invoice you want to be reminded of again, as in “unmute 123”")
_REMINDERS = r"(?:(?:all |my |our |the )?(?:reminders|reminding(?: me| us)?|notifications))"
_PAUSE = re.compile(
    rf"(?:(?:pause|snooze|hold|suspend|no|stop|mute) {_REMINDERS}"
    r"|(?:pause|snooze|mute)(?: everything)?) (?:until|till|for|to) (?P<when>.{3,30})"
)
_PAUSE_ONLY = re.compile(
    rf"(?:(?:pause|snooze|hold|suspend) {_REMINDERS}|(?:pause|snooze)(?: everything)?)"
    r"(?: indefinitely)?"
)
_SPAN = re.compile(r"^(a|one|two|three|four|[0-9]{1,2}) (?=day|week|month)")
_NO_DAY = mark("say until which day ahead, as in “pause reminders until 1 June”")
_A_WHILE = timedelta(days=30)
_RESUME = re.compile(
    rf"(?:resume|unpause|continue|restart) {_REMINDERS}|unpause|resume(?: everything| again)?"
)

_CLOCK = r"(?P<{0}>[0-9]{{1,2}})(?::(?P<{0}_past>[0-9]{{2}}))?(?: ?(?P<{0}_half>[ap])\.?m\.?)?"
_FIRST, _LAST = _CLOCK.format("first"), _CLOCK.format("last")
_HOURS = re.compile(
    rf"(?:(?P<only>only (?:{_WRITE} (?:me|us) )?|{_WRITE} (?:me|us) only )"
    rf"|(?:set )?(?:my )?quiet (?:hours|time):? (?:are )?|no {_NEWS} "
    rf"|{_DO_NOT} {_WRITE} (?:me |us )?)"
    rf"(?:from |between )?{_FIRST} ?(?:to|until|till|and|-|–) ?{_LAST}"
)
_FULL_HOURS = mark("I keep full hours of the day")
_DAYTIME = re.compile(
    rf"(?:{_DO_NOT} {_WRITE} (?:me |us )?|no {_NEWS} |(?:not|never|nothing|quiet) )"
    r"(?:at|during the|in the|over) ?nights?"
    rf"|(?:only {_WRITE} (?:me|us)|{_WRITE} (?:me|us) only|only)"
    r" (?:during|in|by|at|within) (?:the )?(?:day|daytime|(?:working|office|business) hours)"
    r"|(?:no|usual|normal|default|reset) (?:quiet )?hours"
)
"""At night nobody is written to in our usual hours."""


def read_quiet(text: str, *, today: date, locale: str) -> Command | Unclear | None:
    """Read a whole text in lower case."""
    if found := _MUTE.fullmatch(text):
        return _mute(found, today, locale)
    if text in _UNMUTE:
        nearest = ("resume reminders", "notification preferences")
        return Unclear(marked(_NOTHING_MUTED), nearest)
    if _RESUME.fullmatch(text) and not (text == "resume" and locale.startswith("fr")):
        return PauseReminders()
    found = _PAUSE.fullmatch(text)
    if found is None and not _PAUSE_ONLY.fullmatch(text):
        return None
    until = _day(found and found["when"], _ALL, today, locale)
    return until if isinstance(until, Unclear) else PauseReminders(until=until)


def read_hours(text: str) -> Prefer | Unclear | None:
    """Read a whole text in lower case; "between 9 and 5" ends in the afternoon."""
    if _DAYTIME.fullmatch(text):
        return Prefer(usual_hours=True)
    found = _HOURS.fullmatch(text)
    if found is None:
        return None
    first, last = _minutes(found, "first"), _minutes(found, "last")
    if first is None or last is None:
        return None
    if found["only"] and not found["last_half"] and last <= first <= _NOON:
        last += _NOON
    begins, ends = (last, first) if found["only"] else (first, last)
    closes, opens = begins // 60 % 24, -(-ends // 60) % 24
    if begins % 60 or ends % 60:
        return Unclear(marked(_FULL_HOURS), (f"quiet hours from {closes} to {opens}",))
    return Prefer(opens=opens, closes=closes)


_NOON = 12 * 60


def _minutes(found: re.Match[str], which: str) -> int | None:
    """How far into the day it is; None for what no clock shows."""
    hour, past, half = int(found[which]), int(found[f"{which}_past"] or 0), found[f"{which}_half"]
    if past > 59 or not (1 <= hour <= 12 if half else hour <= 24):
        return None
    return (hour % 12 + (12 if half == "p" else 0) if half else hour) * 60 + past


def _mute(found: re.Match[str], today: date, locale: str) -> MuteInvoice | Unclear | None:
    numbers = numbers_in(found["number"] or found["other"] or found["again"])
    if not numbers:
        return None
    number, on = numbers[0], not (found["un"] or found["again"])
    if not on or not (found["until"] or found["pause"]):
        return MuteInvoice(number=number, on=on)
    one = (f"mute invoice {number}", f"mute invoice {number}")
    until = _day(found["until"], one, today, locale)
    return until if isinstance(until, Unclear) else MuteInvoice(number=number, until=until)


_ALL = ("pause reminders", "reminders off")
"""What is said with a day, and what without one."""


def _day(when: str | None, said: tuple[str, str], today: date, locale: str) -> date | Unclear:
    """The one day that is meant; what else one may say, where it is none or can be two."""
    days = read_when(_SPAN.sub(r"in \1 ", when), today=today, locale=locale) if when else None
    to_a_day, for_good = said
    if days is None:
        return Unclear(marked(_NO_DAY), (f"{to_a_day} until {today + _A_WHILE}", for_good))
    if isinstance(days, Unclear):
        return days
    if len(days) > 1:
        choices = tuple(f"{to_a_day} until {day.isoformat()}" for day in days)
        return Unclear(say("that can be two days"), choices)
    return days[0]
