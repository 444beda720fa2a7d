"""What is said about cases: by whoever opened one, and by the agents who look after them.

What follows the colon is for a person and is kept as it was written, lines and all.
"""

import re
from datetime import date

from assistant.command import Command
from assistant.command.cases import (
    AddToCase,
    DropReply,
    ListCases,
    MoveCase,
    NoteOnCase,
    ReplyToCase,
    SendReply,
    ShowCase,
)
from assistant.understand.normalise import plain
from assistant.understand.when import read_when

_CASE = r"(?:the |my |our )?(?:case|ticket)(?: number| no\.?)? ?#?(?P<number>[0-9]{1,9})"
_NO_WORDS = r"\s*:?\s*"
_CASE_ALONE = _CASE.replace("<number>", "<whose>")
_WORDS = r"\s*:\s*(?P<words>\S.*)"


def _form(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE | re.DOTALL)


_BEGINS = re.compile(
    r"\s*(?:re: ?)?(?:(?:please )?(?:add to|about|regarding|status of|show|any news (?:on|about)"
    r"|what(?:'s| is| about)? ?(?:the )?(?:status of|with)?|how(?:'s| is)) ?)?"
    r"(?:the |my |our )*(?:open )?(?:cases?|tickets?)\b",
    re.IGNORECASE,
)
_ADD = _form(rf"(?:re: ?)?(?:(?:please )?add to |about |regarding )?{_CASE}\s*:\s*(?P<words>\S.*)")
_ONE = _form(
    r"(?:(?:status of|show|about|regarding|any news (?:on|about)|what(?:'s| is| about)"
    rf"(?: the status of| with)?|how(?:'s| is)) ?)?{_CASE}(?: please)?\s*[?.!]*"
)
_MINE = _form(
    r"(?:(?:show|status of|about|regarding|any news (?:on|about)|what(?:'s| is| about)"
    r"(?: the status of| with| happening with)?|how(?:'s| is)) ?)"
    r"(?:my|our) (?:open )?(?:cases?|tickets?)(?: please)?\s*[?.!]*"
)


def read_case(text: str) -> ShowCase | AddToCase | None:
    """What somebody says about a case of theirs; None when it is about something else."""
    lower = text.lower()
    if not ("case" in lower or "ticket" in lower) or not _BEGINS.match(text):
        return None
    said = text.strip()
    if found := _ADD.fullmatch(said):
        return AddToCase(number=int(found["number"]), words=found["words"].strip())
    if found := _ONE.fullmatch(said):
        return ShowCase(number=int(found["number"]))
    return ShowCase() if _MINE.fullmatch(said) else None


_VERBS = re.compile(
    r"\s*(?:@\S+\s+)?(?:reply|answer|respond|send reply|drop reply|claim|take|release|assign"
    r"|snooze|resolve|close|(?:(?:re)?send|(?:re)?try|replay) (?:the )?(?:case|ticket)"
    r"|notes?|case|cases|open cases|my (?:open )?(?:cases|tickets)|unanswered"
    r"|(?:add )?(?:a )?(?:internal )?note|(?:show|list|all) (?:all |the |my )?(?:open )?"
    r"(?:cases|tickets|unanswered))\b",
    re.IGNORECASE,
)
_REPLY = _form(
    rf"(?:reply|answer|respond)(?: to)?(?: (?:the )?customer)?(?: (?:of|on|in))? {_CASE}{_WORDS}"
)
_TO_REPLY = _form(rf"reply to {_CASE}{_NO_WORDS}")
_NOTE = _form(rf"(?:add )?(?:a )?(?:internal )?note(?: on| to| for)? {_CASE}{_WORDS}")
_SEND = _form(r"(?P<what>send|drop) reply (?P<reply>rep_[0-9a-f]{32})")
_CLAIM = _form(rf"(?P<what>claim|take|release|resolve|close) {_CASE}")
_ASSIGN = _form(rf"assign {_CASE} to @?(?P<to>[^\n:]{{1,254}}?)|assign {_CASE_ALONE}")
_SNOOZE = _form(
    rf"snooze {_CASE}(?: (?:for )?(?P<count>[0-9]{{1,3}}) ?(?P<unit>h|hours?|d|days?|weeks?)"
    r"| (?:until |till )?(?P<when>[^\n]{1,40}))?"
)
_AGAIN = _form(rf"(?:send|try) {_CASE} again")
_RESEND = _form(rf"(?:resend|retry|replay) {_CASE}")
_LISTS = {
    "all": _form(r"(?:(?:show|list) )?(?:all |the )?(?:open )?(?:cases|tickets)"),
    "mine": _form(r"(?:(?:show|list) )?my (?:open )?(?:cases|tickets)"),
    "unanswered": _form(
        r"(?:(?:show|list) )?(?:all |the )?unanswered(?: (?:requests|cases|tickets|questions))?"
    ),
}
_VERB = {"take": "claim", "close": "resolve"}
_HOURS = {"h": 1, "d": 24, "w": 168}


def may_change_case(text: str) -> bool:
    """Whether an agent saying this could mean to do something with a case."""
    return _VERBS.match(text) is not None


def read_agents_case(text: str, *, today: date, locale: str) -> Command | None:
    """What only an agent may say of cases; None when it is something else."""
    if not _VERBS.match(text):
        return None
    said = re.sub(r"^\s*@\S+\s+", "", text).strip()
    if found := _REPLY.fullmatch(said):
        return ReplyToCase(number=int(found["number"]), words=found["words"].strip())
    if found := _TO_REPLY.fullmatch(said):
        return ReplyToCase(number=int(found["number"]), words="")
    if found := _NOTE.fullmatch(said):
        return NoteOnCase(number=int(found["number"]), words=found["words"].strip())
    written = plain(said).strip(" .!?")
    if "\n" in written or len(written) > 500:
        return None
    if found := _SEND.fullmatch(written):
        return (SendReply if found["what"].lower() == "send" else DropReply)(reply=found["reply"])
    for which, form in _LISTS.items():
        if form.fullmatch(written):
            return ListCases.model_validate({"which": which})
    return _moved(written, today, locale)


def _moved(written: str, today: date, locale: str) -> Command | None:
    if found := _CLAIM.fullmatch(written):
        verb = found["what"].lower()
        what = _VERB.get(verb, verb)
        return MoveCase.model_validate({"what": what, "number": found["number"]})
    if found := _AGAIN.fullmatch(written) or _RESEND.fullmatch(written):
        return MoveCase(what="resend", number=int(found["number"]))
    if found := _ASSIGN.fullmatch(written):
        return MoveCase(
            what="assign",
            number=int(found["number"] or found["whose"]),
            to=(found["to"] or "").strip(),
        )
    if found := _SNOOZE.fullmatch(written):
        return _snoozed(found, today, locale)
    return None


def _snoozed(found: re.Match[str], today: date, locale: str) -> Command | None:
    number = int(found["number"])
    if found["count"]:
        hours = int(found["count"]) * _HOURS[found["unit"][0].lower()]
        return MoveCase(what="snooze", number=number, hours=hours) if 0 < hours <= 8760 else None
    if not found["when"]:
        return MoveCase(what="snooze", number=number)
    day = one_day(found["when"], today=today, locale=locale)
    return MoveCase(what="snooze", number=number, until=day) if day else None


def one_day(said: str, *, today: date, locale: str) -> date | None:
    """The one day that is meant; None when it can be several, or is no day."""
    days = read_when(said.lower().strip(), today=today, locale=locale)
    return days[0] if isinstance(days, tuple) and len(days) == 1 else None
