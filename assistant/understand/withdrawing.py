"""A word that is taken back: a promise to pay, or that something is paid."""

import re

from assistant.command.reminding import WithdrawClaim, WithdrawPromise
from assistant.understand.named import NUMBERS, numbers_in

_OF_PROMISE = rf"(?: (?:for|of|on|about|to pay) (?P<numbers>{NUMBERS}))?"
_PROMISE = r"(?:my|our|the) promise"
_WITHDRAW = re.compile(
    r"(?:please )?(?:(?:i|we) (?:have to |must |want to |would like to |will |'ll )?)?"
    r"(?:(?:(?:cancel|withdraw|revoke|undo|retract|end|take back|drop|(?:cannot|can't|can not"
    rf"|am not able to|are not able to|won't be able to) keep) {_PROMISE}"
    rf"|take back what (?:i|we) promised){_OF_PROMISE}"
    rf"|take {_PROMISE}{_OF_PROMISE.replace('numbers', 'back')} back)"
)


_UNSAY = re.compile(rf"(?:please )?take back that (?:i|we)(?: have)? paid (?P<numbers>{NUMBERS})")


def read_withdrawal(text: str) -> WithdrawPromise | WithdrawClaim | None:
    """Read a whole text in lower case."""
    if unsaid := _UNSAY.fullmatch(text):
        return WithdrawClaim(numbers=numbers_in(unsaid["numbers"]))
    found = _WITHDRAW.fullmatch(text) if "promise" in text else None
    if found is None:
        return None
    named = " ".join(filter(None, found.groups()))
    return WithdrawPromise(numbers=numbers_in(named))
