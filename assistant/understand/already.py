"""People who say that they have paid: which invoices they name, each number taken whole."""

import re

from assistant.command import Command, PaymentStatus
from assistant.command.reminding import Promise, SayPaid
from assistant.language import mark, marked
from assistant.understand.named import CURRENCY, NUMBERS, UNIT, names_another, numbers_in
from assistant.understand.unclear import Unclear
from assistant.understand.when import WHEN

WE = r"(?:i|we|our (?:bank|accountant|accounting|team)|accounting|finance)"
WHAT = (
    rf"(?P<what>it|this|that|these|them|you|everything|all(?: of (?:it|them))?"
    rf"|(?:the |our |my |this |these )?(?:invoices?|bills?|balance|amount|money)"
    rf"|(?:the |our |my )?{NUMBERS})"
)
"""What is paid or will be."""

_PAID = (
    r"(?:paid|wired|transferred|settled|remitted"
    r"|sent (?:you )?(?:the |our |my |an? )?(?:money|payment|transfer|wire|amount))"
)
_SUM = (
    rf"(?:the |our |my )?(?:(?:remaining|full|open|outstanding|missing|first|last|other) )?"
    rf"(?:[$€£¥]? ?[0-9][0-9.,]{{0,14}}(?: ?{CURRENCY})?|rest|remainder|balance|amount|half|part)"
)
_WHEN = (
    r"(?P<when>[,.;:-]? ?(?:(?:already|yesterday|today|last|on|by|via|with|this|in|ago|two|three|a"
    r"|but|[a-z]+day|ref|reference|weeks?|days?"
    r"|(?P<where>at|to|from|through|per|into|once|twice|again))\b"
    rf"|[0-9]{{1,3}} {UNIT}\b)[^?]{{0,100}})?"
)
_NAMED, _OF, _SENT = (f"(?P<{name}>{NUMBERS})" for name in ("named", "of", "sent"))
_TRANSFER = r"(?:wire(?: transfer)?|bank transfer|transfer|payment|money|che(?:ck|que))"
_WENT = (
    r"(?:(?:has |have )?(?:already |just )?(?:went out|gone out|was sent|been sent|was made"
    r"|been made|left (?:our|the) bank)|is (?:already )?(?:out|on (?:its|the) way))"
)
_TODAY = r"(?:already|today|yesterday|just now|this (?:morning|week)|last (?:week|night))"
_SUM_OF = r"[0-9][0-9.,]{0,12}[.,][0-9]{2}"
_MONEY = rf" (?:[$€£¥] ?{_SUM_OF}|{_SUM_OF} ?{CURRENCY})(?!\w)"
"""A sum alone, which may be an invoice's number unless it has cents."""
_SAYS_PAID = re.compile(
    rf"(?:(?:{WE}(?:'ve| have| had)?(?: already| just| now)* |already |just |have (?:already )?"
    rf"|(?=sent )){_PAID}"
    rf"(?: {_SUM}(?: {_TODAY})? (?:for|of|towards|against) {_OF}|(?: for| off)? {WHAT}|{_MONEY})?"
    rf"|(?P<is>it|this|that|(?:the |our |my )?{NUMBERS}|(?:the |our |my |this )?(?:invoice|bill))"
    r"(?: is| are| was| were| has been| have been|'s)(?: already)?(?: been)? (?:paid|settled)"
    r"(?: already)?"
    rf"|(?:the |our |my |a )?{_TRANSFER} (?:for|of) (?:the )?(?:{_SENT}|it|this|that) {_WENT}"
    rf"){_WHEN}"
)
_WENT_ON = re.compile(
    rf"(?:(?:the |our |my )?(?:(?:{_TRANSFER}) {_WENT}|(?:{_TRANSFER}) (?:sent|made))"
    rf"|(?:it |this |that )?(?:was|has been) (?:paid|wired|transferred|settled)),?"
    rf" (?:{_TODAY}|{WHEN}|[0-9]{{1,2}} (?:days|weeks) ago)"
    r"(?:,? (?:by|via) (?:wire|wire transfer|bank transfer|transfer|ach|sepa|che(?:ck|que)))?"
    r"(?:[,;.]? (?:(?:with|under) )?(?:the |our )?(?:bank |payment |wire |transfer )?"
    r"ref(?:erence)?\b\.?(?: (?:no|nr|number)\b\.?| is)?[ :#]*[a-z0-9][a-z0-9/-]{0,40})?"
)
"""A payment that names no invoice, but its day: "made in error" says something else."""
_ONE_BY_ONE = mark("I can say of each of them whether it is paid")
_REMINDED = re.compile(
    r"(?:(?:i|we)(?:'ve| have)? )?(?:just |again )?(?:got|received|get|keep getting)"
    r" (?:an?|another|your|the|this) (?:(?:payment|dunning) )?"
    rf"(?:reminder|notice|e-?mail|mail|message|letter) (?:about|for|on|of|regarding) (?:the )?"
    rf"{_NAMED},? (?:but|and|which|although|though) "
)


def read_already(text: str) -> SayPaid | None:
    """Read a whole text in lower case; None where it may name an invoice more than was read."""
    reminded = _REMINDED.match(text)
    if _WENT_ON.fullmatch(text):
        return SayPaid()
    found = _SAYS_PAID.fullmatch(text, reminded.end() if reminded else 0)
    if found is None or names_another(found["when"] or ""):
        return None
    what = found["what"] or found["is"] or found["of"] or found["sent"]
    named = numbers_in(what)
    if reminded:
        about = numbers_in(reminded["named"])
        if not set(named) <= set(about):
            return None
        named = named or about
    if found["where"] and not named:
        return None  # "I sent money to a friend" is not about us
    return SayPaid(numbers=named, all=whole(what))


_ASKS = re.compile(r"[?？]\W*$|か[.\s]*$")
_SAYS_FIRST = re.compile(r"[,;:.!-]\s|\b(?:but|so|aber|und|mais|pero)\b|が|(?<=[ぁ-ん]),")


def asked_back(said: Command | Unclear | None, text: str) -> Command | Unclear | None:
    """Who only asks claims and promises nothing; "we paid it, did you get it?" does first."""
    if isinstance(said, Promise) and text.endswith("?"):
        return None
    if not isinstance(said, SayPaid) or not _ASKS.search(text) or _SAYS_FIRST.search(text.strip()):
        return said
    if len(said.numbers) < 2:
        return PaymentStatus(number=next(iter(said.numbers), None))
    asks = tuple(f"did {each} go through" for each in said.numbers)
    return Unclear(marked(_ONE_BY_ONE), asks)


def whole(what: str | None) -> bool:
    """Whether everything is meant that is open."""
    return what is not None and what.startswith(("everything", "all"))
