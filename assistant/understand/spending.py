"""What each month came to: ``how much did we spend per month``, ``monthly spend 2025``."""

import re

from assistant.command import ShowSpending

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


def read_spending(text: str) -> ShowSpending | None:
    """Read a text, in lower case, that asks for sums by month."""
    if "month" not in text:
        return None
    for form in _FORMS:
        if found := form.fullmatch(text):
            return ShowSpending(year=(found["year"] or "").removesuffix(" year"))
    return None
