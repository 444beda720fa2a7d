"""``half of 123``, ``25 % of my balance``: a part in proportion to what is open."""

import re
from math import gcd

from assistant.command import Share

_WORDS = {
    "half": (1, 2),
    "a half": (1, 2),
    "one half": (1, 2),
    "a third": (1, 3),
    "one third": (1, 3),
    "two thirds": (2, 3),
    "a quarter": (1, 4),
    "one quarter": (1, 4),
    "a fourth": (1, 4),
    "three quarters": (3, 4),
}
_SHARE = re.compile(
    rf"(?:only |just )?(?:(?P<word>{'|'.join(_WORDS)})|(?P<percent>[0-9]{{1,2}}) ?(?:%|per ?cent)"
    r"|(?P<parts>[1-9])/(?P<of>[2-9]))(?![\w/])"
    r"(?: (?:of|on|off|from|for|towards?))?(?: (?P<what>.+))?"
)


def read_share(what: str) -> tuple[Share, str] | None:
    """Read a share and what it is of; None when the text begins with none."""
    found = _SHARE.fullmatch(what)
    if found is None:
        return None
    if found["word"]:
        parts, of = _WORDS[found["word"]]
    elif found["percent"]:
        parts, of = int(found["percent"]), 100
    else:
        parts, of = int(found["parts"]), int(found["of"])
    if not 0 < parts < of:
        return None
    shared = gcd(parts, of)
    return Share(parts=parts // shared, of=of // shared), found["what"] or ""
