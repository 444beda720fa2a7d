"""Which of what was put to choose from: ``2``, ``1 and 3``, ``the second``, ``all``."""

import re

from assistant.command import Choose, Command
from assistant.understand.mentions import BIT, mentions

_CHOOSE = re.compile(
    r"(?:(?:pay option|option|choice|choose|pick|take|select|i choose|i pick|i take|i'll take"
    r"|number|no\."
    r"|the)\s)?(?:option |number )?"
    r"(?:([0-9]{1,2})(?:[.)]|st|nd|rd|th)?(?: one)?|(first|second|third|fourth|fifth)(?: one)?)"
)
_CHOOSE_SOME = re.compile(
    r"(?:(?:options?|choices?|choose|pick|take|select|numbers?|the) )?"
    r"[0-9]{1,2}(?:(?:(?:,|,? (?:and|und|et|y)| ?&) ?|と|、)[0-9]{1,2}){1,8}"
)
_LONGEST_CHOICE = 40
_FIGURE = re.compile("[0-9]+")
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_ALL_N = re.compile(r"all (?:[1-9][0-9]?|two|three|four|five|six|seven|eight|nine)")


def read_choice(text: str) -> Command | None:
    """Read a whole text in lower case."""
    if len(text) > _LONGEST_CHOICE or not mentions(text) & BIT["choice"]:
        return None
    if text.startswith("all ") and _ALL_N.fullmatch(text):
        return Choose(pick="all")
    if _CHOOSE_SOME.fullmatch(text):
        pick, *also = map(int, _FIGURE.findall(text))
        return Choose(pick=pick, also=tuple(also)) if all((pick, *also)) else None
    found = _CHOOSE.fullmatch(text)
    if found is None:
        return None
    pick = int(found[1]) if found[1] else _ORDINALS[found[2]]
    return Choose(pick=pick) if pick else None
