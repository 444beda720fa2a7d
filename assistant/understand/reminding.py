"""What people answer to reminders, and how they want to hear from us.

Only whole texts are read, and none of it is a request to pay: it is looked for after those.
"""

import re
from datetime import date
from typing import Literal

from assistant.command import Command
from assistant.command.reminding import (
    Prefer,
    Promise,
    SetStages,
    ShowPreferences,
    WrongPerson,
)
from assistant.language import mark, marked, say
from assistant.understand.already import WE, WHAT, read_already, whole
from assistant.understand.disputing import read_dispute
from assistant.understand.languages import read_language
from assistant.understand.mentions import BIT, mentions
from assistant.understand.named import NUMBERS, numbers_in
from assistant.understand.quiet import NO_MORE, read_hours, read_quiet
from assistant.understand.told import read_wish
from assistant.understand.unclear import Unclear
from assistant.understand.when import WHEN, read_when
from assistant.understand.withdrawing import read_withdrawal

_LONGEST = 200
_WILL = (
    r"(?: ?(?:'ll|will|shall)| can| (?:am|are|is) going to| plan to| promise to"
    r"|'re going to|'m going to)"
)
_PAY = r"(?:pay|settle|transfer|wire|send)"
_BE_PAID = r"(?:be )?(?:paid|settled|transferred|wired)"
_PROMISE = re.compile(
    rf"(?:(?:{WE}(?:{_WILL})?|will|promise to) (?:only )?{_PAY}(?: {WHAT})?"
    rf"|(?P<front>(?:the |our |my )?{NUMBERS}),? {WE}(?:{_WILL})? (?:only )?{_PAY}"
    rf"|(?:{WHAT.replace('what', 'passive')} )?(?:will|'ll|(?:is|are) going to) {_BE_PAID}"
    rf"|(?:{WHAT.replace('what', 'planned')} (?:is|are) )(?:scheduled|planned)"
    rf"(?: to {_BE_PAID}| for payment)?"
    rf"|(?:the |our |my )?payment(?: (?:for|of) {WHAT.replace('what', 'payment')})?"
    r" (?:(?:will|is going to) (?:be made|be sent|be there|come|arrive|follow)"
    r"|(?:is|has been) (?:scheduled|planned|set up))"
    rf"|(?:{WE} (?:am |are )?)?paying(?: {WHAT.replace('what', 'paying')})?)"
    rf",? (?:by |until |for )?(?P<when>{WHEN}|today)(?: instead)?"
)
_SORRY = re.compile(r"sorry[,.:;!]? (?:but )?")
_OTHERWISE = re.compile(
    r"(?:(?P<must>(?:it|that) (?:must|has to|will have to|will) be )"
    r"|(?P<away>(?:i(?:'m| am|'ll be| will be)|we(?:'re| are|'ll be| will be)) (?:currently )?"
    r"(?:out of (?:the )?office|away|on (?:annual )?(?:leave|vacation|holidays?))(?: until)? ?))?"
    rf"(?P<day>{WHEN}|today|this week|it|this|that)?"
    r"(?(must)|(?(away)| (?:(?:does|is|wo|ca)(?:n't|not)|does not|is not|will not|cannot)"
    r" (?:work|do|be|be possible|possible|happen)"
    r"(?: (?:out|any ?more|for (?:me|us)|after all)){0,2}))[,.;:-]* (?:but |so |and )?"
)
"""Said before a promise by somebody who cannot keep to another day, or is away."""
_HINDERED = ("n't ", "not ", " be ", "away", "office", "leave", "vacation", "holiday")
"""Without one of these nobody says so; most texts are spared the form."""
_WHAT_IS_PAID = ("what", "front", "passive", "planned", "payment", "paying")
_FIRST = re.compile(
    r"(?:(?:please )?(?:write|remind|notify|tell|reach|contact)(?: to)?(?: me| us) (?:in|by|via|on"
    r"|through) "
    r")?(?P<first>slack|mail|e-?mail) first"
)
_WEEKDAYS_ONLY = re.compile(
    r"(?:no|not any|never any|don't send(?: me| us)?(?: any)?|do not send(?: me| us)?(?: any)?) "
    r"(?:mails?|e-?mails?|messages?|reminders?|notices?|notifications?|news|slack messages?)"
    r" (?:on|at|over|during) (?:the |my )?weekends?(?: please)?"
    r"|(?:(?:mails?|e-?mails?|messages|reminders|notices|notifications) )?only on weekdays"
    r"|(?:mails?|e-?mails?|messages|reminders|notices|notifications) on weekdays only"
)
_WEEKENDS = re.compile(
    r"(?P<no>no|not on|never on|nothing on|quiet on)?(?: |^)weekends(?: are| is)?"
    r"(?: (?:too|ok|okay|fine|as well|(?P<off>off)))?"
)
_MAILS = r"(?:e-?mails?|mails?|mailings?|messages|notices|notifications|dunning(?: mails?)?)"
_OFF = re.compile(
    rf"(?:unsubscribe(?: me| us)?(?: from (?:the|these|those|this|your) (?:{_MAILS}|reminders))?"
    rf"|opt[- ]out|(?:turn |switch )?reminders off|(?:turn|switch) off (?:the )?reminders|{NO_MORE}"
    r"|(?:stop(?: sending(?: me| us)?)?(?: the| any)?|(?:mute|silence)(?: all)?(?: the| my| our)?)"
    r" reminders|(?:please )?do(?:n't| not) remind (?:me|us)(?: any ?more)?"
    r"|(?:please )?(?:stop|end|cease|quit|turn off|switch off|do(?:n't| not) send|no more|no)"
    r"(?: sending| getting)?(?: me| us)?(?: any| all| every| each| of| more| the| these| those"
    rf"| this| that| your)* {_MAILS}(?: to (?:me|us))?(?: any ?more| at all)?"
    r"|(?:please )?stop sending(?: me| us)? (?:these|those|this|them)(?: any ?more)?"
    r"|(?:please )?(?:stop|quit) spamming (?:me|us))"
)
_ON = re.compile(
    r"(?:(?:turn |switch )?reminders on|(?:turn|switch) on (?:the )?reminders"
    r"|(?:re)?subscribe(?: me)?"
    r"|(?:please )?(?:remind|e-?mail|mail|notify) (?:me|us) again)"
)
_ONLY = re.compile(
    r"(?:send )?reminders (?:only )?(?:by|in|via) (?P<where>slack|mail|e-?mail)(?: only)?"
    r"|only (?:by|in|via) (?P<there>slack|mail|e-?mail)"
)
_SHOW = re.compile(
    r"(?:(?:show|see|change|what are)(?: me)? )?(?:my |our |the )?"
    r"(?:(?:notification|reminder|message|mail|contact) )?(?:preferences|settings)"
    r"|(?:my )?notifications"
    r"|what (?:am i|are we) (?:being )?(?:told|reminded|notified|informed) (?:about|of)"
    r"|(?:which|what) (?:notices|notifications|reminders|messages|mails|e-?mails)"
    r" (?:do|will) (?:i|we) get"
    r"|what (?:do|will) you (?:notify|remind) (?:me|us) (?:about|of)"
)
_STAGE = r"[+-]?[0-9]{1,3}"
_STAGES = re.compile(
    rf"(?:set|change) (?:the |our |my )?reminders? (?:days )?(?:to|on|at) "
    rf"(?P<days>{_STAGE}(?:(?:,? and |, ?| ){_STAGE}){{0,11}})(?: days)?"
    r"|(?:set|change|reset) (?:the |our |my )?reminders? (?:days )?to (?:the )?(?P<usual>usual"
    r"|default)"
    r"|(?:set|change) (?:the |our |my )?reminders? (?:days )?to (?P<none>none|never)"
)
_STAGES_BEGIN = re.compile(r"(?:set|change) (?:the |our |my )?reminders? (?:days )?(?:to|on|at) ")
_SAY_DAYS = mark("say days from the due date, before it with a minus, or “default” or “none”")
_DAYS_SAID = ("set reminders to -7, 4, 10", "set reminders to default")
_WRONG_PERSON = re.compile(
    r"(?:this is |you have |you've got |you got |i am |i'm |sorry,? )?(?:the )?wrong (?:person"
    r"|address|contact)"
    r"|(?:i am|i'm) not the (?:right|correct) (?:person|contact)(?: for (?:this|that|it|these))?"
    r"|i (?:don't|do not|no longer) work (?:here|there|(?:at|for|with) [^?]{1,40})(?: any ?more"
    r"| any longer)?"
    r"|i(?:'ve| have)? left the company"
)

_NEVER = ("never", "not ", "n't")
"""Without one of them, what was ordered is no dispute."""


def read_reminding(text: str, *, today: date, locale: str) -> Command | Unclear | None:
    """Read a whole text in lower case."""
    about = mentions(text)
    if not about & BIT["reminding"]:
        return None
    text = text.strip(" .!?")
    if len(text) > _LONGEST:
        return read_dispute(text) if _may_dispute(text) else None  # reasons are long
    return (
        (_promise(text, today, locale) if about & BIT["day"] else None)
        or read_withdrawal(text)
        or (read_already(text) if about & BIT["paid"] else None)
        or (read_dispute(text) if _may_dispute(text) else None)
        or (_told(text, today, locale) if about & BIT["told"] else None)
        or (WrongPerson() if _WRONG_PERSON.fullmatch(text) else None)
    )


def _may_dispute(text: str) -> bool:
    about = mentions(text)
    ordered = about & BIT["ordered"] and any(map(text.__contains__, _NEVER))
    return ordered or about & BIT["disputed"] != 0


def _told(text: str, today: date, locale: str) -> Command | Unclear | None:
    """How, when and of what somebody wants to be told."""
    return (
        read_quiet(text, today=today, locale=locale)
        or _preference(text)
        or read_hours(text)
        or _stages(text)
    )


def _promise(text: str, today: date, locale: str) -> Command | Unclear | None:
    sorry = _SORRY.match(text)
    hindered = any(map(text.__contains__, _HINDERED))
    otherwise = _OTHERWISE.match(text, sorry.end() if sorry else 0) if hindered else None
    begins = otherwise or sorry
    found = _PROMISE.fullmatch(text, begins.end() if begins else 0)
    if found is None:
        return None
    what = " ".join(filter(None, map(found.group, _WHAT_IS_PAID)))
    days = _days(found["when"], today, locale)
    if otherwise and otherwise["must"]:
        before = _days(otherwise["day"] or "", today, locale)
        days = tuple(day for day in days if day in before)
    if not days:
        return None  # "next week" is no day: a person hears of it
    if len(days) > 1:
        named = f" {what}" if what else ""
        said = tuple(f"we will pay{named} on {day.isoformat()}" for day in days)
        return Unclear(say("that can be two days"), said)
    return Promise(on=days[0], numbers=numbers_in(what), all=whole(what))


def _days(when: str, today: date, locale: str) -> tuple[date, ...]:
    """The days that can be meant; whoever pays by the end of a week has until its last."""
    days = (today,) if when == "today" else read_when(when, today=today, locale=locale)
    if days is None or isinstance(days, Unclear):
        return ()
    return days[-1:] if "end of" in when else days


def _preference(text: str) -> Command | None:
    if language := read_language(text):
        return Prefer(language=language)
    if _SHOW.fullmatch(text):
        return ShowPreferences()
    if _OFF.fullmatch(text):
        return Prefer(reminders="off")
    if _ON.fullmatch(text):
        return Prefer(reminders="on")
    if found := _ONLY.fullmatch(text):
        return Prefer(reminders=_channel(found["where"] or found["there"]))
    if wish := read_wish(text):
        return wish
    if found := _FIRST.fullmatch(text):
        return Prefer(first=_channel(found["first"]))
    if "week" in text and _WEEKDAYS_ONLY.fullmatch(text):
        return Prefer(weekends=False)
    if "weekends" in text and (found := _WEEKENDS.fullmatch(text)):
        return Prefer(weekends=not (found["no"] or found["off"]))
    return None


def _channel(word: str) -> Literal["mail", "slack"]:
    return "slack" if word == "slack" else "mail"


def _stages(text: str) -> Command | Unclear | None:
    found = _STAGES.fullmatch(text)
    if found is None:
        return Unclear(marked(_SAY_DAYS), _DAYS_SAID) if _STAGES_BEGIN.match(text) else None
    if found["usual"]:
        return SetStages()
    return SetStages(days=tuple(int(each) for each in re.findall(_STAGE, found["days"] or "")))
