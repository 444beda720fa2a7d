"""A request whose invoice number has a slip in it: ``pay 12e``, ``show invoice 12o``.

It is only ever suggested from: the number that was meant is chosen by the person.
"""

import re

_ALMOST = re.compile(
    r"(?:please )?(?:(?P<pay>pay|settle)|(?P<status>(?:payment )?status(?: of)?)|show(?: me)?|see"
    r"|open)? ?(?:(?:my|our|the) )?(?:(?:invoice|bill) ?)?(?:inv)?[ #-]{0,3}"
    r"(?=[0-9]*[a-z])(?=[a-z]*[0-9])(?P<written>[0-9a-z]{2,12})[ .!?]{0,3}"
)
_MOST_LETTERS = 2


def almost_a_number(text: str) -> tuple[str, str] | None:
    """What was asked, with a gap for the number, and the number as it was written; or None."""
    found = _ALMOST.fullmatch(text.strip().lower()) if len(text) <= 60 else None
    if found is None or sum(map(str.isalpha, found["written"])) > _MOST_LETTERS:
        return None
    if found["pay"]:
        return "pay invoice {}", found["written"]
    return "status of {}" if found["status"] else "show invoice {}", found["written"]
