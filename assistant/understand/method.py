"""``pay 122 with 4242``: a payment by a method of one's choice, named so that none is mistaken.

Every word has to fit. A wire, cash or a word that is not known is said to be impossible, and never
left out, because the method on file would pay instead.
"""

import re

from assistant.command import Pay
from assistant.language import mark, marked
from assistant.understand.unclear import Unclear

_BY = r"(?:,? (?:and )?(?:please )?(?:with|using|use|via|by|from|out of|through|on))"
_KIND = (
    r"(?:(?:credit |debit |bank )?cards?|visa|master ?card|amex|american express|discover|paypal"
    r"|sepa|ach|iban|direct debit|bank(?: account)?|wire|(?:bank |wire )?transfer|che(?:ck|que)"
    r"|cash|(?:apple|google) ?pay|method)"
)
_ONCE = (
    r"(?P<once>,? (?:(?:just |only )?(?:this |for )?(?:once|one time)|as a one[- ]off"
    r"|without saving (?:it|the card)|(?:but )?(?:do not|don't) save (?:it|the card)))"
)
_ON_FILE = re.compile(
    rf"(?P<rest>.+?){_BY} (?:(?:my|our|the) (?:default|saved|usual|stored) (?:card|(?:payment )?"
    r"method)|(?:my|our|the) (?:card|(?:payment )?method) (?:you have )?on file)"
)
_NAMED = re.compile(
    rf"(?P<rest>.*?){_BY} (?:(?:my|our|the|a|an|another|this|that|your) )?"
    rf"(?:(?:[^\W\d]{{1,20}} ){{0,3}}?{_KIND}(?: (?:ending|that ends|number|no|on|with|in|of|the"
    r"|end|file|[0-9]{4})){0,4}|(?:the |my )?(?:one )?(?:ending (?:in |with )?)?[0-9]{4})"
    rf"{_ONCE}?"
)
_MEANS = {
    **{word: word for word in ("visa", "discover", "paypal", "sepa", "ach", "card")},
    "cards": "card",
    "mastercard": "mastercard",
    "amex": "american",
    "bank": "bank",
}
_OTHER = frozenset(("other", "another", "different", "second"))
_FILLING = frozenset(
    "my our the a an credit saved card cards ending ends number no with in end one account"
    " method payment express".split()
)
_CANNOT = mark(
    "I can charge a saved method that you name, such as “4242”, or open a page where you pay once"
    " with any other; the offer names it before you confirm"
)


def without_the_method_on_file(what: str) -> str:
    """Leave out "with the card on file": it is the one that is used."""
    found = _ON_FILE.fullmatch(what)
    return found["rest"] if found else what


def named_method(what: str) -> tuple[str, str | None] | None:
    """What is to be paid, and by which method (None: by one that cannot be); None: none named."""
    found = _NAMED.fullmatch(what)
    if found is None:
        return None
    said = what[found.end("rest") : found.start("once") if found["once"] else None]
    return found["rest"], _using(said.replace(",", " "), once=bool(found["once"]))


def _using(said: str, *, once: bool) -> str | None:
    if said.split()[0] == "on":
        return None  # "pay 50 on my card" may be meant for what is owed on the card
    words = re.sub(rf"^{_BY}", "", " " + said.strip()).replace("master card", "mastercard")
    words = words.replace("american express", "amex").replace("direct debit", "bank")
    words = words.replace("that ends", "ends")
    tokens = words.replace("bank card", "card").replace("debit card", "card").split()
    if _OTHER.intersection(tokens) or "new" in tokens:
        plain = _OTHER | _FILLING | {"new"}
        if not plain.issuperset(tokens):
            return None
        return "once" if once or "new" in tokens else "other"
    if once:
        return None  # nothing says that what is on file is not meant
    exact = [_MEANS[token] for token in tokens if _MEANS.get(token, "card") != "card"]
    digits = [token for token in tokens if token.isdigit()]
    known = all(token in _FILLING or token in _MEANS or token.isdigit() for token in tokens)
    if not known or len(exact) + len(digits) > 2:
        return None
    return " ".join([*exact, *digits]) or ("card" if "card" in tokens else None)


def refused(pay: Pay) -> Unclear:
    """Say why the method cannot be chosen, and offer the payment without it."""
    return Unclear(marked(_CANNOT), (_said(pay),))


def _said(pay: Pay) -> str:
    if pay.amount:
        return f"pay {pay.amount.words} of {pay.numbers[0] if pay.numbers else 'my invoice'}"
    if pay.all:
        return "pay my balance" if pay.all == "balance" else f"pay all {pay.all} invoices"
    if len(pay.numbers) > 1:
        return f"pay {', '.join(pay.numbers[:-1])} and {pay.numbers[-1]}"
    return f"pay invoice {pay.numbers[0]}" if pay.numbers else "pay my invoice"
