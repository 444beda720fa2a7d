"""Invoices that somebody says are wrong, and disputes that are over."""

import re

from assistant.command.reminding import DisputeInvoice, EndDispute
from assistant.understand.already import WE
from assistant.understand.named import NUMBER, NUMBERS, names_another, numbers_in

_WRONG = (
    r"(?:wrong|incorrect|not (?:right|correct|ours|for us)|a mistake|an error|disputed|a duplicate)"
)
_WHY = r"(?P<why>[ ,.;:-][^?]{0,100})?"
_THINK = r"(?:(?:i|we)(?:'m| am|'re| are)? (?:think|believe|guess|feel|afraid|sure)(?: that)? )?"
_ONE_OR_MORE = rf"{NUMBERS}(?=$)|(?:invoices? )?{NUMBER}(?: and {NUMBER}){{0,5}}"
_PLACED = r"(?:(?:the |this |that |an? |one |some )?(?:[a-z-]+ ){1,3}(?:on|of|in) )?"
_CHARGED = r"(?:charged|billed|invoiced|debited)"
_TWICE = r"(?:twice|double|two times|again|wrongly|incorrectly|too much)"
_DISPUTE = re.compile(
    rf"(?:{_THINK}(?:(?P<subject>this|that|it|(?:(?:the |our |both )?(?:invoices|bills) )?{NUMBERS}"
    r"|(?:the |my |our |this |your )?(?:invoice|bill)))"
    r"(?: is| are| was| were|'s| looks?| seems?| must be)"
    rf" (?:simply |just |totally |both |all )?{_WRONG}"
    rf"|(?:{WE} )?(?:want to |would like to |have to |must |hereby )?"
    rf"(?:dispute|contest|object to|do(?:n't| not) agree with) (?:{_PLACED}(?:the )?"
    rf"(?P<object>{_ONE_OR_MORE})|(?:the )?(?P<named>this|it|this (?:invoice|bill)|invoice|bill))"
    rf"|(?:something|there is something"
    rf"|there's something)(?: is)? wrong with (?:the )?(?P<with>{NUMBERS})"
    rf"|(?:{WE} (?:were|was|got|have been|had been) {_CHARGED}"
    rf"|you(?:'ve| have)? {_CHARGED} (?:me|us))"
    rf" {_TWICE} (?:for|on|in|with) (?:the )?(?P<twice>{_ONE_OR_MORE})"
    rf"|(?P<charged>{NUMBERS}) (?:was|were|has been|have been|is|are) {_CHARGED} {_TWICE}"
    rf"){_WHY}"
)
_END = re.compile(
    rf"(?:the )?dispute (?:of|on|about|over) (?P<number>{NUMBER}) is (?:settled|over|resolved"
    rf"|closed)"
    rf"|(?:end|close|settle|resolve) the dispute (?:of|on|about|over) (?P<other>{NUMBER})"
)
_WORDS = ("subject", "object", "with", "twice", "charged")


def read_dispute(text: str) -> DisputeInvoice | EndDispute | None:
    """Read a whole text in lower case; None where it may name an invoice more than was read."""
    if found := _END.fullmatch(text):
        number = numbers_in(found["number"] or found["other"])
        return EndDispute(number=number[0]) if number else None
    found = _DISPUTE.fullmatch(text)
    if found is None or names_another(found["why"] or ""):
        return None
    return DisputeInvoice(numbers=numbers_in(next(filter(None, map(found.group, _WORDS)), None)))
