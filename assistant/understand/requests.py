"""Requests with something to fill in, except paying: invoices, lists, status, accounts, offers."""

import re
from collections.abc import Callable
from datetime import date

from assistant.command import (
    Balance,
    Cancel,
    Command,
    Confirm,
    ListInvoices,
    PaymentHistory,
    PaymentStatus,
    ShowInvoice,
    SwitchAccount,
)
from assistant.command.plans import AnswerAutopay
from assistant.language import say
from assistant.understand.choosing import read_choice
from assistant.understand.dates import MONTH
from assistant.understand.filters import read_filters
from assistant.understand.looking import read_look
from assistant.understand.mentions import BIT, mentions
from assistant.understand.methods import read_methods
from assistant.understand.named import names_another
from assistant.understand.numbers import read_number
from assistant.understand.orders import order_asked_for
from assistant.understand.references import INVOICE, REFERENCE, SEE, with_number
from assistant.understand.unclear import Unclear

_OUR = r"(?:all |any |every )?(?:of )?(?:my |our |the |your )?(?:latest |last |recent |current )?"
_KINDS = (
    r"(?:(?:open|unpaid|outstanding|due|pending|overdue|past[- ]due|late|paid|settled"
    r"|closed|recurring|new|"
    r"one[- ]time|credit|refund)(?:,? (?:and |or )?))*"
)
_ADJECTIVES = rf"(?P<before>{_KINDS})"
_LIST = re.compile(rf"(?:{SEE} )?{_OUR}{_ADJECTIVES}(?:invoices|bills)\b(?P<after>.*)")
_ONES = re.compile(rf"(?:{SEE} )(?:me )?{_OUR}{_ADJECTIVES}(?:ones)\b(?P<after>.*)")
_STATE_ALONE = re.compile(
    r"(?:(?:show|list|tell|see)(?: me| us)? )?"
    r"(?:(?:what|which|who)(?:'s| is| are)? (?:still )?|(?:is |do (?:i|we) have )?anything "
    r"|the |all |only |just )?"
    r"(?P<before>(?:open|unpaid|overdue|past due)(?: ones)?|outstanding|paid ones)(?P<after>)"
)
_NARROWED = re.compile(
    rf"(?:(?:and|now|then) )?(?:{SEE} )?"
    rf"(?:only (?:the |those |these )?|the (?=[^0-9]*\bones\b)){_ADJECTIVES}"
    r"(?:(?:ones?|of (?:them|those|these))\b)?(?P<after>.*)"
    r"|(?:which|what|who)(?: ones)? of (?:them|those|these) (?:is|are|were) (?P<which>.+)"
)
_TYPED = re.compile(
    rf"(?:{SEE} )?{_OUR}(?P<before>credit|one[- ]time|recurring|new)"
    r" (?:notes?|memos?|charges?|credits?)(?: (?P<after>.*))?"
)
_TYPE_ALONE = re.compile(r"(?:of )?type (?:credit|one[- ]time|recurring|new|refund)[a-z -]{0,20}")
_PERIOD_FIRST = re.compile(
    rf"(?P<before>(?:{SEE} )?(?:all )?(?:of )?(?:(?:my|our|the) )?{_KINDS})"
    rf"(?P<when>(?:last|previous|this|current) (?:year|month|quarter|week)"
    rf"|(?:last|past) [0-9]{{1,2}} (?:days|weeks|months|years)|(?:{MONTH})(?: 20[0-9]{{2}})?"
    rf"|20[0-9]{{2}}|q[1-4](?: 20[0-9]{{2}})?)(?:'?s|')? "
    rf"(?P<after>{_KINDS}(?:invoices|bills)\b.*)"
)
_WHICH = re.compile(
    r"(?:what|which|do (?:i|we) have (?:any )?|are there (?:any )?|have (?:i"
    r"|we) (?:got )?(?:any )?)\s?(?:of (?:my|our) )?"
    rf"{_ADJECTIVES}(?:invoices|bills)\b(?P<after>.*)"
)
_AFTER_WHICH = re.compile(
    r" (?:do (?:i|we) (?:still )?have|have (?:i|we) got|are there|there are|exist)\b"
)

_SHOW = (
    re.compile(INVOICE),
    re.compile(r"(?P<number>#[^\s,;?]{1,45}|inv-?[0-9][^\s,;?]{0,44})"),
    re.compile(rf"(?:{SEE}|open) {REFERENCE}"),
    re.compile(
        r"(?:(?:what(?:'s| is| are)|explain) )?(?:the )?"
        rf"(?:(?:line )?items?|lines?|details?|itemi[sz]ed(?: view)?|breakdown"
        rf"|positions)(?: [0-9]{{1,3}})? (?:on|of|for|in) {REFERENCE}"
    ),
    re.compile(
        rf"{SEE} (?:the |all )?(?:(?:line )?items?|lines?|details?|itemi[sz]ed|breakdown"
        rf"|itemi[sz]ed view)"
        rf"(?: (?:on|of|for|in))? {REFERENCE}"
    ),
    re.compile(
        rf"(?:what(?:'s| is) (?:on|in)|why is|what is|what's|explain|how much is) {REFERENCE}"
        r"(?: so (?:high|much|expensive|large))?"
    ),
    re.compile(rf"when (?:is|was) {REFERENCE} (?:due|issued|sent|payable)"),
    re.compile(
        r"(?:how much (?:is|do (?:i|we) owe)|what do (?:i|we) owe)(?: (?:left|open|due|you))?"
        rf" (?:on|for) {REFERENCE}"
    ),
    re.compile(
        r"(?:(?:i |we )?(?:need |have )?(?:some |a )?(?:help|question)s?) (?:with|about|on"
        rf"|regarding) {REFERENCE}"
    ),
    re.compile(rf"{REFERENCE} (?:items|details|lines|breakdown)"),
    re.compile(rf"what (?:am i|are we) (?:paying|charged|billed) for (?:on|in) {REFERENCE}"),
)
_STATUS = (
    re.compile(
        r"(?:did|has|have|is|was|are|were) (?:(?:my|our|the|this) )?(?:payment (?:for|of|on) )?"
        rf"{REFERENCE} (?:already |been |yet )*(?:paid|settled|go(?:ne)? through|arrived?"
        rf"|processed|been paid|clear(?:ed)?|through)"
        r"(?: (?:yet|already|now|off))?"
    ),
    re.compile(
        rf"(?:what(?:'s| is) (?:the )?)?(?:payment )?(?:status|state) (?:of|for"
        rf"|on) (?:the )?(?:payment (?:for|of|on) )?{REFERENCE}"
    ),
    re.compile(rf"(?:payment )?status {REFERENCE}"),
    re.compile(
        rf"(?:(?:did|have) (?:i|we|you)) (?:already |ever )?(?:pay|paid|receive|received|get"
        rf"|got) (?:(?:the |my |our )?payment (?:for|of|on) )?{REFERENCE}(?: (?:already|yet))?"
    ),
)
_HISTORY = re.compile(
    r"(?:show (?:me )?)?(?:(?:my|our|the) )?(?:payment history|payments),? page ([0-9]{1,5})"
)
_SWITCH = re.compile(
    r"(?:switch|change|move|go)(?: (?:me|us))?(?: (?:my |our "
    r"|the )?account)?(?: back)? (?:over )?to (?:the )?(?:account )?(.{1,80}?)(?: account)?"
    r"|(?:use|select|choose) (?:the )?account (.{1,80})|(?:use|select) (?:the )?(.{1,80}) account"
    r"|use ([^\W\d_][\w.&'-]{0,30}(?: [\w.&'-]{1,30}){0,3})",
    re.IGNORECASE,
)
_SWITCHES = ("switch", "change", "move", "go", "use", "select", "choose")
_NO_ACCOUNT = re.compile(
    r"(?:my|our|your|an?|this|that|these|those|it|them|another|other|invoices?|bills?|page|payments?"
    r"|help|bed|sleep|hell|work|pay\w*|cards?|visa|mastercard|amex|sepa|ach|iban|bank|cash|wire"
    r"|che(?:ck|que)s?|apple|google|credit|debit|default|method|next|previous|last|first|second"
    r"|monthly|yearly|quarterly|paper|e-?mail)\b|.*\b(?:cards?|method)\b",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"[1-9][0-9]{2,11}")
_OFFER = re.compile(r"(?:(confirm)|cancel) (off_[0-9a-f]{32})")
_ORDER = re.compile(r"(?:(confirm)|cancel) (ord_[0-9a-f]{32})")
_LAST_PAYMENT = re.compile(
    r"(?:(?:show|see|check|what|when|how much|how|tell)(?: me)?(?:'s| is| was)? )?(?:about )?"
    r"(?:(?:my|our|the) )?(?:very )?(?:last|latest|most recent|previous) payment(?: made| i made"
    r"| we made)?"
)
_ANYTHING_DUE = re.compile(
    r"(?:(?:is|do (?:i|we) have|have (?:i|we) got|is there|are there) )?(?:anything|something"
    r"|any amount) (?:still |currently |else )?(?:due|outstanding|owed|owing|to pay|payable)"
    r"(?: (?:now|today|for payment|at the moment))?"
)
_BALANCE_OF = re.compile(
    r"(?:what(?:'s| is)|how much is|show(?: me)?|check|tell me) (?:my|our|the) (?:total |current "
    r"|account |outstanding |open )*(?:balance|amount due|total)"
)


def read_request(text: str, *, today: date, locale: str) -> Command | Unclear | None:
    """Read an imperative or a question; case is ignored, but an account keeps its writing."""
    lower = text.lower()
    about = mentions(lower)
    numbered = about & BIT["number"] != 0
    switching = lower.startswith(_SWITCHES)
    if not (numbered or switching or about & BIT["request"]):
        return None
    if numbered and _BARE_NUMBER.fullmatch(lower):
        return Unclear(
            say("{lower} alone does not say what to do with it", lower=lower),
            (f"show invoice {lower}", f"pay invoice {lower}"),
        )
    if order := order_asked_for(lower):
        if isinstance(order, Unclear):
            return order
        return read_filters(order, today=today, locale=locale)
    for reader in _WITH_NUMBERS if numbered else _WITHOUT_NUMBERS:
        if (read := reader(lower)) is not None:
            return read
    if switching and (switch := _switch(text)) is not None:
        return switch
    return _list(lower, today, locale) if about & BIT["list"] else None


def _offer(text: str) -> Command | None:
    if "_" not in text:
        return None
    found = _OFFER.fullmatch(text)
    if found is None:
        order = _ORDER.fullmatch(text)
        return AnswerAutopay(order=order[2], yes=bool(order[1])) if order else None
    return Confirm(offer=found[2]) if found[1] else Cancel(offer=found[2])


def _show(text: str) -> Command | Unclear | None:
    return with_number(text, _SHOW, lambda number: ShowInvoice(number=number))


def _status(text: str) -> Command | Unclear | None:
    return with_number(text, _STATUS, lambda number: PaymentStatus(number=number))


def _history(text: str) -> Command | None:
    if "payment" not in text:
        return None
    if _LAST_PAYMENT.fullmatch(text):
        return PaymentStatus()
    found = _HISTORY.fullmatch(text)
    return PaymentHistory(page=int(found[1])) if found and int(found[1]) else None


def _balance(text: str) -> Command | None:
    if not mentions(text) & BIT["amount"]:
        return None
    return Balance() if _BALANCE_OF.fullmatch(text) or _ANYTHING_DUE.fullmatch(text) else None


def _switch(text: str) -> Command | None:
    found = _SWITCH.fullmatch(text)
    name = next((name for name in found.groups() if name), None) if found else None
    if not name or _NO_ACCOUNT.match(name):
        return None
    return SwitchAccount(to=name.strip(" \"'“”"))


def _list(text: str, today: date, locale: str) -> Command | Unclear | None:
    if found := _PERIOD_FIRST.fullmatch(text):
        text = f"{found['before']}{found['after']} in {found['when']}"
    if found := _TYPED.fullmatch(text):
        typed = f"{found['before']} {found['after'] or ''}"
        read = read_filters(typed, today=today, locale=locale)
        return None if isinstance(read, ListInvoices) and read.refused else read
    if found := _TYPE_ALONE.fullmatch(text):
        read = read_filters(text, today=today, locale=locale)
        return None if isinstance(read, ListInvoices) and read.refused else read
    if found := _NARROWED.fullmatch(text):
        which = found["which"] or f"{found['before']} {found['after']}"
        read = read_filters(which, today=today, locale=locale)
        if isinstance(read, Unclear):
            return read
        if read != ListInvoices() and not read.refused:
            return read.model_copy(update={"narrows": True})
    for form in (_LIST, _ONES, _STATE_ALONE, _WHICH):
        if found := form.fullmatch(text):
            after = _AFTER_WHICH.sub("", found["after"], count=1)
            return read_filters(f"{found['before']} {after}", today=today, locale=locale)
    return None


_Reader = Callable[[str], Command | Unclear | None]
_WITHOUT_NUMBERS: tuple[_Reader, ...] = (
    *(_offer, read_choice, read_look),
    *(_history, _balance, read_methods),
)
_WITH_NUMBERS: tuple[_Reader, ...] = (
    *(_offer, read_choice, read_look, _show, _status),
    *(_history, _balance, read_methods),
)

_MENTIONED = re.compile(
    rf"\b(?:(?P<month>(?:last|previous|this|current) month)(?:'?s)? )?{_ADJECTIVES}"
    r"(?:invoices?|bills?)\b(?: #?(?P<number>[0-9]{1,12})\b)?(?P<after>.*)"
)
_WORD_BEFORE = re.compile(r"([\w'-]+) $")
_NO_FILTERS = frozenset(
    (
        "a about all an and another any at bill check checking copy current display download "
        "downloading find finding for from full get getting have help her his i in invoice is it "
        "last latest list locate locating look looking me month months my need of on open or our "
        "past previous recent s see seeing show some tell that the their these this those to up "
        "us view want what with your "
    ).split()
)


def invoices_in(text: str, *, today: date, locale: str) -> Command | Unclear | None:
    """Read the invoices a longer text mentions; the words around them still narrow the list."""
    text = text.rstrip("?!. ")
    found = _MENTIONED.search(text)
    if found is None:
        return None
    if found["number"] and names_another(found["after"]):
        return ListInvoices(refused=(f"{found['number']}{found['after']}",))
    if found["number"] and not isinstance(number := read_number(found["number"]), Unclear):
        return ShowInvoice(number=number)
    filters = f"{found['month'] or ''} {found['before']} {found['after']}"
    read = read_filters(filters, today=today, locale=locale)
    word = _WORD_BEFORE.search(text[: found.start()])
    if isinstance(read, ListInvoices) and word and word[1] not in _NO_FILTERS:
        return read.model_copy(update={"refused": (word[1], *read.refused)})
    return read
