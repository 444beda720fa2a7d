"""Purchase orders, by which customers know invoices: ``PO 4711``, ``purchase order ACME-77``.

A reference has a digit in it, so that "PO Ltd" stays the name of an account.
"""

import re

from assistant.language import say
from assistant.understand.references import SEE
from assistant.understand.unclear import Unclear

_BARE = r"(?:p\.?o\.?(?![a-z])|purchase[ -]orders?)(?: ?(?:no|nr|num|number)\b\.?)?"
ORDER = (
    rf"{_BARE}(?:[ :#-]{{0,3}}po(?=[ #-]{{0,2}}[0-9]))?[ :#-]{{0,3}}"
    r"(?=[a-z./_-]{0,40}[0-9])(?P<order>[a-z0-9][a-z0-9./_-]{0,63})(?=[\s,;?]|$)"
)
ORDER_FORM = re.compile(
    r"(?:(?:that |which )?(?:belong(?:s|ing)? to|has|have|for|of|with|on|under|against|to|from)"
    rf" )?(?:(?:the|my|our|this) )?{ORDER}"
)
_NOTHING_ELSE = re.compile(rf"{_BARE}[ :#-]*", re.IGNORECASE)
_ORDER_FIRST = re.compile(ORDER, re.IGNORECASE)
_ONE_INVOICE = re.compile(
    rf"(?:{SEE} )?(?:(?:what|which) )?(?:(?:is|are) )?(?:(?:my|our|the|an?|any) )?"
    rf"(?:(?:invoice|bill) )?(?P<order_form>{ORDER_FORM.pattern})"
)
_OF_ORDER = re.compile(
    r"(?:pay|settle|(?:what(?:'s| is) )?(?:the )?status of|did|has|was|is) (?:(?:my|our|the) )?"
    rf"(?:(?:invoices?|bills?|payment) )?{ORDER_FORM.pattern}(?P<rest>.{{0,60}})"
)


def may_name_an_order(text: str) -> bool:
    """Whether a text in lower case has the letters for it; most have not."""
    return "po" in text or "p.o" in text or "purchase" in text


def order_asked_for(text: str) -> str | Unclear | None:
    """What narrows the list where one invoice is asked for by its order; what else is asked."""
    if not may_name_an_order(text):
        return None
    text = text.rstrip("?!. ")
    if found := _ONE_INVOICE.fullmatch(text):
        return found["order_form"]
    if found := _OF_ORDER.fullmatch(text):
        order = found["order"].upper()
        return Unclear(
            say("I go by the numbers of invoices; by purchase order I can find them"),
            (f"show invoices for PO {order}",),
        )
    return None


def names_an_order(name: str) -> bool:
    """Whether this is no account's name but a purchase order, or one that was forgotten."""
    lower = name.lower()
    return may_name_an_order(lower) and (
        _NOTHING_ELSE.fullmatch(lower) is not None or _ORDER_FIRST.match(lower) is not None
    )
