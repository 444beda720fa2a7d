"""``pay 122 with 4242``: a payment by a method of one's choice, which is said to be impossible.

The method on file is the one that is used anyway, so only that one may be named in passing.
"""

import re

from assistant.command import Pay
from assistant.understand.unclear import Unclear

_BY = r"(?:,? (?:and )?(?:please )?(?:with|using|use|via|by|from|out of|through|on))"
_KIND = (
    r"(?:(?:credit |debit |bank )?cards?|visa|master ?card|amex|american express|discover|paypal"
    r"|sepa|ach|iban|direct debit|bank(?: account)?|wire|(?:bank |wire )?transfer|che(?:ck|que)"
    r"|cash|(?:apple|google) ?pay|method)"
)
_ON_FILE = re.compile(
    rf"(?P<rest>.+?){_BY} (?:(?:my|our|the) (?:default|saved|usual|stored) (?:card|(?:payment )?"
    r"method)|(?:my|our|the) (?:card|(?:payment )?method) (?:you have )?on file)"
)
_NAMED = re.compile(
    rf"(?P<rest>.+?){_BY} (?:(?:my|our|the|a|an|another|this|that|your) )?"
    rf"(?:(?:[^\W\d]{{1,20}} ){{0,3}}?{_KIND}(?: (?:ending|that ends|number|no|on|with|in|of|the"
    r"|end|file|[0-9]{4})){0,4}|(?:the |my )?(?:one )?(?:ending (?:in |with )?)?[0-9]{4})"
)
_ONLY_ON_FILE = "I can only use the method on file, which the offer names before you confirm it"


def without_the_method_on_file(what: str) -> str:
    """Leave out "with the card on file": it is the one that is used."""
    found = _ON_FILE.fullmatch(what)
    return found["rest"] if found else what


def without_a_named_method(what: str) -> str | None:
    """What is to be paid by a method named; None when none is."""
    found = _NAMED.fullmatch(what)
    return found["rest"] if found else None


def refused(pay: Pay) -> Unclear:
    """Say why the method cannot be chosen, and offer the payment without it."""
    return Unclear(_ONLY_ON_FILE, (_said(pay),))


def _said(pay: Pay) -> str:
    if pay.amount:
        return f"pay {pay.amount.words} of {pay.numbers[0] if pay.numbers else 'my invoice'}"
    if pay.all:
        return f"pay all {pay.all} invoices"
    if len(pay.numbers) > 1:
        return f"pay {', '.join(pay.numbers[:-1])} and {pay.numbers[-1]}"
    return f"pay invoice {pay.numbers[0]}" if pay.numbers else "pay my invoice"
