"""``yes, but use the other card``: what is said to an offer that is more, or other, than a yes.

Nothing read here is a consent. It changes what is offered, or says what the yes came with; the
caller knows whether there was an offer to say it to.
"""

import re

from assistant.command import Amount, PayWhich, Share
from assistant.understand.amounts import is_marked, read_amount
from assistant.understand.method import named_method
from assistant.understand.normalise import plain
from assistant.understand.polite import unwrapped
from assistant.understand.scope import addressed
from assistant.understand.shares import read_share
from assistant.understand.tongues import in_english
from assistant.values import dataclass

_YES = re.compile(
    r"\W*(?:@\S+\s+)?(?:yes|y|yep|yeah|yup|ok|okay|sure|alright|confirm(?:ed)?|go ahead|do it"
    r"|pay it)\b(?=\W*\w)",
    re.IGNORECASE,
)
_NO = re.compile(r"^no\b[\s,.!]+")
_BETWEEN = re.compile(r"^(?:(?:but|and|then|please|rather|instead|only if|just)\b[\s,]*)+")
_AND = re.compile(r"^(?:(?:and|but|then|also)\b[\s,]*)+(?=\w)", re.IGNORECASE)
_AT_THE_END = re.compile(r"[\s,]+(?:instead|please|this time|then|rather)$")
_PAYING = re.compile(
    r"^(?:(?:pay|charge|do|make)(?: it| that| this)? )(?=with |using |by |via |from )"
)
_AMOUNT = re.compile(r"(?:only |just |make it |make that |pay only |pay just )+(?P<amount>.{1,40})")
_PAY = re.compile(r"^(?:pay|settle|make it|make that) ")
_WHAT_IS_SHOWN = ("", "it", "this", "that", "that one", "this one", "that amount", "the amount")
_VAGUE = re.compile(
    r"(?:please )?(?:pay|settle) (?:the|my|our|that) (?:big|bigger|biggest|large|larger|largest"
    r"|high|highest|small|smaller|smallest|low|lowest|cheap|cheapest|expensive|old|older|oldest|new|newer"
    r"|newest|first|last|latest|next|other|second|recent|most recent|most expensive)"
    r"(?: (?:one|invoice|bill))?",
)
LONGEST = 300
_QUOTED = 120


@dataclass(frozen=True, slots=True)
class Rather:
    """What is wanted beside a yes, or instead of it: another method, a part, something else."""

    using: str | None = None
    amount: Amount | None = None
    share: Share | None = None
    besides: str = ""


def begins_with_yes(text: str) -> bool:
    """Whether a yes is followed by more."""
    return _YES.match(text) is not None


def read_rather(text: str, *, locale: str) -> Rather | None:
    """Read what is said to an offer; None when it changes nothing about one."""
    whole = " ".join(plain(text).split())
    if meant := in_english(whole, locale):
        whole = meant.english
    if len(whole) > LONGEST:
        return Rather(besides=_shortened(whole)) if begins_with_yes(whole) else None
    yes = _YES.match(whole)
    rest = unwrapped(whole[yes.end() :] if yes else whole).strip(" ,.!;:-")
    core = _NO.sub("", rest.lower()) if yes is None else rest.lower()
    core = _PAYING.sub("", _BETWEEN.sub("", _AT_THE_END.sub("", core)))
    named = named_method(f" {core}")
    if named and not named[0].strip(" ,") and named[1]:
        return Rather(using=named[1])
    part = _AMOUNT.fullmatch(rest.lower().removeprefix("but ").removeprefix("and "))
    amount = read_amount(part["amount"], locale=locale) if part else None
    if isinstance(amount, Amount) and part and (is_marked(part["amount"]) or "make" in part[0]):
        return Rather(amount=amount)
    if share := read_part(rest):
        return Rather(share=share)
    besides = _AND.sub("", rest)
    return Rather(besides=_shortened(besides)) if yes and besides else None


def read_part(text: str) -> Share | None:
    """Read "half of it", of what was just shown or offered; None for a part of anything else."""
    said = _PAY.sub("", _BETWEEN.sub("", _AT_THE_END.sub("", text.lower().strip(" ,.!"))))
    share, of = read_share(said) or (None, "")
    return share if of in _WHAT_IS_SHOWN else None


def read_part_shown(text: str) -> Share | None:
    """Read "half of it" in any language."""
    if len(text) > LONGEST:
        return None
    meant = in_english(plain(text))
    return read_part(unwrapped(meant.english if meant else plain(text)))


def _shortened(words: str) -> str:
    return words if len(words) <= _QUOTED else f"{words[:_QUOTED].rstrip()}…"


def which_to_pay(text: str) -> PayWhich | None:
    """Read a request to pay one invoice that does not say which: "pay the big one"."""
    meant = in_english(plain(text))
    account, written = addressed(meant.english if meant else plain(text))
    vague = _VAGUE.fullmatch(unwrapped(written).lower().rstrip(" .!"))
    return PayWhich(account=account) if vague else None
