"""Invoices that somebody says are wrong, who disputes what, and disputes that are over."""

import re

from assistant.command.reminding import DisputeInvoice, EndDispute, ShowDisputes
from assistant.language import mark, marked
from assistant.understand.already import WE
from assistant.understand.named import (
    AND_NUMBERS,
    CURRENCY,
    NUMBER,
    NUMBERS,
    names_another,
    numbers_in,
    without_figures,
)
from assistant.understand.unclear import Unclear

_WRONG = (
    r"(?:wrong|incorrect|not (?:right|correct|ours|for us)|a mistake|an error|disputed|a duplicate"
    r"|(?:never|not) (?:ordered|requested))"
)
_WHY = r"(?P<why>[ ,.;:…–—-][^?]{0,400})?"
_SUM = rf"(?:only |just )?(?:[$€£¥] ?)?[0-9][0-9.,]{{0,14}}(?: ?{CURRENCY})?"
_SHOULD_BE = rf"should (?:only |just )?(?:be|have been) {_SUM}(?!\w)"
_RATHER = (
    r"(?:(?:should|ought to|must)(?: only| just)? (?:be|have been|read|say)"
    rf"|(?:correct|right|agreed)(?: (?:amount|total|sum|price))? (?:is|was|would be)"
    rf"|(?:we )?agreed(?: on)?|instead of|rather than|and not|not|but) {_SUM}(?!\w)"
)
"""A sum that a wrong amount is set right by, which is no invoice's number."""
_RIGHT_SUM = re.compile(rf"{_RATHER}|{_SUM} (?:was|were|is|would be) (?:agreed|correct|right)")
_THINK = r"(?:(?:i|we)(?:'m| am|'re| are)? (?:think|believe|guess|feel|afraid|sure)(?: that)? )?"
_ONE_OR_MORE = rf"{NUMBERS}(?=$)|{AND_NUMBERS}"
_PLACED = (
    r"(?:(?:the |this |that |an? |one |some )?(?:[a-z-]+ ){1,3}(?:(?:no\.? |#)?[0-9]{1,2} )?"
    r"(?:on|of|in) )?"
)
_CHARGED = r"(?:charged|billed|invoiced|debited)"
_TWICE = r"(?:twice|double|two times|again|wrongly|incorrectly|too much)"
_PART = (
    r"(?:total |billed |charged |due )?(?:amount|total|sum|price|tax|vat|quantity"
    r"|line|item|charge|rate|fee|due date|date|address|currency)"
)
_PARTICULAR = rf"(?:(?:the |one )?{_PART} (?:on|of|in|for) )?"
_ORDERED = r"(?:order(?:ed)?|bought|buy|purchased?|request(?:ed)?)"
_NEVER = r"(?:never|did(?: not|n't)(?: ever)?|have(?: not|n't)(?: ever)?|have never)"
_LIKE = rf"(?:(?:like )?(?:simply |just )?(?:a |the )?(?:duplicate|copy|same)(?: of| as)? {NUMBER})"
_DISPUTE = re.compile(
    rf"(?:{_THINK}{_PARTICULAR}"
    rf"(?:(?P<subject>this|that|it|(?:(?:the |our |both )?(?:invoices|bills) )?{NUMBERS}"
    rf"|(?:the |my |our |this |your )?(?:invoice|bill)|(?:the|this|your) {_PART}))"
    r"(?: is| are| was| were|'s| looks?| seems?| must be)"
    rf" (?:{_LIKE}|(?:simply |just |totally |both |all )?{_WRONG})"
    rf"|(?:{WE} )?(?:want to |would like to |have to |must |hereby )?"
    rf"(?:dispute|contest|object to|do(?:n't| not) agree with) (?:{_PLACED}(?:the )?"
    rf"(?P<object>{_ONE_OR_MORE})|(?:the )?(?P<named>this|it|this (?:invoice|bill)|invoice|bill))"
    rf"|(?P<front>{NUMBERS}),? {WE} (?:dispute|contest|object to)"
    rf"|(?:something|there is something"
    rf"|there's something)(?: is)? wrong with (?:the )?(?P<with>{NUMBERS})"
    rf"|(?:{WE} (?:were|was|got|have been|had been) {_CHARGED}"
    rf"|you(?:'ve| have)? {_CHARGED} (?:me|us))"
    rf" {_TWICE} (?:for|on|in|with) (?:the )?(?P<twice>{_ONE_OR_MORE})"
    rf"|{WE} {_NEVER} {_ORDERED} (?:(?:anything|what is) (?:on|in) )?"
    rf"(?:(?P<never>{_ONE_OR_MORE})|(?:any of )?this(?: (?:invoice|bill))?)"
    rf"|{_PARTICULAR}(?P<sum>{NUMBERS}) {_SHOULD_BE}"
    rf"|(?P<charged>{NUMBERS}) (?:was|were|has been|have been|is|are) {_CHARGED} {_TWICE}"
    rf"){_WHY}"
)
_OF = r"(?:of|on|about|over|for|against)"
_END = re.compile(
    rf"(?:(?:the|my|our) )?dispute {_OF} (?P<number>{NUMBER}) (?:is|has been|was)(?: now)?"
    r" (?:settled|over|resolved|closed|withdrawn|cleared(?: up)?|done)"
    rf"|(?:{WE} (?:want to |would like to |have to |hereby |'d like to )?)?"
    rf"(?:end|close|settle|resolve|withdraw|drop|cancel|retract|revoke|take back)"
    rf" (?:the|my|our) dispute {_OF} (?P<other>{NUMBER})"
    rf"|(?:{WE} )?take (?:the|my|our) dispute {_OF} (?P<back>{NUMBER}) back"
    rf"|{WE} (?:no longer|do(?:n't| not)(?: any ?more| any longer)?) (?:dispute|contest)"
    rf" (?P<longer>{NUMBER})(?: any ?more| any longer)?"
    rf"|(?P<right>{NUMBER}) (?:is|was) (?:right|correct|fine|ok|okay|in order) after all"
)
_ASKED = re.compile(
    rf"(?:why|when|since when|by whom|how|who) (?:(?:is|was|has|had|did) )?(?P<which>{NUMBER})"
    r" (?:been )?(?:disputed|contested|in dispute|under dispute)(?: by whom)?"
    rf"|who (?:has |had |is )?(?:disput(?:ed|es|ing)|contest(?:ed|s|ing)) (?P<whose>{NUMBER})"
    rf"|who (?:has )?(?:said|says) (?:that )?(?P<wrong>{NUMBER}) (?:is|was) wrong"
    rf"|(?:is|was) (?P<is>{NUMBER}) (?:still )?(?:disputed|contested|in dispute|under dispute)"
    rf"|(?:(?:what about|how about|status of|show(?: me)?|what is the status of|how is) )?"
    rf"(?:the |my |our )?dispute {_OF} (?P<about>{NUMBER})"
    rf"|how does the dispute {_OF} (?P<stands>{NUMBER}) stand"
    r"|(?:what(?:'s| is)|which (?:invoices|ones|bills) are|is (?:anything|something)) (?:still )?"
    r"(?:disputed|contested|in dispute|under dispute)"
    r"|(?:(?:show(?: me)?|list|what about|which) )?(?:(?:my|our|the|all|any|open) )*disputes"
    r"(?: do (?:i|we) have)?"
    r"|(?:(?:show|list)(?: me)? )?(?:(?:my|our|the|all) )*disputed(?: invoices| ones| bills)?"
)
_WORDS = ("subject", "object", "front", "with", "twice", "charged", "sum", "never")
_SHORT = 2
_COUNT = re.compile(
    r"(?<![0-9.,#/-])(?<!invoice )(?<!bill )(?<!and )(?<!or )[0-9]{1,2}"
    r"(?![0-9]|[.,/-][0-9]|,? (?:too|also|as well)\b)"
)
"""So short a number in a reason is of seats or of a line, where the invoices have longer ones."""
_WHICH = mark("I am not sure which invoices you say are wrong")


def read_dispute(text: str) -> DisputeInvoice | EndDispute | ShowDisputes | Unclear | None:
    """Read a whole text in lower case; it is asked where it may name an invoice more."""
    if found := _END.fullmatch(text):
        number = numbers_in(next(filter(None, found.groups()), None))
        return EndDispute(number=number[0]) if number else None
    if found := _ASKED.fullmatch(text):
        number = numbers_in(next(filter(None, found.groups()), None))
        return ShowDisputes(number=number[0] if number else None)
    found = _DISPUTE.fullmatch(text)
    if found is None:
        return None
    numbers = numbers_in(next(filter(None, map(found.group, _WORDS)), None))
    why = _RIGHT_SUM.sub("", found["why"] or "")
    if all(len(number) > _SHORT for number in numbers):
        why = _COUNT.sub("", why)
    if names_another(why):
        every = dict.fromkeys((*numbers, *numbers_in(without_figures(why))))
        asked = filter(None, dict.fromkeys((numbers, tuple(every))))
        return Unclear(marked(_WHICH), tuple(f"I dispute {' and '.join(each)}" for each in asked))
    return DisputeInvoice(numbers=numbers)
