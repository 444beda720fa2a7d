"""Looking closer: one line, a comparison, the summary, another page."""

import re

from assistant.command import Command, ExplainInvoice, ShowItem, ShowSummary, TurnPage
from assistant.understand.mentions import BIT, mentions
from assistant.understand.numbers import read_number
from assistant.understand.references import REFERENCE, SEE, with_number
from assistant.understand.spending import read_spending
from assistant.understand.unclear import Unclear

_LINE = (
    r"(?:(?:line )?(?:item|line)|position)(?: (?:no|nr|number|num)\b[. ]?)? ?#?"
    r"(?P<line>[0-9]{1,6})"
)
_ITEM = (
    re.compile(
        rf"(?:(?:{SEE}|what(?:'s| is| was)|explain|open) )?(?:the )?{_LINE}"
        rf" (?:on|of|for|in) {REFERENCE}"
    ),
    re.compile(rf"(?:{SEE} )?{REFERENCE},? (?:the )?{_LINE}"),
)
_LINES = ("item", "line", "position")
_EXPLAIN = (
    re.compile(
        rf"why (?:is|was) {REFERENCE} (?:(?:so|that|this|too|much|more) )?"
        r"(?:high|much|expensive|large|big|low|small|different|higher|more|less|lower)"
        r"(?: (?:than|this|compared|from|now)\b.{0,40})?"
    ),
    re.compile(
        rf"(?:compare|explain) {REFERENCE} (?:with|to|against|and) (?:the )?"
        r"(?:previous|last|one before|earlier)(?: one| invoice| month)?"
    ),
    re.compile(rf"what(?:'s| is| has)? (?:different|changed|new) (?:on|in|with) {REFERENCE}"),
)
_EXPLAINS = ("why ", "compare ", "explain ", "what")
_SUMMARY = re.compile(
    r"(?:(?:show|give|see|send|get|view)(?: me| us)? )?(?:(?:my|our|the|an?) )?"
    r"(?:billing|account|invoice)? ?(?:summary|overview)(?: of (?:my|our|the) account)?"
    r"|(?:(?:what|how much) (?:will|do|would|am|are) (?:i|we) (?:(?:have|need|going) to )?"
    r"(?:pay|owe|be charged|be billed|be invoiced|paying)(?: for)? (?:next|in the next|the coming)"
    r" (?:month|time|invoice|period|billing (?:period|cycle)))"
    r"|(?:(?:what|when|how much|how high)(?:'s| is| will)? (?:be )?)?(?:my|our|the)"
    r" (?:next|upcoming|estimated) (?:invoice|bill|balance)"
    r"(?: (?:be|due|come|coming|amount|estimate))?"
    r"|(?:next|upcoming) (?:invoice|bill)"
)
_MORE = re.compile(
    r"(?:show (?:me )?)?(?:the )?(?:more|next|next page|another page|next ones?|more (?:invoices"
    r"|results|please))"
)
_BACK = re.compile(r"(?:go )?(?:back|(?:show (?:me )?)?(?:the )?previous(?: page| ones?)?)")
_PAGE = re.compile(
    rf"(?:(?:{SEE}|open|(?:go|turn|jump) to|and) )?(?:the )?page (?P<page>[1-9][0-9]{{0,4}})"
)


def read_look(text: str) -> Command | Unclear | None:
    """Read a text, in lower case, that asks to look closer."""
    about = mentions(text)
    looks = about & BIT["look"] != 0
    if looks and (turned := _turn(text)) is not None:
        return turned
    if about & BIT["number"] and (numbered := _item(text) or _explain(text)):
        return numbered
    return (_summary(text) if looks else None) or read_spending(text)


def _turn(text: str) -> Command | None:
    if _MORE.fullmatch(text):
        return TurnPage(to="more")
    if found := _PAGE.fullmatch(text):
        return TurnPage(page=int(found["page"]))
    return TurnPage(to="back") if _BACK.fullmatch(text) else None


def _item(text: str) -> Command | Unclear | None:
    for form in _ITEM if any(map(text.__contains__, _LINES)) else ():
        if found := form.fullmatch(text):
            number = read_number(next(found[name] for name in ("number", "bare") if found[name]))
            if isinstance(number, Unclear) or not int(found["line"]):
                return None
            return ShowItem(number=number, position=int(found["line"]))
    return None


def _explain(text: str) -> Command | Unclear | None:
    if not text.startswith(_EXPLAINS):
        return None
    return with_number(text, _EXPLAIN, lambda number: ExplainInvoice(number=number))


def _summary(text: str) -> Command | None:
    return ShowSummary() if _SUMMARY.fullmatch(text) else None
