"""Requests to pay on a day ahead, to call such a payment off, and to let all be paid when due.

None of them is a request to pay: what is understood here becomes an offer that names the day.
"""

import re
from datetime import date

from assistant.command import Command, Pay
from assistant.command.plans import (
    AutopayStatus,
    CancelPayment,
    PlannedPayments,
    PlanPayment,
    SetAutopay,
)
from assistant.language import mark, marked, say
from assistant.understand.mentions import BIT, mentions
from assistant.understand.numbers import looks_like_a_number, read_number
from assistant.understand.pay import read_pay
from assistant.understand.unclear import Unclear
from assistant.understand.when import HINT, WHEN, read_when

_LONGEST = 200

_AT_THE_END = re.compile(rf"(?P<request>.+?),?(?: for)? (?P<when>(?P<by>by )?(?:{WHEN}))")
_AT_THE_FRONT = re.compile(
    rf"(?:for )?(?P<when>{WHEN})[,:]? (?P<request>(?:please )?(?:pay|settle)\b.+)"
)
_SCHEDULE = re.compile(
    r"(?:schedule|plan|set up|arrange|book) (?:(?:a|the|my|our) )?"
    r"(?:payment (?:of|for|on) )?(?P<what>.+)"
)
_LATER = (
    r"(?:but|please|then|do it|pay it|pay that|go ahead|make it|not now|later|confirm(?: it)?"
    r"|schedule it|plan it|only|not today)"
)
_YES_BUT = re.compile(
    rf"(?:(?:yes|y|ok|okay|sure|yeah|yep|yup)\b[,.!]? ?(?:{_LATER},? )*|(?:{_LATER},? )+)"
    rf"(?:for )?(?P<when>{WHEN})"
)

_NUMBER = (
    r"(?:(?:my|our|the) )?(?:(?:invoice|bill|inv)(?:[ .:]{1,2}|(?=[0-9])))?#?"
    r"(?P<number>[^\s,;]{1,45})"
)
_CANCEL = re.compile(
    r"(?:cancel|stop|call off|withdraw|abort|undo|delete|drop|unschedule)"
    r" (?:(?:the|my|our|that|this) )?(?:(?:planned|scheduled|upcoming|automatic|auto|pending) )?"
    rf"(?:payment|autopayment|charge) (?:of|for|on|to)? ?{_NUMBER}"
    rf"|(?:cancel|stop|unschedule) paying {_NUMBER.replace('number', 'other')}"
)
_UPCOMING = re.compile(
    r"(?:(?:show|list|see|view)(?: me)? |what are |which are |any |are there (?:any )?"
    r"|do (?:i|we) have (?:any )?)?"
    r"(?:(?:my|our|the|all) )?(?:planned|scheduled|upcoming|future|coming) payments?"
    r"|what(?: is|'s) (?:scheduled|planned)"
    r"|what(?:'s| is| will be) (?:going to be )?(?:paid|charged) next"
)

_AUTOPAY = (
    r"(?:auto[- ]?pay(?:ments?)?|automatic (?:payments?|billing|charges?)"
    r"|auto[- ]?(?:billing|charge)|paying automatically)"
)
_OURS = r"(?:(?:my|our|the) )?"
_TURN_ON = re.compile(
    rf"(?:turn|switch) on {_OURS}{_AUTOPAY}|(?:turn|switch) {_OURS}{_AUTOPAY} on"
    rf"|(?:enable|activate|start|set up|sign (?:me|us) up for|sign up for|use) {_OURS}{_AUTOPAY}"
    rf"|{_AUTOPAY}[: ]+on"
)
_TURN_OFF = re.compile(
    rf"(?:turn|switch) off {_OURS}{_AUTOPAY}|(?:turn|switch) {_OURS}{_AUTOPAY} off"
    rf"|(?:disable|deactivate|stop|cancel|end|quit) {_OURS}{_AUTOPAY}|{_AUTOPAY}[: ]+off"
)
_IS_ON = re.compile(
    rf"(?:is|are) {_OURS}{_AUTOPAY} (?:turned |switched )?(?:on|off|active|enabled|set up)"
    rf"|(?:do (?:i|we) have|have (?:i|we) (?:got )?|are (?:i|we) on|am i on) {_AUTOPAY}"
    rf"(?: (?:on|turned on|set up))?|{_OURS}{_AUTOPAY}(?: status)?|status of {_OURS}{_AUTOPAY}"
    rf"|show(?: me)? {_OURS}{_AUTOPAY}|(?:what about|how is) {_OURS}{_AUTOPAY}"
)
_BY_THEN = mark("I pay at once or on a day you name; “by” leaves open which")


def read_plan(core: str, request: str, *, today: date, locale: str) -> Command | Unclear | None:
    """Read a text in lower case, as it was said and without its courtesies."""
    if len(core) > _LONGEST or not _concerns(core):
        return None
    if (standing := _standing(request)) is not None:
        return standing
    if not (mentions(core) & BIT["day"] and HINT.search(core)):
        return None
    if found := _YES_BUT.fullmatch(core):
        return _offered(found["when"], today, locale)
    for form in (_AT_THE_FRONT, _AT_THE_END):
        if found := form.fullmatch(request):
            return _planned(found, today, locale)
    return None


def _concerns(text: str) -> bool:
    return mentions(text) & BIT["plan"] != 0 or is_put_off(text)


def is_put_off(text: str) -> bool:
    """Whether what is on offer may be meant for another day, with no word of paying."""
    return "do it" in text or "go ahead" in text or "make it" in text or "not now" in text


def _standing(text: str) -> Command | Unclear | None:
    """What needs no day: autopay, and what is planned already."""
    if _TURN_ON.fullmatch(text):
        return SetAutopay(on=True)
    if _TURN_OFF.fullmatch(text):
        return SetAutopay(on=False)
    if _IS_ON.fullmatch(text):
        return AutopayStatus()
    if _UPCOMING.fullmatch(text):
        return PlannedPayments()
    if found := _CANCEL.fullmatch(text):
        written = found["number"] or found["other"]
        number = read_number(written)
        if isinstance(number, Unclear):
            return number if looks_like_a_number(written) else None
        return CancelPayment(number=number)
    return None


def _offered(when: str, today: date, locale: str) -> PlanPayment | Unclear | None:
    days = read_when(when, today=today, locale=locale)
    if days is None or isinstance(days, Unclear):
        return days
    if len(days) > 1:
        return _which_day(when, [f"yes, on {each.isoformat()}" for each in days])
    return PlanPayment(pay=Pay(), on=days[0], offered=True)


def _planned(found: re.Match[str], today: date, locale: str) -> PlanPayment | Unclear | None:
    said, when = found["request"], found["when"]
    if scheduled := _SCHEDULE.fullmatch(said):
        said = f"pay {scheduled['what']}"
    pay = read_pay(said, locale=locale)
    if not isinstance(pay, Pay):
        return pay
    days = read_when(when.removeprefix("by "), today=today, locale=locale)
    if days is None or isinstance(days, Unclear):
        return days
    words = [f"{said} on {each.isoformat()}" for each in days]
    if "by" in found.groupdict() and found["by"]:
        return Unclear(marked(_BY_THEN), (said, *words))
    if len(days) > 1:
        return _which_day(when, words)
    return PlanPayment(pay=pay, on=days[0])


def _which_day(when: str, words: list[str]) -> Unclear:
    return Unclear(say("“{when}” can be more than one day", when=when), tuple(words))
