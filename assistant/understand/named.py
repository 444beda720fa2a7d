"""The invoices that a sentence names by number, each number taken whole or not at all."""

import re

from assistant.understand.dates import MONTH
from assistant.understand.numbers import read_number

UNIT = r"(?:times|seconds?|minutes?|hours?|(?:business |working )?days?|weeks?|months?|years?)"
CURRENCY = r"(?:eur|euros?|usd|dollars?|bucks|gbp|pounds?|chf|francs?|jpy|yen|[$€£¥%])"
_NO_NUMBER = rf"(?![0-9]+ ?(?:{UNIT}|{CURRENCY})(?!\w))(?![0-9]{{1,2}}\.? (?:of )?(?:{MONTH})\b)"
"""What is counted, a sum and a day of a month are no invoices."""
_ENDS = r"(?![0-9a-z_%€$£¥]|[.,:/'-][0-9])"
NUMBER = (
    rf"(?:(?:invoice|bill|inv)(?: (?:no|nr|number)\b\.?)?(?:[ .:#-]{{1,2}}|(?=[0-9])))?"
    rf"#?(?:[a-z]{{1,4}}-?|-)?{_NO_NUMBER}[0-9]{{1,12}}{_ENDS}"
)


def _parted_by(words: str) -> str:
    """Up to six numbers, with such words between them; the form of a number is long, so once."""
    return rf"(?:invoices? )?(?:(?:(?<![0-9])|(?<=[0-9])(?:{words})){NUMBER}){{1,6}}"


NUMBERS = _parted_by(",? and |, ?| ")
"""Numbers that a form names; whatever else stands behind them is for that form to say."""
AND_NUMBERS = _parted_by(" and ")

_WRITTEN = re.compile(r"(?:inv-?)?[0-9]{1,12}")


def numbers_in(words: str | None) -> tuple[str, ...]:
    """The numbers among words that a form took for them, each as it is written on invoices."""
    read = map(read_number, _WRITTEN.findall(words or ""))
    return tuple(dict.fromkeys(number for number in read if isinstance(number, str)))


_FIGURE = re.compile(
    r"\b(?:ref|reference|transaction|trace|confirmation|order|po|account|iban|card|ending|che(?:ck"
    r"|que)|id)(?: (?:is|was|in|with|id|no|nr|number)\b)*[ .:#]*[a-z0-9-]*[0-9][a-z0-9-]*"
    rf"|(?:{MONTH})\.? (?:the )?[0-9]{{1,2}}(?:st|nd|rd|th)?\b"
    rf"|\b[0-9]{{1,2}}\.? (?:of )?(?:{MONTH})\b"
    r"|\b(?:on|the|since|until) [0-9]{1,2}\b(?![.,/-][0-9])|\b20[0-9]{2}\b|[$€£¥] ?[0-9][0-9.,]*"
    r"|[0-9]+(?:[.,:/-][0-9]+)+\.?|[0-9]+ ?(?:st|nd|rd|th|am|pm|x|%)(?!\w)"
    r"|\b[0-9]+ ?(?!(?:is|are|was|were|too|also|as|and|or|but|on|by|via|with|last|this|already"
    r"|today|yesterday|from|for|in|at|to|i|we|you|has|have|will|can|please)\b)[a-z$€£¥]+"
)
"""References, days, sums and what is counted."""


def without_figures(words: str) -> str:
    """What is left of words without the figures that can be no invoice."""
    return _FIGURE.sub("", words)


def names_another(words: str) -> bool:
    """Whether words hold a number that can be one more invoice, as far as anybody can tell."""
    return any(map(str.isdigit, words)) and any(map(str.isdigit, without_figures(words)))


_CALLED = r"(?:invoices?|bills?|inv|rechnung(?:en)?|factures?|facturas?|請求書)"
_ONE_OF = re.compile(rf"(?<![a-z]){_CALLED}(?:[ .:#-]|n[or°º]\.?){{0,8}}({NUMBERS})")


def the_invoice_in(subject: str) -> str:
    """The only invoice that the subject of a mail names; empty where it names none or several."""
    found = {number for each in _ONE_OF.findall(subject.lower()) for number in numbers_in(each)}
    return found.pop() if len(found) == 1 else ""
