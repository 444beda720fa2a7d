"""Requests about who belongs to an account and what they are told.

Only whole requests are read, each about one address or one name: what is left over makes it no
request, so that nobody is added or removed by a remark.
"""

import re

from assistant.billing.model.contact import Told
from assistant.billing.model.presets import PRESETS
from assistant.command import Command
from assistant.command.contacts import (
    AddContact,
    CancelChange,
    ConfirmChange,
    RemoveContact,
    ReopenAddress,
    SetRole,
    SetTold,
    ShowContacts,
    VerifyAddress,
)
from assistant.understand.mentions import BIT, mentions

_BEGINS = re.compile(
    r"(?:add|address|also|and|change|cancel|confirm|contacts|delete|do|don't|e-?mail|forward|give|invite"
    r"|list|mail|make|my|no|our|remove|replace|send|set|show|start|stop|take|the|turn|verify|view|what"
    r"|which|who|with|write|billing|see|[bcdfghjkmnpqrstvwxyz]{5}-|[^\s,;<>@]+@)",
    re.IGNORECASE,
)
"""How every request here begins; any other text is spared the longer forms."""

_ADDRESS = r"(?P<who>[^\s,;<>@]+@[^\s,;<>@]+)"
_OTHER = r"(?P<old>[^\s,;<>@]+@[^\s,;<>@]+|me|my (?:e-?mail )?address)"
_SOMEBODY = (
    r"(?P<who>[^\s,;<>@]+@[^\s,;<>@]+|me|myself|(?!invoice|card|it\b|that\b|this\b)"
    r"[^\W\d_][\w.'-]{0,40}(?: [^\W\d_][\w.'-]{0,40}){0,2}?)"
)
_PRESET = r"(?P<preset>" + "|".join(sorted(map(re.escape, PRESETS), key=len, reverse=True)) + ")"
_AS = rf"(?:(?:as|to be|with the role(?: of)?) (?:an? |the |our |new )*{_PRESET}(?: role)?)"
_THING = (
    r"(?:(?:our |the |my |all |any |more |new )*(?:invoices?|bills?|reminders?"
    r"|payments?(?: (?:notices|notifications|confirmations|receipts|mails?))?|receipts?"
    r"|escalations?))"
)
_WHAT = rf"(?P<what>{_THING}(?:(?:,? and |,? or |, ?){_THING}){{0,3}})"
_ALL = r"(?:(?:everything|anything|all|mails?|e-?mails?|messages|notices|notifications|it all) ?)"
_CONTACTS = r"(?:(?:our|my|the|your) )?(?:billing |invoice )?(?:contacts?|account|list)"

_LIST = re.compile(
    r"(?:who(?:'s| is| are)? (?:gets?|getting|receives?|receiving) (?:our|my|the|these)"
    r" (?:invoices|bills|reminders|payment (?:notices|confirmations))"
    r"|who (?:else )?(?:(?:gets|is|are|will be) (?:told|informed|notified)"
    r"|(?:do|will) you (?:tell|inform|notify)|knows?|hears?)"
    r"(?: (?:about|of) (?:it|this|that|(?:my|our|the|this) (?:payments?|invoices?)))?"
    r"|who (?:are|is) (?:our|my|the|your) (?:billing )?contacts?"
    r"|who (?:else )?(?:can|may) (?:pay|see|change)(?: (?:for us|our invoices|the invoices|contacts"
    r"|things|our contacts))?"
    r"|who (?:has|have) access(?: to (?:this account|our account|our invoices))?"
    r"|(?:(?:show|list|see|view)(?: me)? )?(?:(?:our|my|the|all)(?: of our)? )?"
    r"(?:billing |account )?contacts(?: list)?)"
)
_ADD = re.compile(
    r"(?:add|invite)(?: (?P<name>(?!contact|(?:an?|the|my|our|another|new) )"
    r"[^\W\d_][\w.'-]*(?: [^\W\d_][\w.'-]*){0,3}))?"
    rf"(?: (?:an? |the )?(?:new )?(?:billing )?contact:?)? {_ADDRESS}(?: to {_CONTACTS})?"
    rf"(?: {_AS})?(?:,? for {_WHAT})?",
    re.IGNORECASE,
)
_REPLACE = re.compile(
    rf"(?:replace|change) {_OTHER} (?:with|by|to|into) (?:be )?{_ADDRESS}", re.IGNORECASE
)
_STOP = re.compile(
    rf"(?:(?:stop|cease|quit) (?:sending|e-?mailing|mailing)|(?:don't|do not) (?:send|e-?mail|mail)"
    rf"(?: any(?: more)?)?|no more) ?(?:{_WHAT}|{_ALL})?(?: ?(?:to|for))? ?{_ADDRESS}"
    r"(?: (?:any ?more|any longer))?"
)
_START = re.compile(
    rf"(?:(?:and|also|start|begin|please) )*(?:send|sending|e-?mail|mail|forward)(?:ing)?"
    rf"(?: also)? (?:{_WHAT}|{_ALL})(?: also| too)? ?to {_ADDRESS}(?: too| as well| also)?"
)
_ROLE = re.compile(
    rf"(?:make|set|change|turn) {_SOMEBODY} (?:(?:to|into|as) )?(?:be )?(?:an? |the |our )?"
    rf"{_PRESET}"
    rf"|give {_SOMEBODY.replace('?P<who>', '?P<whom>')} (?:the )?"
    rf"{_PRESET.replace('?P<preset>', '?P<given>')} (?:role|rights?|access|permissions?)"
)
_REMOVE = re.compile(
    rf"(?:remove|delete|take(?: off)?) (?:the )?(?:contact )?{_ADDRESS}"
    rf"(?: (?:from|off|out of) {_CONTACTS})?(?P<sure> for good)?"
    rf"|(?:remove|delete) (?:the )?contact {_SOMEBODY.replace('?P<who>', '?P<whom>')}"
    rf"|(?:remove|delete) {_SOMEBODY.replace('?P<who>', '?P<name>')}"
    r" (?:from|off) (?:(?:our|my|the) )?(?:billing )?contacts"
)
_THINGS = (
    "account|accounts|address|alarm|alarms|alert|alerts|all|amount|any|anything|app|autopay|balance"
    "|bank|bill|bills|both|calendar|card|cards|case|charge|charges|contact|contacts|credit|discount"
    "|dispute|duplicate|email|emails|event|events|everybody|everyone|everything|fee|fees|file"
    "|filter|filters|iban|invoice|invoices|item|items|last|limit|limits|line|lines|link|links|list"
    "|lists|mail|mails|mastercard|meeting|meetings|message|messages|method|methods|music|name"
    "|newsletter|notice|notices|notification|notifications|number|offer|offers|one|order|orders"
    "|paypal|payment|payments|pin|plan|playlist|promise|promises|recurring|refund|refunds|reminder"
    "|reminders|role|sepa|service|services|slack|song|songs|statement|subscription|tax|taxes|test"
    "|someone|somebody|something|anyone|anybody|thing|things|stuff|product|products|purchase|data"
    "|details|info|history|profile|photo|pictures|reservation|booking|password|that|them|these|this|those|ticket|transaction|transactions|user|users|visa|amex|it|us|you"
    "|him|her|his|hers|our|your|old|new|now|again|please|half|some|here|there|off|out|down"
)
_REMOVE_SOMEBODY = re.compile(
    rf"(?:remove|delete) (?P<who>me|myself|(?!(?:{_THINGS})\b)[^\W\d_]{{2,20}})"
)
_AGAIN = re.compile(
    r"(?:(?:the |our )?(?:e-?mails?|mails?|mailbox|(?:e-?mail |mail )?address)(?: (?:to|of|for))?"
    r"|write to|send mail to) "
    r"(?P<who>[^\s,;<>@]+@[^\s,;<>@]+|(?!invoice|card|it\b|that\b|this\b|my\b|our\b|the\b)"
    r"[^\W\d_][\w.'-]{0,40}(?: [^\W\d_][\w.'-]{0,40})?)"
    r"(?: (?:works?|arrives?|is (?:working|reachable|fine|ok|okay|open|back)) (?:again|now)| again)"
    r"|(?P<bare>[^\s,;<>@]+@[^\s,;<>@]+)"
    r" (?:(?:works?|is (?:working|reachable|fine|ok|okay|back)) (?:again|now)|is back)"
)
_BOUND = re.compile(r"(?:(confirm)|cancel) (chg_[0-9a-f]{32})")
_VERIFY = re.compile(
    r"(?:(?:verify|verification|confirm)(?: code)?:? )?((?:[a-z][ -]{0,3}){24,40})"
)
_SAID_VERIFY = re.compile(r"verify\b|[a-z]{5}-[a-z]{5}-")


def read_contacts(text: str) -> Command | None:
    """Read a request about contacts; case is ignored, but a new name keeps its writing."""
    lower = text.lower()
    if not (mentions(lower) & BIT["contact"] and _BEGINS.match(text)):
        return None
    for reader in (_bound, _listed, _role, _removed, _again, _verified):
        if (read := reader(lower)) is not None:
            return read
    if "@" not in lower:
        return None
    return _stopped(lower) or _started(lower) or _replaced(lower) or _added(text)


def _bound(text: str) -> Command | None:
    found = _BOUND.fullmatch(text)
    if found is None:
        return None
    return ConfirmChange(change=found[2]) if found[1] else CancelChange(change=found[2])


def _listed(text: str) -> Command | None:
    return ShowContacts() if _LIST.fullmatch(text.rstrip("?!. ")) else None


def _role(text: str) -> Command | None:
    found = _ROLE.fullmatch(text)
    if found is None:
        return None
    who, preset = found["who"] or found["whom"], found["preset"] or found["given"]
    return SetRole(who=who, preset=preset)


def read_removal(text: str) -> RemoveContact | None:
    """Read "remove vic" in lower case, once it is nothing else: one word that can be a name."""
    found = _REMOVE_SOMEBODY.fullmatch(text) if text.startswith(("remove ", "delete ")) else None
    return RemoveContact(who=found["who"]) if found else None


def _removed(text: str) -> Command | None:
    found = _REMOVE.fullmatch(text)
    who = found and (found["who"] or found["whom"] or found["name"])
    return RemoveContact(who=who, sure=bool(found and found["sure"])) if who else None


def _again(text: str) -> Command | None:
    found = _AGAIN.fullmatch(text.rstrip(" .!"))
    return ReopenAddress(who=found["who"] or found["bare"]) if found else None


def _stopped(text: str) -> Command | None:
    found = _STOP.fullmatch(text)
    return SetTold(who=found["who"], what=_what(found["what"]), on=False) if found else None


def _started(text: str) -> Command | None:
    found = _START.fullmatch(text)
    return SetTold(who=found["who"], what=_what(found["what"]), on=True) if found else None


def _verified(text: str) -> Command | None:
    found = _VERIFY.fullmatch(text.rstrip(" .!"))
    if found is None or not _SAID_VERIFY.match(text):
        return None
    return VerifyAddress(code=re.sub(r"[^a-z]", "", found[1]))


def _replaced(text: str) -> Command | None:
    found = _REPLACE.fullmatch(text)
    if found is None:
        return None
    old = found["old"] if "@" in found["old"] else "me"
    return AddContact(address=found["who"], replaces=old)


def _added(text: str) -> Command | None:
    found = _ADD.fullmatch(text)
    if found is None:
        return None
    told = _what(found["what"]) if found["what"] else ()
    preset = (found["preset"] or "viewer").lower()
    name = found["name"] or ""
    return AddContact(address=found["who"], preset=preset, told=told, name=name)


_STEMS = (
    (Told.INVOICES, ("invoice", "bill")),
    (Told.REMINDERS, ("reminder",)),
    (Told.PAYMENTS, ("payment", "receipt")),
    (Told.ESCALATIONS, ("escalation",)),
)


def _what(words: str | None) -> tuple[Told, ...]:
    """Which things are named; none named means all of them."""
    if not words:
        return tuple(Told)
    lower = words.lower()
    return tuple(each for each, stems in _STEMS if any(stem in lower for stem in stems))
