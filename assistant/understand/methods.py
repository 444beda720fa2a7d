"""Requests about payment methods: what is on file, adding, arranging, removing, paying by wire.

None of them moves money, and removing asks once more, so the forms may be generous.
"""

import re
from typing import Literal

from assistant.command import (
    AddMethod,
    Command,
    ListMethods,
    RemoveMethod,
    SetBackupMethod,
    SetDefaultMethod,
    ShowWire,
)
from assistant.understand.mentions import BIT, mentions

_LONGEST = 200
_KIND = (
    r"(?:(?:us |new |other |second |another )?(?:bank (?:account|debit)|checking account|ach|direct"
    r" debit|sepa(?: debit| direct debit)?|iban|paypal(?: account)?)|(?:(?:credit|debit|corporate"
    r"|company|business|bank|visa|mastercard|master card|amex|payment|new|other|second|another"
    r"|backup|back-up) )*(?:cards?|methods?))"
)
Kind = Literal["card", "us_bank_account", "sepa_debit", "paypal"]
_OF: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"paypal"), "paypal"),
    (re.compile(r"sepa|iban"), "sepa_debit"),
    (re.compile(r"\bach\b|bank (?:account|debit)|checking"), "us_bank_account"),
    (re.compile(r"card\b|cards\b|visa|master|amex"), "card"),
)
_BRAND = (
    r"(?:visa|master ?card|amex|american express|discover|diners|jcb|unionpay|paypal"
    r"|sepa(?: debit)?|ach|bank account)"
)
_NAME = (
    r"(?:(?:the|my|our|this|that|card|number|no\.?) )*(?:(?:old|expired|saved|stored|credit|debit"
    r"|current|default|backup|other) )*"
    rf"(?:(?P<id>met_[a-z0-9_]{{1,44}})|(?P<brand>{_BRAND})?(?: ?(?:card|account|one|method))?"
    r"(?: ?(?:that )?(?:ends|ending)(?: (?:in|with|on))?)?(?: ?#?(?P<last4>[0-9]{4}))?"
    r"(?: card| account)?)"
)
_SECOND_NAME = _NAME.replace("?P<", "?P<to_")
_SEE = (
    r"(?:(?:show|list|see|view|display|what are|what's|what is|which are|manage|check|open|get|tell"
    r")(?: me| us)? )"
)
_LIST = re.compile(
    rf"{_SEE}?(?:(?:all|of|my|our|the|your) )*(?:saved |stored |current )?"
    r"(?:payment methods?|payment options|cards|methods|wallet|cards? on file"
    r"|(?:cards|payment methods?|methods) (?:on file|you have(?: on file)?))(?: on file| saved)?"
    r"|(?:what|which) (?:cards?|payment methods?|methods?) (?:do (?:you|u|we|i) have|are|is)"
    r"(?: (?:on file|saved|stored|there|of ours|for (?:us|me)))*|what(?:'s| is) on file"
    r"|which (?:card|method) is (?:the|my|our) default|(?:what|which) is (?:my|our|the) default"
    r" (?:card|(?:payment )?method)"
)
_WIRE = re.compile(
    r"(?:how (?:do|can|could|should) (?:i|we) |(?:can|may) (?:i|we) |(?:i|we) (?:want|would like|'d"
    r" like) to )?(?:pay|send|make)(?: (?:you|it|this|an?|the|my|our|invoices?|money|payment))*"
    r" (?:by|via|with|through|using) (?:an? )?(?:(?:bank|wire) )*(?:wire|transfer|wiring)(?: "
    r"transfer)?|(?:what are |where are |where do i find |(?:show|send|give)(?: me)? )?"
    r"(?:your|the|my|our)? ?(?:bank|wire|wire transfer|transfer|banking) (?:details|instructions"
    r"|information|info|coordinates)|(?:what(?:'s| is) )?(?:your|the) (?:iban|swift|bic|bank"
    r" account(?: number)?)|(?:pay by )?(?:wire|wire transfer|bank transfer)"
    r"|(?:how|where) (?:do|can) (?:i|we) (?:wire|transfer)(?: (?:you )?(?:the|our|my|a)"
    r" (?:money|payment))?"
)
_WAYS = (
    r"(?:paypal|(?:credit |debit |bank )?cards?|visa|master ?card|amex|american express|discover"
    r"|sepa|ach|direct debit|(?:apple|google) ?pay|cash|che(?:ck|que)s?|wire(?: transfer)?"
    r"|bank transfer|crypto|bitcoin)"
)
_MAY_I = re.compile(
    r"(?:(?:please|pls|thanks|thank you|and|also|so|ok)\b,? ?)*"
    r"(?:can|could|may|is it possible to|are (?:we|you) able to|am i able to)(?: (?:i|we|one))?"
    r"(?: also)? pay (?:by|with|via|using|through|in) "
    rf"(?:an? |any )?{_WAYS}(?: or (?:by |with |via )?(?:an? )?{_WAYS})?(?: instead| too| as well)?"
)
"""Who asks whether one may pay like that has not asked to pay."""
_ADD = re.compile(
    r"(?:how (?:do|can) (?:i|we) )?(?:add|save|register|link|set up|attach|put|enter|store|connect"
    r"|give you)(?: (?:an?|another|one more|the|my|our|us))* "
    rf"(?P<kind>{_KIND})(?: (?:on file|to (?:my|our|the) (?:account|file|wallet)))?(?P<how>.*)"
    r"|(?:add|new) (?P<alone>card|payment method|bank account|paypal)(?P<how2>.*)"
    r"|(?:update|replace|change) (?:my|our|the) (?:card|payment method|card on file|expired card)"
)
_COMPANY = re.compile(
    r"[,;]? ?(?:and )?(?:with|using|use|by) (?:the |my |our )?company(?:'s)?"
    r" (?:information|info|address|details)"
)
_TELL = re.compile(
    r"[,;.]? ?(?:and )?(?:then )?(?:tell|notify|inform|let|write to|mail|e-?mail|copy"
    r"|contact(?: is)?) (?P<who>[^\s@,;]{1,64}@[^\s@,;]{1,180}?)"
    r"(?: (?:about it|know|when it is done))?(?=[,;]|\.?(?:\s|$))"
)
_DEFAULT = re.compile(
    rf"(?:make|set|use|choose|select|mark) {_NAME} ?(?:(?:as|to|be|the|my|our) )*(?:default|primary"
    r"|main|preferred)(?: (?:card|method|payment method|one))?(?P<sure> now)?"
    rf"|(?:change|switch|set) (?:(?:my|our|the) )?(?:default|primary)(?: (?:card|method|payment"
    rf" method))? (?:to|as) {_SECOND_NAME}"
    r"|(?:change|switch|set) (?:(?:my|our|the) )?(?:default|primary) (?:card|method|payment method)"
)
_BACKUP = re.compile(
    rf"(?:make|set|use|choose|keep|have) {_NAME} ?(?:(?:as|to|be|the|my|our|a) )*(?:back-?up|spare"
    r"|fallback)(?: (?:card|method|payment method|one))?"
)
_NO_BACKUP = re.compile(
    r"(?:use |have )?no back-?up(?: (?:card|method))?|(?:stop using|turn off) (?:a|the|my|our)"
    r" back-?up(?: (?:card|method))?"
)
_REMOVE = re.compile(
    r"(?:remove|delete|unlink|detach|forget|take off|get rid of|erase|drop) "
    rf"{_NAME}(?: from (?:my|our|the) (?:account|file|wallet))?(?P<sure> for good)?"
)
_STOP = re.compile(rf"stop (?:using|charging) {_NAME}")
_SAYS_METHOD = re.compile(r"method|card|account|visa|master|amex|[0-9]{4}|met_|paypal|sepa|\bach\b")


def read_methods(text: str) -> Command | None:
    """Read a request about methods in lower case; None when it is none."""
    if len(text) > _LONGEST or not mentions(text) & BIT["method"]:
        return None
    if _LIST.fullmatch(text):
        return ListMethods()
    if _WIRE.fullmatch(text):
        return ShowWire()
    return _add(text) or _arrange(text) or _remove(text)


def read_may_i(text: str) -> Command | None:
    """Read "can I pay with PayPal?", which names nothing to pay, as a question about methods."""
    if "pay" not in text or not _MAY_I.fullmatch(text.rstrip("?!. ")):
        return None
    return ShowWire() if is_about_wires(text) else ListMethods()


def is_about_wires(text: str) -> bool:
    """Tell whether a question about methods asks for the bank details."""
    return (
        re.search(r"\b(?:wire|wiring|bank (?:details|transfer)|transfer|iban)\b", text) is not None
    )


def kind_in(text: str) -> Kind | None:
    """Name the kind of method that is wished for, where one is."""
    return next((kind for form, kind in _OF if form.search(text)), None)


def _add(text: str) -> Command | None:
    found = _ADD.fullmatch(text)
    if found is None:
        return None
    how = found["how"] or found["how2"] or ""
    tell = _TELL.search(how)
    company = _COMPANY.search(how)
    left = how
    for each in (tell, company):
        left = left.replace(each[0], "", 1) if each else left
    if left.strip(" ,.;"):
        return None
    kind = kind_in(found["kind"] or found["alone"] or "card")
    return AddMethod(of=kind, tell=tell["who"] if tell else None, company=company is not None)


def _arrange(text: str) -> Command | None:
    if found := _DEFAULT.fullmatch(text):
        which = _which(found) or _which(found, "to_")
        return SetDefaultMethod(which=which, sure=bool(found["sure"]))
    if _NO_BACKUP.fullmatch(text):
        return SetBackupMethod(which="none")
    found = _BACKUP.fullmatch(text)
    return SetBackupMethod(which=_which(found)) if found else None


def _remove(text: str) -> Command | None:
    found = _REMOVE.fullmatch(text) or _STOP.fullmatch(text)
    if found is None or not _SAYS_METHOD.search(text):
        return None
    sure = bool(found["id"] and found.groupdict().get("sure"))
    return RemoveMethod(which=_which(found), sure=sure)


def _which(found: re.Match[str], group: str = "") -> str:
    named, brand, last4 = (found[f"{group}{part}"] or "" for part in ("id", "brand", "last4"))
    return named or f"{brand} {last4}".strip()
