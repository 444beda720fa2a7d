"""The wider net: what a text is about when not all of its words are known."""

import re
from collections.abc import Callable
from datetime import date

from assistant.command import (
    AddMethod,
    AskPerson,
    Balance,
    Command,
    Help,
    ListInvoices,
    ListMethods,
    PaymentHistory,
    RemoveMethod,
    SetDefaultMethod,
    ShowWire,
)
from assistant.language import mark
from assistant.understand.classify import Opinion, may_be_ours, opinion
from assistant.understand.documents import document_in
from assistant.understand.errands import complaint, errand
from assistant.understand.mentions import BIT, mentions
from assistant.understand.methods import is_about_wires, kind_in
from assistant.understand.polite import request_in, unwrapped
from assistant.understand.propose import better, overruled, proposed
from assistant.understand.requests import invoices_in
from assistant.understand.unclear import Unclear
from assistant.understand.wishes import WISHES
from assistant.values import dataclass

Judge = Callable[[str], Opinion]
_LOOKED_AT = 600
_SURE = 0.7
_SURELY_NOTHING = 0.999


@dataclass(frozen=True, slots=True)
class Guess:
    """An intent, and what can be done about it without moving money."""

    intent: str
    answer: Command | Unclear
    confidence: float = _SURE
    by_number: bool = False
    """Whether the answer says how to pay, which helps more than what was wrong with the words."""
    learned: bool = False


_LISTS = ("list_invoices", "show_invoice")
_PAYING = re.compile(r"\bpay(?:ing)?\b")
_COMMANDS: dict[str, Command] = {
    "balance": Balance(),
    "payment_history": PaymentHistory(),
    "help": Help(),
    "set_default_method": SetDefaultMethod(),
}

_OWED = (
    r"(?:(?:(?!smallest|minimum|lowest|least|half|part)[\w&'.-]{1,30} ){0,5}?(?:bills?|invoices?"
    r"|(?:credit )?card|visa|mastercard|american express|amex|discover|"
    r"mortgage|rent|loan|premium|statement|balance|payment|credit|fees?|tax|taxes|subscription"
    r"|dues))"
)
_WITH = (
    r"(?: (?:with|from|using|out of|via|through) (?:my|our|the) [\w& ]{1,40}?(?:account|card|visa"
    r"|mastercard|amex|paypal))?"
)
_HELP = (
    r"(?:(?:i )?(?:need|want|get|give me|need to get)? ?(?:some |your |a |anyone who can )?"
    r"(?:help|assistance|hand)(?: me)?(?: with| to| in)? )?"
)
_WANTS_TO_PAY = re.compile(
    rf"(?:(?:can|could) (?:anyone|someone|you) (?:please )?|are you able to "
    rf"|i really want to )?{_HELP}"
    rf"(?:pay|paying|pay off|paying off|settle) (?:\$?[0-9]{{1,7}}(?: dollars| euros)? (?:on|to"
    rf"|towards?|off) )?"
    rf"(?:my|our|the|this|that|an?|your) {_OWED}{_WITH}(?: now| right now| please| for me)*"
    rf"|(?:make|submit|do|send) (?:an? |the |my |our )?(?:\w+ )?payment (?:on|for|to"
    rf"|towards?) (?:my |our |the )?(?:\w+ ){{0,5}}?{_OWED}{_WITH}"
    rf"|(?:make|submit) (?:my|our|the) {_OWED}{_WITH}"
    rf"|(?:{_HELP})?(?:get|getting) (?:my|our|the|this) {_OWED} paid|(?:take|accept) (?:my"
    rf"|our) (?:\\w+ )?payment"
    rf"|use (?:my|our|the) [\w ]{{1,30}}(?:account|card) to (?:the )?pay (?:my |our "
    rf"|the )?(?:\w+ ){{0,3}}{_OWED}"
)
_ELSEWHERE = re.compile(
    r"\b(?=\w)(?:atms?|top(?:ping|ped)?[- ]?ups?|topping|pin|pins|passcode|password|tweet|twitter"
    r"|facebook|playlist|songs?|music|"
    r"weather|recipe|calendar|alarms?|remind|reminders?|timer|taxi|cab|uber|flights?|hotels?"
    r"|pizza|movies?|expens\w*|expenditures?|"
    r"tires?|oil|taxes|tax|apr|interest rate|credit (?:limit|score)|spending limit|pto|vacation"
    r"|currenc(?:y|ies)|"
    r"to-?do list|shopping list|swimming|engine|mow|lawn|cash advance|withdrawal (?:fee|charge"
    r"|penalt)\w*|"
    r"(?:termination|cancellation|exit) (?:charge|fee|penalt)\w*|beneficiar\w+"
    r"|disposable|virtual cards?|"
    r"activat(?:e|ed|ing|ion)|routing|overtime|newsletter|deliver(?:y|ies) (?:option|period"
    r"|method)\w*|"
    r"virtual|contactless|freeze|email_?query|mac ?book|software)\b"
)
"""Words of other trades: a text that has one is left to people, whatever else it seems to say."""
_WHO_IS_THERE = re.compile(
    r"(?:hi |hello |hey |so |ok |please )*"
    r"(?:am i (?:talking|speaking|chatting)|are you|is (?:this|that))"
    r"(?: (?:to|with|really|actually|just|even))* (?:an? |some |another )?"
    r"(?:(?:real|actual|live|human|living)[, ]*)*"
    r"(?:human|person|someone real|real|bot|robot|machine|computer|ai|automated)\b"
)
"""Who wonders whom they are talking to has asked for nobody yet."""
_NOT_KNOWING_HOW = re.compile(
    r"\b(?:do ?n[o']?t|do not|did ?n[o']?t|cannot|can't|not) (?:know|sure|understand) (?=how|what"
    r"|where|when)"
)
_BY_NUMBER = Unclear(
    mark("I pay invoices by their number, with the method that the offer will name"),
    ("pay my invoice", "show my open invoices"),
)


def guess(text: str, *, today: date, locale: str, judge: Judge = opinion) -> Guess | None:
    """Name the first intent whose words occur; None when the text is about nothing of ours."""
    lower = text[:_LOOKED_AT].lower()
    if (
        "pa" in lower
        and len(lower) < 200
        and _WANTS_TO_PAY.fullmatch(request_in(unwrapped(lower)).rstrip("?!. "))
    ):
        return Guess("pay", _BY_NUMBER, by_number=True)
    if wish := errand(lower):
        return Guess(wish.about, wish)
    if _WHO_IS_THERE.match(lower):
        return Guess("none", Help())
    wished = None if _is_of_another_trade(lower) else _wished(_asking_how(lower))
    held = judge(lower) if wished or may_be_ours(lower) else Opinion()
    if held.nothing > _SURELY_NOTHING:
        wished = None
    if wished and not overruled(wished, held) and not better(wished, held):
        return Guess(wished, _answer(wished, lower, today, locale))
    if wish := complaint(lower):
        return Guess(wish.about, wish)
    found = proposed(held, lower)
    if found is None:
        return None
    intent, answer, likely = found
    if intent in _LISTS:
        answer = _answer(intent, lower, today, locale)
    return Guess(intent, answer, likely, learned=True)


def _asking_how(text: str) -> str:
    """The text; who does not know how asks how."""
    if not (" know " in text or " sure " in text or " understand " in text):
        return text
    return _NOT_KNOWING_HOW.sub("how ", text)


def _is_of_another_trade(text: str) -> bool:
    return mentions(text) & BIT["elsewhere"] != 0 and _ELSEWHERE.search(text) is not None


def _wished(text: str) -> str | None:
    about = mentions(text)
    for intent, form in WISHES:
        if not about & BIT[intent]:
            continue  # most texts are spared the long search
        if form.search(text) and not (intent in _LISTS and _PAYING.search(text)):
            return intent
    return None


def _answer(intent: str, text: str, today: date, locale: str) -> Command | Unclear:
    if intent in _LISTS:
        return invoices_in(text, today=today, locale=locale) or ListInvoices()
    if intent == "list_payment_methods":
        return ShowWire() if is_about_wires(text) else ListMethods()
    if intent == "add_payment_method":
        return AddMethod(of=kind_in(text))
    if intent == "remove_payment_method":
        digits = _LAST4.search(text)
        return RemoveMethod(which=digits[0] if digits else "")
    if intent == "get_document":
        return document_in(text)
    return _COMMANDS.get(intent) or AskPerson(about=intent)


_LAST4 = re.compile(r"\b[0-9]{4}\b")
