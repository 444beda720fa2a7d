"""``link dana@acme.example``, ``I am dana@acme.example``, ``bcdf-ghjk``, ``unlink my Slack``."""

import re

from assistant.command.linking import LinkSlack, ProveLink, Unlink
from assistant.understand.mentions import BIT, mentions

_ADDRESS = r"<?(?P<address>[^\s@<>,;]{1,64}@[^\s@<>,;]{1,250}?)>?"
_SLACK = r"(?:this |my |our )?(?:slack ?)?(?:account|user|identity|id|profile|name|slack|me|us)"
_LINK = re.compile(
    rf"(?:(?:please |pls )?(?:link|connect|verify|identify|sign in|log in|register|it'?s)"
    rf"(?: {_SLACK})?(?: (?:to|as|with|is))?:?|i'?m|i am|this is|it is(?: me,?)?|me:?"
    rf"|(?:my |the )?(?:billing |work |company |mail |e-?mail )*(?:address|e-?mail|mail)(?: is|:)?)"
    rf" {_ADDRESS}[.!]?"
)
_ALONE = re.compile(rf"{_ADDRESS}[.!]?")
_CODE = re.compile(
    r"(?:(?:(?:my|the|here(?: is|'?s)(?: (?:my|the))?|slack|link) )?code(?: is)?:? |it'?s |link )?"
    r"(?P<code>[bcdfghjkmnpqrstvwxyz]{4}[- ]?[bcdfghjkmnpqrstvwxyz]{4})[.!]?"
)
_VOWELS = frozenset("aeiou ")
_UNLINK = re.compile(
    r"(?:please |pls )?(?:unlink|disconnect)"
    r"(?: (?P<every>all|every|everything)(?: (?:of )?my)?)?"
    rf"(?: {_SLACK}| slack (?:accounts|users))?(?: from (?:this|my) (?:address|e-?mail))?[.!]?"
)


def read_linking(text: str) -> LinkSlack | ProveLink | Unlink | None:
    """Read who somebody says they are, or the code that proves it; in lower case."""
    if _VOWELS.isdisjoint(text[-4:-1]) and (found := _CODE.fullmatch(text)):
        return ProveLink(code=re.sub("[- ]", "", found["code"]))
    if not mentions(text) & BIT["link"]:
        return None
    if "@" in text and (found := _LINK.fullmatch(text)):
        return LinkSlack(address=found["address"])
    if found := _UNLINK.fullmatch(text):
        return Unlink(all=bool(found["every"]))
    return None


_LIKE_A_CODE = re.compile(r"(?:(?:my |the )?code(?: is)?:? )?[a-z0-9]{3,8}[- ]?[a-z0-9]{2,8}[.!]?")


def looks_like_a_code(text: str) -> bool:
    """Whether somebody who was mailed a code may have mistyped it."""
    lower = " ".join(text.lower().split())
    code = lower.split()[-1] if lower else ""
    odd = any(map(str.isdigit, code)) or "-" in code or _VOWELS.isdisjoint(code)
    return odd and _LIKE_A_CODE.fullmatch(lower) is not None


def read_as_stranger(text: str) -> LinkSlack | ProveLink | None:
    """What somebody says of whom we only want to know who they are; an address alone will do."""
    lower = " ".join(text.lower().split())
    read = read_linking(lower)
    if read is None and (found := _ALONE.fullmatch(lower)):
        return LinkSlack(address=found["address"])
    return None if isinstance(read, Unlink) else read
