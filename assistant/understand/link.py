"""``send me a link for 123``: a page to pay on, which charges nothing by being asked for."""

import re

from assistant.command import Pay, SendLink
from assistant.command.linking import LinkCommand
from assistant.understand.linking import read_linking
from assistant.understand.pay import read_what
from assistant.understand.unclear import Unclear

_LINK = re.compile(
    r"(?:(?:send|give|get|share|e-?mail|mail|make|create)(?: me| us)?|(?:i|we) (?:need|want))"
    r" (?:(?:a|an|the|my|our) )?(?P<kind>(?:(?:secure|payment|pay|paying|checkout|stripe) )*)"
    r"link(?P<to> (?:to pay|so (?:i|we) can pay|for paying|to|for|of)(?: for)?)?(?: (?P<what>.+))?"
)


def read_link(text: str, *, locale: str) -> SendLink | LinkCommand | Unclear | None:
    """Read an imperative in lower case; without what the link is for, it is asked.

    An address or a code of one's own is linked, too, and is no page.
    """
    if linking := read_linking(text):
        return linking
    found = _LINK.fullmatch(text) if "link" in text else None
    if found is None:
        return None
    if not (found["what"] or found["kind"] or found["to"]):
        return Unclear("a link is for paying something", ("send me a payment link",))
    what = found["what"] or ""
    pays = "pay" in found["kind"] + (found["to"] or "")
    if not pays and not any(character.isdigit() for character in what) and "balance" not in what:
        return None
    read = read_what(what, locale=locale)
    if not isinstance(read, Pay) or read.using:
        return None
    return SendLink(numbers=read.numbers, all=read.all, amount=read.amount, share=read.share)
