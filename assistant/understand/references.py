"""How people refer to an invoice: ``invoice 123``, ``#123``, ``bill no. 123``."""

import re
from collections.abc import Callable

from assistant.command import Command
from assistant.understand.numbers import looks_like_a_number, read_number
from assistant.understand.unclear import Unclear

SEE = (
    r"(?:show|list|see|view|display|give|find|pull up|look at|look up|check|print|tell|get"
    r"|bring up|share|send)"
    r"(?: (?:me|us))?(?: (?:a |the )?(?:list|overview) of)?"
)
_NUMBER = r"(?P<number>[^\s,;?]{1,45})"
INVOICE = (
    r"(?:(?:my|our|the|this) )?(?:invoice|bill|inv)(?: (?:no|nr|number|num)\b[. ]?)?"
    rf"(?:[ .:]{{1,2}}|(?=[#0-9])){_NUMBER}"
)
REFERENCE = rf"(?:{INVOICE}|(?P<bare>(?:#|inv[- ]?)?[^\s\w]?[0-9][^\s,;?]{{0,44}}))"


def with_number(
    text: str, forms: tuple[re.Pattern[str], ...], build: Callable[[str], Command]
) -> Command | Unclear | None:
    """Build a command from the number the first form that matches holds."""
    for form in forms:
        if found := form.fullmatch(text):
            written = next(value for value in found.groupdict().values() if value)
            number = read_number(written)
            if not isinstance(number, Unclear):
                return build(number)
            if looks_like_a_number(written):
                return number
    return None
