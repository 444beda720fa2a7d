"""What hinders a text that begins like a request to pay, and what one may say instead."""

import re

from assistant.language import mark, marked
from assistant.understand.amounts import read_amount
from assistant.understand.numbers import read_number
from assistant.understand.unclear import Unclear

REFERENCE = (
    r"(?:(?:my|our|the|this) )?(?:(?:invoice|bill|inv)(?:[ .:]{1,2}|(?=[0-9])))?"
    r"(?:(?:no|nr|num|number)\b[ .:]{0,2})?(?P<number>[^\s,;]{1,45}?)"
)
_LONE_WORD = re.compile(REFERENCE)
_DAY = r"(?:the [0-9]|(?:next )?(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
_BEGINS_WITH_A_NUMBER = re.compile(
    r"(?:(?:my|the|our) )?(?:invoice |bill |inv[ -]?)?#?([0-9]{1,12})(?=[\s,;.:!?-])(?! (?:to|of"
    rf"|on(?! {_DAY}))\b)"
)
_CONDITION = re.compile(
    r"[,;.:!?-]| @| (?:with|via|using|from|by|tomorrow|tonight|next|if|when|after|before|but|or|and"
    r"|monthly|weekly|twice|later|instead|partly|partially|in|at|on)\b"
)
_NOT_THE_REST = mark(
    "I pay whole invoices, or a named amount of one, at once; the rest I did not understand"
)
_MORE_THAN_ONCE = re.compile(
    r"(?:(?:my|the|our) )?(?:invoice |bill |inv[ -]?)?#?([0-9]{1,12}),?"
    r" (?:twice|(?:two|three|[2-9]|several) times|again and again|once more|double)"
)
_ONCE = mark("an invoice is paid once: I understood which one, and would ask once for all of it")
_TAKEN_BACK = re.compile(r"\b(?:not|no|never|don't|dont|cancel|stop|wait|hold)\b")


def hindered(what: str) -> Unclear | None:
    """Say what hinders; None for people and things that merely have a number in their name."""
    if more := _MORE_THAN_ONCE.fullmatch(what):
        return Unclear(marked(_ONCE), (f"pay invoice {more[1]}",))
    if begins := _BEGINS_WITH_A_NUMBER.match(what):
        meant = _CONDITION.match(what, begins.end()) and not _TAKEN_BACK.search(what)
        return Unclear(
            marked(_NOT_THE_REST),
            (f"pay invoice {begins[1]}",) if meant else (),
        )
    lone = _LONE_WORD.fullmatch(what)
    if lone and isinstance(read := read_number(lone["number"]), Unclear):
        return read
    amount = read_amount(what)
    return amount if isinstance(amount, Unclear) and what[:1] in "-+$€£¥" else None
