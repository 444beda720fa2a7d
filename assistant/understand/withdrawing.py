"""A promise to pay that is taken back."""

import re

from assistant.command.reminding import WithdrawPromise
from assistant.understand.named import NUMBERS, numbers_in

_OF_PROMISE = rf"(?: (?:for|of|on|about|to pay) (?P<numbers>{NUMBERS}))?"
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
    return WithdrawPromise(numbers=numbers_in(named))
