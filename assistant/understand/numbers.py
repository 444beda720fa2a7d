"""Invoice numbers as written (``#123``, ``INV-000124``) -> their digits, without leading zeros."""

import re

from assistant.language import say
from assistant.understand.unclear import Unclear

_NUMBER = re.compile(
    r"(?:inv(?:oice)?[-_ .#]?|#|(?:no|nr|number)[. ]{0,2})?#?(0*)([0-9]{1,40})", re.IGNORECASE
)
_DIGIT = re.compile("[0-9]")
_LONGEST = 12


def read_number(text: str) -> str | Unclear:
    """Read one invoice number; ASCII digits only, and no notation a computer might also accept."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return Unclear(_complaint(text.strip()[:40]))
    digits = found[2].lstrip("0") if found[1] else found[2]
    if len(digits) > _LONGEST:
        return Unclear(say("an invoice number has at most {longest} digits", longest=_LONGEST))
    return digits if digits.strip("0") else Unclear(say("there is no invoice number 0"))


def looks_like_a_number(text: str) -> bool:
    """Tell whether somebody meant digits here, in whatever script or notation."""
    if text.isascii():
        return _DIGIT.search(text) is not None
    return any(map(str.isnumeric, text))


def _complaint(text: str) -> str:
    if any(c.isnumeric() and not c.isascii() for c in text):
        return say("“{text}” is not written with the digits 0 to 9", text=text)
    if any(c.isdigit() for c in text) and not text.isascii():
        return say(
            "“{text}” contains letters that only look like digits; use the digits 0 to 9", text=text
        )
    if re.fullmatch(r"[+-]\s?[0-9.,]+", text):
        return say("an invoice number has no sign: “{text}”", text=text)
    if any(c.isdigit() for c in text):
        return say("“{text}” is not an invoice number; write it like 123 or INV-123", text=text)
    return say("“{text}” is not an invoice number", text=text)
