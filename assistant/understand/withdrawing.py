"""A promise to pay that is taken back."""

import re

from assistant.command.reminding import WithdrawPromise
from assistant.understand.numbers import read_number

_NUMBER = r"(?:(?:invoice|bill|inv)(?:[ .:#-]{1,2}|(?=[0-9])))?#?[a-z]{0,4}-?[0-9]{1,12}"
_NUMBERS = rf"{_NUMBER}(?:(?:,? and |, ?| ){_NUMBER}){{0,5}}"
_OF_PROMISE = rf"(?: (?:for|of|on|about|to pay) (?P<numbers>(?:invoices? )?{_NUMBERS}))?"
_WITHDRAW = re.compile(
    r"(?:please )?(?:i (?:have to |must |want to |would like to |will |'ll )?|we (?:have to |must "
    r"|want to |would like to |will |'ll )?)?"
    r"(?:(?:cancel|withdraw|revoke|undo|retract|end|take back|drop) (?:my|our|the) promise"
    rf"{_OF_PROMISE}"
    rf"|take (?:my|our|the) promise{_OF_PROMISE.replace('numbers', 'back')} back"
    rf"|take back what (?:i|we) promised{_OF_PROMISE.replace('numbers', 'said')}"
    r"|(?:cannot|can't|can not|am not able to|are not able to|won't be able to) keep"
    rf" (?:my|our|the) promise{_OF_PROMISE.replace('numbers', 'kept')})"
)


def read_withdrawal(text: str) -> WithdrawPromise | None:
    """Read a whole text in lower case."""
    found = _WITHDRAW.fullmatch(text) if "promise" in text else None
    if found is None:
        return None
    named = " ".join(filter(None, found.groups()))
    numbers = [read_number(each) for each in re.findall(r"(?:inv-?)?[0-9]{1,12}", named)]
    return WithdrawPromise(
        numbers=tuple(dict.fromkeys(each for each in numbers if isinstance(each, str)))
    )
