"""Questions about who was told what, and who promised to pay or said that it is paid.

Only whole texts are read; each is about one invoice, or about the last payment. The forms are long
and seldom needed: they are made for the first text that can be one of them.
"""

import re
from functools import cache

from assistant.command.reminding import ShowNotices, ShowWords
from assistant.understand.named import NUMBER, numbers_in

_BEGINS = (
    *("who ", "when ", "what ", "which ", "why ", "how ", "has ", "have ", "was ", "were "),
    *("did ", "is ", "for when ", "until when ", "show ", "list ", "notices ", "promises "),
)
_SAYS = (
    *("told", "tell", "inform", "notif", "remind", "promis", "notice", "said", "says", "claim"),
    *("report", "heard", "messag", "mail", "write"),
)
_NUMBERLESS = (
    *("payment", "payments", "receipt", "it", "this", "that", "told", "informed", "notified"),
    *("you tell", "you inform", "you notify", "reminded", "reminder"),
)
"""How questions end that name no invoice."""
_REMINDERS = "reminders "
_PAGE = r",? page ([1-9][0-9]{0,4})$"

_INVOICE = r"(?:(?:the|my|our|this|that) )?§"
_IT = rf"(?:it|this|that|{_INVOICE})"
_PAYMENT = (
    r"(?:(?:the|my|our|this|that) )?(?:(?:last|latest) )?(?:payments?|receipt)"
    rf"(?: (?:of|for|on) {_IT})?"
)
_SOMEBODY = r"(?:i|me|we|us|any(?:body|one)|no ?(?:body|one)|some(?:body|one)|every(?:body|one))"
_TOLD = r"(?:told|informed|notified|messaged|written to|e-?mailed|mailed)"
_NEWS = r"(?:notices?|notifications?|messages?|e-?mails?|mails?|news)"
_WAS = r"(?:was|were|got|has been|have been|has|have)"
_TOLD_OF = (
    rf"(?:who (?:else )?(?:{_WAS} (?:already )?{_TOLD}"
    r"|(?:did|have) you (?:tell|told|inform|informed|notify|notified|message|write to)"
    rf"|(?:has |have )?heard|(?:has |have )?(?:got|received) (?:an? |any |the )?{_NEWS})"
    rf"|(?:was|were|has|have) {_SOMEBODY} (?:been )?(?:already )?{_TOLD}"
    rf"|(?:what |which )?{_NEWS} (?:were|was|have been) sent|(?:show|list)(?: me)?(?: all)?"
    rf"(?: the)? {_NEWS}|notices) (?:about|of|for|on|regarding) (?:{_PAYMENT}|{_IT})"
    r"|who (?:else )?(?:(?:got|was|were|has been) (?:told|informed|notified)"
    r"|did you (?:tell|inform|notify))"
)
_OF = rf"(?: (?:about|of|for|on|to pay|regarding) {_IT})?"
_GET = (
    r"(?:(?:ever |already |been )*(?:get|got|gotten|receive|received|had|have|send|sent|go out"
    r"|there))"
)
_REMINDED = (
    rf"(?:who(?: else| all)?|when|how often|how many times) {_WAS}"
    rf"(?: (?P<subject>{_SOMEBODY}|{_IT}))?(?: last| already| been| ever)* reminded{_OF}"
    rf"|who (?:has |have )?(?:got|received) (?:an? |any |the )?reminders?{_OF}"
    rf"|(?:what|which|how many) reminders (?:(?:did|have|has|were|was|are)"
    rf" (?:(?P<got>{_SOMEBODY}|you) )?{_GET}|went out)(?: to (?P<to>{_SOMEBODY}))?{_OF}"
    rf"|(?:was|were|has|have|did) (?P<was>{_SOMEBODY}) (?:ever |already |been )*"
    rf"(?:reminded|{_GET} (?:an? |any |the )?reminders?){_OF}"
    rf"|why (?:was|were|is|did|has|have|am) (?P<why>{_SOMEBODY}) (?:not |never )?"
    rf"(?:been |being )?(?:reminded|get (?:an? |any |no )?reminders?){_OF}"
    rf"|(?:show|list)(?: me)?(?: all)? (?P<list>my |our |the )?reminders"
    rf"(?: (?:you )?sent)? (?:about|of|for|on) {_IT}"
)
_WHOSE = ("subject", "got", "to", "was", "why", "list")
_PAID = r"(?:paid|settled|wired|transferred)"
_PROMISED = (
    rf"who (?:has |had )?(?:promised|promises)(?: to pay| to settle| that| payment of"
    rf"| payment for)? {_INVOICE}(?: (?:is|will be|would be|gets) {_PAID})?(?: and (?:for )?when)?"
    rf"|who (?:has )?(?:said|says) (?:that )?(?:(?:they|he|she|we)(?: will| would|'ll|'d) pay"
    rf" {_INVOICE}|{_INVOICE} (?:will|would) be {_PAID})"
    rf"|(?:is|was|has) {_INVOICE} (?:been )?promised(?: by any(?:body|one))?"
    rf"|(?:when|for when|until when) (?:is|was) {_INVOICE} promised"
    rf"|(?:show (?:me )?|list )?(?:the )?promises (?:of|for|about|on|to pay) {_INVOICE}"
)
_SAID_PAID = (
    rf"who (?:has )?(?:said|says|claims|claimed|told you|reported)(?: that)? (?:{_INVOICE}"
    rf" (?:is|was|has been|had been)(?: already)? {_PAID}"
    rf"|(?:they|he|she|we)(?: have| had| has|'ve|'d)?(?: already)? {_PAID} {_INVOICE})"
)


def read_asked(text: str) -> ShowNotices | ShowWords | None:
    """Read a whole text in lower case."""
    if not (text.startswith(_BEGINS) and any(map(text.__contains__, _SAYS))):
        return None
    text, page = _paged(text.rstrip(" .!?"))
    numbers = numbers_in(text)
    if len(numbers) > 1 or not (numbers or _REMINDERS in text or text.endswith(_NUMBERLESS)):
        return None
    number = numbers[0] if numbers else None
    text = _form(NUMBER).sub("§", text) if numbers else text
    if _form(_TOLD_OF).fullmatch(text):
        return ShowNotices(number=number, page=page)
    if found := _form(_REMINDED).fullmatch(text):
        own = any((found[each] or "").strip() in ("i", "me", "my") for each in _WHOSE)
        return ShowNotices(number=number, reminders=True, own=own, page=page)
    if number and _form(_PROMISED).fullmatch(text):
        return ShowWords(number=number)
    if number and _form(_SAID_PAID).fullmatch(text):
        return ShowWords(number=number, paid=True)
    return None


@cache
def _form(written: str) -> re.Pattern[str]:
    return re.compile(written)


def _paged(text: str) -> tuple[str, int]:
    """The question, and the page of its answer."""
    found = _form(_PAGE).search(text) if " page " in text else None
    return (text[: found.start()], int(found[1])) if found else (text, 1)
