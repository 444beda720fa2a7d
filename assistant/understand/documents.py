"""Requests for documents: ``pdf 123``, ``excel of 120-123``, ``statement for Q3``.

A text is a request for a document only when every word of it belongs to one.
"""

import re
from datetime import date
from typing import Literal

from assistant.command import GetDocument
from assistant.language import say
from assistant.understand.dates import Period, TwoDates, completed, read_period
from assistant.understand.mentions import BIT, mentions
from assistant.understand.numbers import looks_like_a_number, read_number
from assistant.understand.unclear import Unclear
from assistant.values import dataclass

_MOST_NUMBERS = 100
_LONGEST = 200

_GIVE = re.compile(
    r"(?P<verb>e-?mail|mail|(?:re-?)?send|forward|download|export|attach|get|give|show|make|create"
    r"|generate|prepare|print|need|want|have|find|share|see|view)"
    r"(?: (?:(?:it )?to )?(?:me|us))?(?: |$)"
)
_I_NEED = re.compile(r"(?:i|we)(?: (?:need|want|require)|'d like| would like)(?: to have)? ")
_SENT = frozenset("e-mail email mail send resend re-send forward download export attach".split())
_MAILED = frozenset("e-mail email mail".split())
_BY_MAIL = re.compile(
    r" (?:(?:by|via|through|per) e-?mail|to my (?:e-?mail|mail|inbox|mailbox)(?: address)?"
    r"|(?:e-?mailed|mailed)(?: to (?:me|us))?)$"
)
_TO_ME = re.compile(r" (?:to|for) (?:me|us)$")
_THE = re.compile(r"(?:an? |the |my |our |all |some |this (?!year|month|quarter|week)|that |of )+")
_DETAILED = (
    r"(?P<detailed>detailed|itemi[sz]ed|full|complete|long|in detail|with (?:all )?"
    r"(?:details|items|lines))"
)
_FORMAT = (
    r"(?P<format>pdfs?|excels?|xlsx?|spreadsheets?|csvs?|reconciliations?"
    r"|cop(?:y|ies)|documents?|files?)"
)
_AS = re.compile(
    rf"(?P<what>.+?),? (?:as|in|into|to) (?:an? |the )?(?:{_DETAILED} )?{_FORMAT}"
    r"(?: (?:format|form|file|files|document))?"
)
_OF = re.compile(
    rf"(?:{_DETAILED} )?{_FORMAT}(?: (?:file|files|document|version|export|report|format|invoices?"
    r"|bills?))?"
    r"(?:(?: (?:of|for|from|with))?(?: (?P<what>.+))?)?"
)
_BACK = re.compile(rf"(?P<what>.+?)(?: {_DETAILED})? {_FORMAT}(?: (?:file|version))?")
_FORMATS: dict[str, Literal["pdf", "xlsx", "csv"]] = {
    "excel": "xlsx",
    "xls": "xlsx",
    "xlsx": "xlsx",
    "spreadsheet": "xlsx",
    "csv": "csv",
    "reconciliation": "csv",
}
_FORMAT_IN = re.compile(r"\b(?:excels?|xlsx?|spreadsheets?|csvs?|reconciliations?)\b")
_NUMBER_IN = re.compile(r"\b(?:invoice|bill|inv)s? (?:(?:no|number|nr)\b\.? ?)?#?([0-9]{1,12})\b")
_RECEIPTS = re.compile(
    r"(?:(?P<last>last|latest|newest|most recent) )?(?:payment )?receipts?"
    r"(?: (?:of|for|from|on) (?:the )?(?:payment (?:of|for|on) )?(?P<what>.+))?"
)
_RECEIPT_OF = re.compile(r"(?P<what>.+?)(?:'s)? receipts?")
_PAYMENT = re.compile(r"(?:my |our |the )?(?:(?:last|latest|most recent|newest) )?payment")
_STATEMENT = re.compile(
    r"(?:account )?statements?(?: of (?:my |our |the )?account)?"
    r"(?:(?: (?:of|for|from|in|during|covering|over))? (?P<what>.+))?"
)
_PERIOD_STATEMENT = re.compile(r"(?P<what>.+?)(?:'s)? (?:account )?statements?(?: of account)?")
_WHICH = re.compile(
    r"(?P<which>last|latest|newest|most recent|current|next|upcoming)"
    r" (?:invoice|bill)"
)
_IN_PERIOD = re.compile(
    r"(?:invoices?|bills?|everything|payments?)(?: (?:of|for|from|in|during|dated))? (?P<what>.+)"
)
_OF_PERIOD = re.compile(r"(?P<what>.+?)(?:'s)? (?:invoices|bills|payments)")
_NAMED = re.compile(r"(?:invoices?|bills?|pdfs?|inv|numbers?|no|nr|#)[. :]{0,2}(?=[0-9#i])")
_YEAR = re.compile(r"20[0-9]{2}")
"""A table of 2026 is one of that year; a PDF of 2026 is one of that invoice."""

_SEPARATOR = re.compile(r"\s*(?:,|;|&|\+|\band\b|\bund\b)\s*")
_ROW = re.compile(r"#?([0-9]{1,12})\s?(?:-|–|to|through|until|till|bis)\s?#?([0-9]{1,12})")
_BETWEEN = re.compile(
    r"(?:between |from )?(?P<one>.{1,30}?) (?:and|to|until|till|through|-) (?P<two>.{1,30})"
)


@dataclass(frozen=True, slots=True)
class _Form:
    """How a document is wanted, whatever it is of."""

    format: Literal["pdf", "xlsx", "csv"] = "pdf"
    detailed: bool = False
    by_mail: bool = False
    sent: bool = False
    named: bool = False

    def ask(self, **what: object) -> GetDocument:
        """The command."""
        same = {"format": self.format, "detailed": self.detailed, "by_mail": self.by_mail}
        return GetDocument.model_validate({**same, **what})


def read_document(text: str, *, today: date) -> GetDocument | Unclear | None:
    """Read a request in lower case; None when it asks for no document."""
    if len(text) > _LONGEST or not mentions(text) & BIT["document"]:
        return None
    core, form = _unwrapped(text)
    for name in (_receipt, _statement, _invoices):
        if (read := name(core, form, today)) is not None:
            return read
    return None


def document_in(text: str) -> GetDocument:
    """The document a longer text is about, as far as it says: perhaps only that it is one."""
    named = _FORMAT_IN.search(text)
    format_ = _format(named[0]) if named else "pdf"
    what = next((each for each in ("receipt", "statement") if each in text), "invoices")
    if "proof of payment" in text:
        what = "receipt"
    found = _NUMBER_IN.search(text)
    number = read_number(found[1]) if found and what != "statement" else None
    numbers = (number,) if isinstance(number, str) else ()
    asked = {"what": what, "format": format_, "numbers": numbers}
    if what == "receipt" and not numbers:
        asked["which"] = "last"
    return GetDocument.model_validate(asked)


def _format(word: str) -> Literal["pdf", "xlsx", "csv"]:
    return _FORMATS.get(word if word == "xls" else word.rstrip("s"), "pdf")


def _unwrapped(text: str) -> tuple[str, _Form]:
    """Take off who is to send it, and how."""
    text = _I_NEED.sub("", text, count=1)
    given = _GIVE.match(text)
    verb = given["verb"] if given else ""
    text = text[given.end() :] if given else text
    by_mail = verb in _MAILED
    if found := _BY_MAIL.search(text):
        text, by_mail = text[: found.start()], True
    text = _TO_ME.sub("", text)
    return _bare(text), _Form(by_mail=by_mail, sent=verb in _SENT)


def _bare(text: str) -> str:
    found = _THE.match(text)
    return text[found.end() :] if found else text


def _receipt(text: str, form: _Form, today: date) -> GetDocument | Unclear | None:
    text, form = _formed(text, form)
    found = _RECEIPTS.fullmatch(text)
    if found is None:
        found = _RECEIPT_OF.fullmatch(text)
        if found is None:
            return None
    what = _bare(found["what"] or "")
    if not what or _PAYMENT.fullmatch(what):
        return form.ask(what="receipt", which="last")
    numbers = _numbers(what)
    return _numbered(numbers, form, "receipt")


def _statement(text: str, form: _Form, today: date) -> GetDocument | Unclear | None:
    text, form = _formed(text, form)
    found = _STATEMENT.fullmatch(text) or _PERIOD_STATEMENT.fullmatch(text)
    if found is None:
        return None
    if not found["what"]:
        return form.ask(what="statement")
    return _for_period(found["what"], form, today, what="statement")


def _invoices(text: str, form: _Form, today: date) -> GetDocument | Unclear | None:
    wanted, form = _formed(text, form)
    if not (form.named or form.sent):
        return None
    if not wanted or wanted in ("invoice", "invoices", "bill", "bills"):
        return form.ask() if form.named else None
    if found := _WHICH.fullmatch(wanted):
        which = "next" if found["which"] in ("next", "upcoming") else "last"
        return form.ask(which=which)
    year = form.format != "pdf" and _YEAR.fullmatch(wanted)
    if not year and (numbers := _numbers(wanted)) is not None:
        return _numbered(numbers, form, "invoices")
    return _of_period(wanted, form, today)


def _of_period(wanted: str, form: _Form, today: date) -> GetDocument | Unclear | None:
    found = _IN_PERIOD.fullmatch(wanted) or _OF_PERIOD.fullmatch(wanted)
    if found is None and form.format == "pdf":
        return None
    return _for_period(found["what"] if found else wanted, form, today, what="invoices")


def _for_period(said: str, form: _Form, today: date, *, what: str) -> GetDocument | Unclear | None:
    """A time, which "since" leaves open at its end."""
    ends = not said.startswith("since ")
    period = _period(_bare(said.removeprefix("since ")), today)
    if not isinstance(period, Period):
        return period
    return form.ask(what=what, since=period.start, before=period.end if ends else None)


def _formed(text: str, form: _Form) -> tuple[str, _Form]:
    """Read the format where it stands, before or behind; the rest is what it is of."""
    for pattern in (_AS, _OF, _BACK):
        if found := pattern.fullmatch(text):
            detailed, format_ = bool(found["detailed"]), _format(found["format"])
            form = _Form(format_, detailed, form.by_mail, form.sent, named=True)
            return _bare(found["what"] or ""), form
    return text, form


def _numbers(text: str) -> list[str] | Unclear | None:
    """Read ``invoices 120, 121 and 123`` or ``120-123``; None when these are no numbers."""
    text = _NAMED.sub("", text, count=1)
    if found := _ROW.fullmatch(text):
        return _row(int(found[1]), int(found[2]))
    numbers = []
    for part in _SEPARATOR.split(text):
        number = read_number(_NAMED.sub("", part, count=1))
        if isinstance(number, Unclear):
            return number if _like_numbers(text) else None
        numbers.append(number)
    return list(dict.fromkeys(numbers))


def _like_numbers(text: str) -> bool:
    """Tell whether somebody meant numbers here, rather than a date or something else."""
    return looks_like_a_number(text) and " " not in text and "/" not in text


def _row(first: int, last: int) -> list[str] | Unclear:
    if not first or last < first:
        return Unclear(say("a row of invoices runs from the lower number to the higher"))
    if last - first >= _MOST_NUMBERS:
        return Unclear(
            say(
                "that is a row of more than {most_numbers} invoices; name a time instead",
                most_numbers=_MOST_NUMBERS,
            )
        )
    return ["", *(str(number) for number in range(first, last + 1))]


def _numbered(
    numbers: list[str] | Unclear | None, form: _Form, what: str
) -> GetDocument | Unclear | None:
    """A list that begins with an empty number was spelt out from a row."""
    if numbers is None or isinstance(numbers, Unclear):
        return numbers
    spans = not numbers[0]
    return form.ask(what=what, numbers=tuple(numbers[spans:]), spans=spans)


def _period(text: str, today: date) -> Period | Unclear | None:
    """Read a time, or one from a day to another; the year 2026 and Q3 are such times."""
    period = read_period(text, today)
    if period is None and (found := _BETWEEN.fullmatch(text)):
        one, two = completed(found["one"], found["two"], today)
        first, last = read_period(one, today), read_period(two, today)
        if isinstance(first, Period) and isinstance(last, Period) and first.start < last.end:
            return Period(first.start, last.end)
    if isinstance(period, TwoDates):
        first_day, second_day = period.readings
        return Unclear(
            say(
                "“{text}” can be {first_day} or {second_day}",
                text=text,
                first_day=first_day.isoformat(),
                second_day=second_day.isoformat(),
            )
        )
    return period
