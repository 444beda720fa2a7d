"""What months came to: ``how much did we spend per month``, ``what did we pay in october``."""

import re

from assistant.command import ShowSpending
from assistant.language import say
from assistant.understand.unclear import Unclear

_YEAR = r"(?: (?:in|for|of|during|over)?(?: the)? ?(?P<year>this year|last year|20[0-9]{2}))?"
_ENDS = r"(?: (?:so far|with you|in total|on average|over time))?"
_EACH = (
    r"(?:(?:per|a|by|each|every|for each|for every) month|monthly|month by month|month to month)"
)
_SPENT = r"(?:spend|spent|spending|paying|paid|pay|cost(?: us| me)?|charged|billed|invoiced)"
_SPENDING = r"(?:spend|spendings?|costs?|charges|expenses|expenditures?|totals?|invoice totals?)"
_FORMS = (
    re.compile(
        rf"(?:what|how much) (?:did|do|does|have|has|are|were|was|is) (?:we|i|it|this)"
        rf" (?:been |being |getting )?{_SPENT} {_EACH}{_YEAR}{_ENDS}"
    ),
    re.compile(
        rf"(?:(?:show|give|see|get|view|list|what(?:'s| is| are| were))(?: me| us)? )?"
        rf"(?:(?:my|our|the) )?(?:monthly {_SPENDING}|{_SPENDING} {_EACH}){_YEAR}{_ENDS}"
    ),
)
_MONTHS = "january february march april may june july august september october november december"
_PERIOD = (
    rf"(?:(?:in |for |of |during |over )?(?:the year )?(?P<year>this year|last year|20[0-9]{{2}})"
    rf"|(?:in |for |during )(?P<month>{_MONTHS.replace(' ', '|')})"
    r"(?: (?:of )?(?P<of>this year|last year|20[0-9]{2}))?"
    r"|(?:in |for |during )?(?P<near>this|last) month)"
)
_WITHIN = re.compile(
    rf"(?P<asks>(?:what|how much) (?:did|do|have) (?:we|i)(?: been)? {_SPENT})"
    rf"(?: (?:in total|with you|you|altogether))?(?: (?P<on>(?:on|for) [a-z][a-z ]{{1,40}}?))?"
    rf" (?P<when>{_PERIOD})(?: (?:so far|in total|with you))?"
)


def read_spending(text: str) -> ShowSpending | Unclear | None:
    """Read a text, in lower case, that asks for sums by month, or of a year or a month."""
    if found := _WITHIN.fullmatch(text):
        return _within(found)
    if "month" not in text:
        return None
    for form in _FORMS:
        if found := form.fullmatch(text):
            return ShowSpending(year=(found["year"] or "").removesuffix(" year"))
    return None


def _within(found: re.Match[str]) -> ShowSpending | Unclear:
    if on := found["on"]:
        rest = say("I did not understand “{rest}”; without it I can answer", rest=on)
        return Unclear(rest, (f"{found['asks']} {found['when']}",))
    year = (found["year"] or found["of"] or "").removesuffix(" year")
    if near := found["near"]:
        return ShowSpending(month=-(near == "last"))
    month = _MONTHS.split().index(found["month"]) + 1 if found["month"] else None
    return ShowSpending(year=year, month=month)
