"""How somebody wants to be told of one kind of thing, and whether of all at once in a digest.

Only whole texts are read: ``no notices about methods``, ``only mail for payments``.
"""

import re
from typing import Literal

from assistant.command.reminding import Kind, Prefer

_KINDS: dict[Kind, str] = {
    "methods": r"(?:payment |saved )?methods?|cards?",
    "statements": r"(?:monthly |account )?statements?",
    "promises": r"promises(?: and disputes)?|disputes",
    "contacts": r"(?:changed |new )?contacts?",
    "invoices": r"(?:new )?invoices",
    "payments": r"payments",
}
_NAMED = "|".join(_KINDS.values())
_NEWS = r"(?:notices?|news|notifications?|updates|messages)"
_OF = rf"(?:the |any )?{_NEWS} (?:about|of|on|for) (?:the |my |our )?(?P<kind>{_NAMED})"
_CHANNEL = r"(?P<where>slack|e?-?mail)"
_OFF = re.compile(
    rf"(?:no(?: more)?|stop|turn off|switch off|i (?:do not|don't) want) {_OF}(?: any ?more)?"
)
_ON = re.compile(rf"(?:turn on|switch on|resume|send me) {_OF}(?: again)?")
_ONLY = re.compile(
    rf"only (?:by |in |via )?{_CHANNEL} for (?:the |my |our )?(?:reminders|(?P<kind>{_NAMED}))"
)
_ONLY_BY = re.compile(rf"(?:{_OF}|(?P<other>{_NAMED})) only (?:by|in|via) {_CHANNEL}")
_LIST = (
    r"(?:all |any |the |this |that |these |your |every )*"
    r"(?:(?:mailing|e-?mail|mail|distribution|notification|reminder) )?lists?"
)
_ALL_OFF = re.compile(
    r"unsubscribe(?: me| us)? from "
    rf"(?:(?:absolutely )?everything|all(?: of (?:it|them|this|these))?|{_LIST}"
    rf"|all (?:the |these |those |your )?(?:e-?mails?|mails?|{_NEWS}))"
    r"|(?:take|get|remove|strike|drop|delete) (?:me|us|my (?:e-?mail )?address|my e-?mail) "
    rf"(?:off|from|out of)(?: of)? {_LIST}"
)
_ALL_ON = re.compile(
    r"(?:notices|notifications) on|subscribe (?:me|us) to everything"
    r"|(?:tell|notify) (?:me|us) (?:of|about) everything(?: again)?"
)
_DIGEST = re.compile(
    r"(?:(?:send|give|put|sign|subscribe|switch|add)(?: me| us)? (?:up )?(?:for |on |to |onto )?"
    r"|i (?:want|would like|prefer) )?(?:a |the |my |your )?"
    r"(?P<often>daily|weekly) digest(?: (?:list|please|instead))?|digest (?P<how>daily|weekly)"
)
_NO_DIGEST = re.compile(
    r"no (?:more )?digests?|digests? off|(?:stop|turn off|end) (?:the )?digests?"
)


def read_wish(text: str) -> Prefer | None:
    """Read a whole text in lower case."""
    if _NO_DIGEST.fullmatch(text):
        return Prefer(digest="")
    if _ALL_OFF.fullmatch(text):
        return Prefer(about="everything", told="off")
    if _ALL_ON.fullmatch(text):
        return Prefer(about="everything", told="on")
    if found := _DIGEST.fullmatch(text):
        often = found["often"] or found["how"]
        return Prefer(digest="weekly" if often == "weekly" else "daily")
    if found := _OFF.fullmatch(text):
        return Prefer(about=_kind(found["kind"]), told="off")
    if found := _ON.fullmatch(text):
        return Prefer(about=_kind(found["kind"]), told="on")
    if found := _ONLY.fullmatch(text):
        where = _channel(found["where"])
        kind = found["kind"]
        return Prefer(about=_kind(kind), told=where) if kind else Prefer(reminders=where)
    if found := _ONLY_BY.fullmatch(text):
        kind = found["kind"] or found["other"]
        return Prefer(about=_kind(kind), told=_channel(found["where"]))
    return None


def _kind(words: str) -> Kind:
    return next(kind for kind, named in _KINDS.items() if re.fullmatch(named, words))


def _channel(word: str) -> Literal["mail", "slack"]:
    return "slack" if word == "slack" else "mail"
