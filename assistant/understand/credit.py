"""``use my credit for 123``, ``pay 123 with my credit``: what is in credit pays first."""

import re

from assistant.command import Pay
from assistant.understand.unclear import Unclear

_CREDIT = r"(?:my|our|the) (?:account )?credit(?: balance)?(?: first)?"
_WITH = re.compile(rf"(?P<pay>.+?),? (?:with|using|from|out of|by) {_CREDIT}")
_USE = re.compile(
    rf"(?:use|apply|spend) {_CREDIT}"
    r"(?: (?:to|for|on|towards?|against)(?: (?:pay|paying)(?: for)?)? (?P<what>.{1,80}))?"
)
_SOME = re.compile(
    rf"(?:use|apply|spend|put) (?P<amount>[^a-z]{{0,3}}[0-9][^a-z]{{0,20}}(?: ?[a-z]{{3,8}})?)"
    rf" (?:of|from) {_CREDIT} (?:to|for|on|towards?|against)(?: (?:pay|paying)(?: for)?)?"
    r" (?P<what>.{1,80})"
)


def without(text: str) -> str | None:
    """The same request to pay without naming the credit; None where it is not named."""
    if "credit" not in text:
        return None
    if some := _SOME.fullmatch(text):
        return f"pay {some['amount'].strip()} of {some['what']}"
    if used := _USE.fullmatch(text):
        return f"pay {used['what'] or ''}".strip()
    paid = _WITH.fullmatch(text)
    return paid["pay"] if paid else None


def first(read: Pay | Unclear | None) -> Pay | Unclear | None:
    """The same with the credit paying first; nothing where another method was named, too."""
    if not isinstance(read, Pay):
        return read
    return read.model_copy(update={"using": "credit"}) if read.using is None else None
