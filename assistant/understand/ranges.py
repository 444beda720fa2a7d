"""``121-122``: the invoices from one number to another; a longer row is spelt out, not assumed."""

import re

from assistant.command import Pay
from assistant.language import say
from assistant.understand.unclear import Unclear

_RANGE = re.compile(
    r"(?:(?P<named>(?:(?:my|our|the) )?(?:invoices?|bills?|numbers?) )"
    r"(?:from )?)?#?(?P<first>[0-9]{1,12})(?:\s?-\s?| (?P<word>to|through|until|till) )"
    r"(?:invoice |#)?(?P<last>[0-9]{1,12})"
)
_MOST_SPELT_OUT = 10


def read_range(what: str) -> Pay | Unclear | None:
    """Read two neighbours as both; "121 to 122" without "invoices" may be an amount as well."""
    found = _RANGE.fullmatch(what)
    if found is None:
        return None
    first, last = int(found["first"]), int(found["last"])
    if found["word"] and not found["named"]:
        near = found["word"] == "to" and 0 < last - first < _MOST_SPELT_OUT and first
        return _amount_or_both(first, last) if near else None
    if last - first == 1 and first:
        return Pay(numbers=(str(first), str(last)))
    if not 1 < last - first < _MOST_SPELT_OUT or not first:
        return Unclear(
            say("to pay several invoices, name each by its number"), ("show my invoices",)
        )
    between = ", ".join(map(str, range(first, last)))
    return Unclear(
        say("that can be two invoices, or those between them too"),
        (f"pay {first} and {last}", f"pay invoices {between} and {last}"),
    )


def _amount_or_both(first: int, last: int) -> Unclear:
    both = f"pay {first} and {last}" if last - first == 1 else f"pay {first}-{last}"
    return Unclear(
        say("that can be invoices, or an amount of one"), (both, f"pay {first} of {last}")
    )
