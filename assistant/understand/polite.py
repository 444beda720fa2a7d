"""Leave out what people say around a request: greetings, please, "could you", thanks, their name.

Only known phrases go, from the ends inwards; whatever else was said stays, so that a condition or a
second thought is never mistaken for courtesy.
"""

import re

from assistant.understand.tongues.courtesies import beside_talk

_NOT_NAMES = (
    "but|not|no|don't|dont|do|never|cancel|stop|wait|later|tomorrow|tonight|today|only|half"
    "|please|ps|"
    "pay|yes|ok|okay|if|when|after|before|unless|except|instead|actually|and|or|with|next|on|in|at|"
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|hold|just|the|this|that|then|also|"
    "show|list|refund|dispute|invoice|invoices"
)
_NAME = rf"(?!(?i:{_NOT_NAMES})\b)[A-Z][a-z'.-]+"
_WHO = (
    r"(?i:there|team|all|everyone|everybody|bot|assistant|folks|again|both|sir|madam|"
    r"billing(?: team)?)"
)
_MENTION = re.compile(r"@[\w.-]{1,80}[:,]?\s+")
_GREETING = re.compile(
    r"(?i:hi|hello|hey|hiya|howdy|dear|greetings|good (?:morning|afternoon|evening|day)|hallo|"
    r"guten (?:tag|morgen|abend)|bonjour|bonsoir|hola|buenos días|こんにちは)"
    rf"(?:(?: {_WHO})?[ ,!.:-]*(?=[ ,!.:-])|(?: {_NAME}){{1,3}} ?[,!.:-]+)\s*"
)
_GREETS = frozenset("hHdDgGbBこ")
_LETTER = (
    r"(?:the|your|this|that|these|sending (?:me |us )?(?:the|your|this))"
    r"(?: (?:kind|friendly|gentle|quick|payment|helpful))*"
    r" (?:reminders?|notices?|notes?|messages?|e-?mails?|mails?|letters?|heads[- ]up|update"
    r"|patience|understanding)"
)
_SMALL_TALK = (
    r"(?:(?:many )?thanks|thank you|thx)(?: so much| very much| a lot)? for"
    rf" (?:{_LETTER}|(?:reminding|letting|telling) (?:me|us)(?: know)?)"
    r"|(?:i(?:'m| am) |we(?:'re| are) )?(?:(?:very|so) )?(?:sorry|apologies)"
    r" (?:for|about) (?:(?:the|our|my|this|that) )?(?:(?:late|slow) )?"
    r"(?:delay|reply|answer|payment|oversight|inconvenience)"
)
"""Whole sentences of thanks for a letter and of regret, beside which something is said."""
_SMALL_TALK_WORDS = ("thank", "thx", "sorry", "apologies")
_SMALL_TALK_FIRST = re.compile(
    rf"(?:{_SMALL_TALK})(?:[,.;:!-]+\s+|\s+(?=and |but ))(?:(?:and|but)\s+)?", re.IGNORECASE
)
_GREETED_BY_NAME = re.compile(
    r"(?i:hi|hello|hey|dear|good (?:morning|afternoon|evening|day))"
    rf"(?: {_NAME}){{1,3}} ?[,!.:-]+\s+"
)
_PLEASE = re.compile(r"(?:please|pls|plz|kindly)\b[, ]*", re.IGNORECASE)
_SMALL_TALK_LAST = re.compile(rf"[,.;!-]\s+(?:and )?(?:{_SMALL_TALK})$", re.IGNORECASE)
_ASKING = re.compile(
    r"(?:please|pls|plz|kindly|just|so|also|and|then|well|right|great|perfect|alright|thanks"
    r"|thank you)\b[, ]*"
    r"|(?:ok|okay|yes|yeah|yep|sure)(?:, | )(?:please,? |then,? )?"
    r"|(?:can|could|would|will) you(?: (?:please|pls|kindly|just|help me(?: to)?))*\b ?"
    r"|(?:can|could|may) (?:i|we) (?:please |just )?"
    r"|(?:i|we)(?:'d| would)(?: really)? (?:like|love)(?: you)? to "
    r"|(?:i|we) (?:really |just |also )?(?:want|need|have|wish)(?: you)? to "
    r"|(?:i|we) (?:really |just )?(?:wanna|gotta|must) "
    r"|(?:i'm|i am|we're|we are) (?:trying|ready|happy) to "
    r"|(?:let me|let us|let's|lets|go ahead and|help me(?: to)?|time to|try to|be so kind and) ",
    re.IGNORECASE,
)
_ASKS = frozenset(
    "pl ki ju so al an th we ri gr pe ok ye su ca co wo wi ma i' le go he ti tr be".split()
) | {"i "}
"""How every such courtesy begins: most requests are told by it to have none."""
_THANKS = (
    r"(?:(?:many )?thanks|thank you|thankyou|thx|ty|cheers|tia)"
    r"(?: so much| very much| a lot| in advance| again)?|(?:kind |best |warm )?regards|all the best"
)
_ENDING = re.compile(
    rf"[\s,.!;-]{{1,8}}(?:(?i:please|pls|plz|for me|for us|{_THANKS})"
    rf"|(?i:{_THANKS})[,!.]? ?[-]?{_NAME}(?: {_NAME})?"
    rf"|[-]{{1,2}} ?{_NAME})[\s.!]{{0,8}}$|[\s]{{0,4}}[.!]{{1,8}}$|\s?[:;]-?\)$|\s{{1,4}}(?i:ok"
    rf"|okay)\?$"
)
_LAST_WORDS = (
    *("please", "pls", "plz", "for me", "for us", "thanks", "thank you", "thankyou", "thx", "ty"),
    *("cheers", "tia", "much", "a lot", "advance", "again", "regards", "all the best"),
    *("ok?", "okay?", ")"),
)
"""How every ending ends, but for a name, which has a capital, and for a mere mark."""
_BEFORE_A_NAME = ("-", "thank", "thx", "ty", "cheers", "tia", "regards", "all the best")
"""Without one of these a capital at the end is no name that signs: "to Europe", "an ATM"."""

_COURTESIES_AT_MOST = 8
_LONGEST_ENDING = 80
_LONGEST_WITHOUT_NAME = 48


def unwrapped(text: str) -> str:
    """Take off marks around the whole text, mentions, greetings, thanks and a closing name."""
    text = _unquoted(text)
    text = _MENTION.sub("", text, count=1) if text.startswith("@") else text
    for _ in range(2):
        if text[:1] in _GREETS:
            text = _off_the_front(_GREETING, text)
    for _ in range(_COURTESIES_AT_MOST):
        shorter = _off_the_end(text.rstrip(" ,.!")).rstrip(" ,.!") or text
        if shorter == text:
            break
        text = shorter
    return text


def request_in(text: str) -> str:
    """Take off "please", "could you", "I would like to"; an imperative remains, or the text."""
    for _ in range(_COURTESIES_AT_MOST):
        if text[:2].lower() not in _ASKS:
            break
        shorter = _off_the_front(_ASKING, text)
        if shorter == text:
            break
        text = shorter
    return text


def without_small_talk(text: str, locale: str) -> str:
    """What is said beside "Dear Sam, thanks for the reminder"; empty where there is nothing such.

    A yes to somebody by name may be for them alone, so the caller takes none from what is left.
    """
    text = _off_the_front(_PLEASE, text)
    lighter = text
    for _ in range(2):
        if lighter[:1] in _GREETS:
            shorter = _off_the_front(_GREETED_BY_NAME, lighter)
            lighter = shorter if shorter != lighter else _off_the_front(_GREETING, lighter)
    if any(map(text.lower().__contains__, _SMALL_TALK_WORDS)):
        lighter = unwrapped(lighter)
        for _ in range(2):
            lighter = _off_the_front(_SMALL_TALK_FIRST, lighter)
        bare = lighter.rstrip(" .!")
        if found := _SMALL_TALK_LAST.search(bare, max(0, len(bare) - _LONGEST_ENDING)):
            lighter = bare[: found.start()]
    said = len(lighter) < len(text.rstrip(" ,.!"))
    return lighter if said else beside_talk(text, locale)


def without_thanks(text: str) -> str:
    """Take off a "please" or "for me" that ended a question, once its mark is gone."""
    return _off_the_end(text).rstrip(" ,.!") or text


def _off_the_end(text: str) -> str:
    end = text[-_LONGEST_ENDING:].rstrip()
    lower = end.lower()
    if end and end[-1] not in ".!" and not lower.endswith(_LAST_WORDS):
        last = end.rsplit(None, 1)[-1]
        if last == last.lower() or not any(map(lower.__contains__, _BEFORE_A_NAME)):
            return text  # no ending, and no name
    longest = _LONGEST_WITHOUT_NAME if end.islower() else _LONGEST_ENDING
    found = _ENDING.search(text, max(0, len(text) - longest))
    return text[: found.start()] if found else text


def _off_the_front(courtesy: re.Pattern[str], text: str) -> str:
    found = courtesy.match(text)
    return text[found.end() :].lstrip() or text if found else text


def _unquoted(text: str) -> str:
    """A suggestion copied with its code or bold marks is still that suggestion."""
    if text[:1] not in ("`", "*"):
        return text
    for mark in ("```", "`", "**", "*"):
        inner = text.removeprefix(mark).removesuffix(mark)
        if len(inner) == len(text) - 2 * len(mark) > 0 and mark not in inner:
            return inner.strip()
    return text
