"""The part of a request that narrows a list: states, dates, amounts, types, orders, pages.

A filter that is not understood is kept in ``refused``: a list that ignores one shows too much.
"""

import re
from collections.abc import Callable
from dataclasses import field
from datetime import date
from decimal import Decimal

from assistant.command import Amount, InvoiceState, ListInvoices
from assistant.language import say
from assistant.understand.amounts import read_amount
from assistant.understand.dates import Period, TwoDates, completed, read_period
from assistant.understand.orders import ORDER_FORM
from assistant.understand.unclear import Unclear
from assistant.values import dataclass

_STATES = {
    **dict.fromkeys(
        ("open", "unpaid", "outstanding", "due", "pending", "not paid", "owing"), InvoiceState.OPEN
    ),
    **dict.fromkeys(("paid", "settled", "closed"), InvoiceState.PAID),
    **dict.fromkeys(
        ("overdue", "past due", "past-due", "late", "delinquent"), InvoiceState.OVERDUE
    ),
}
_TYPES = {
    "new": "NEW",
    "recurring": "RECURRING",
    **dict.fromkeys(("one-time-charge", "one-time", "one time", "onetime"), "ONE-TIME-CHARGE"),
    **dict.fromkeys(("credit", "credits"), "CREDIT"),
    **dict.fromkeys(("refund", "refunds"), "REFUND"),
    **dict.fromkeys(("manual_payment_credit", "manual payment credit"), "MANUAL_PAYMENT_CREDIT"),
}
_MOST_PAGES = 100_000


def _words(table: dict[str, object] | tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(table, key=len, reverse=True))


_STATE = _words({**_STATES})
_TYPE = _words({**_TYPES})
_PO = r"po(?=[ #:-]{0,3}(?:(?:no|nr|num|number)\b[ .:#-]{0,3})?[a-z./_-]{0,40}[0-9])"
_KEYWORD = (
    rf"(?:since|from|after|before|until|till|up to|between|in|during|for|of|over|above|more than|"
    rf"greater than|larger than|under|below|less than|smaller than|type|page|purchase order|"
    rf"{_PO}|{_STATE})\b|[<>,]"
)
_VALUE = (
    r"(?P<value>(?:[^,]|,(?=[0-9]))+?)"
    rf"(?=\s*$|,(?:\s|$)|\s+(?:(?:and|or|with|which|that|but|are|is|were) ){{0,3}}(?:{_KEYWORD}))"
)

_FILLER = re.compile(
    r"(?:(?:that|which|who)(?:'s| is| are| were| have been| has been| i have"
    r"| we have)?(?: (?:still|currently|now))?"
    r"|are|is|with(?: (?:a |the )?status)?|whose status is|status(?: is)?:?|only|just|ones?"
    r"|all of them|still|and|but"
    r"|dated|issued|created|billed|sent|(?:with )?(?:an? )?(?:total|amount)s?(?: of)?|please|,"
    r"|;)(?=\s|$)|[,;]"
)
_STATE_FORM = re.compile(rf"(?P<value>{_STATE})(?: (?:ones?|invoices?|bills?))?(?=[\s,]|$)")
_TYPE_FORM = re.compile(
    rf"(?:(?:of )?type(?: is)?:? ?(?P<named>{_TYPE})|(?P<value>{_TYPE})(?: (?:ones?|invoices?"
    rf"|type))?)(?=[\s,]|$)"
)
_PAGE = re.compile(
    r"page (?P<page>[0-9]{1,6})(?: (?P<side>after|before) invoice (?P<place>[1-9][0-9]{0,11}))?"
    r"(?=[\s,]|$)"
)
_IN_DETAIL = re.compile(r"in (?:full |more )?details?(?=[\s,]|$)")
_BETWEEN_DATES = re.compile(
    r"(?:between|from) (?P<one>[^,]{1,30}?) (?:and|to|until|till) (?P<value>[^,]{1,30}?)(?=\s*$|,)"
)
_BETWEEN_AMOUNTS = re.compile(
    r"between (?P<one>[^a-z,]{1,30}(?:[a-z]{3})?) and (?P<value>[^a-z]{1,30}(?:[a-z]{3})?)(?=\s*$"
    r"|,)"
)
_OVER = re.compile(
    rf"(?:over|above|more than|greater than|larger than|bigger than|exceeding|>) ?{_VALUE}"
)
_UNDER = re.compile(rf"(?:under|below|less than|smaller than|<) ?{_VALUE}")
_SINCE = re.compile(rf"(?:since|starting(?: from| on)?) {_VALUE}")
_AFTER = re.compile(rf"(?:after|later than|newer than) {_VALUE}")
_BEFORE = re.compile(rf"(?:before|older than|earlier than|prior to) {_VALUE}")
_UNTIL = re.compile(rf"(?:until|till|up to|up until|through) {_VALUE}")
_WITHIN = re.compile(rf"(?:in|during|for|of|from|within|on|dated)?(?:the )?\s?{_VALUE}")
_LEFT_OVER = re.compile(rf"\S+(?:\s+(?!(?:and )?(?:{_KEYWORD}))\S+)*")


@dataclass(slots=True)
class _Found:
    """What has been read so far; a second value for the same filter counts as not understood."""

    today: date
    locale: str
    values: dict[str, object] = field(default_factory=dict)

    def put(self, name: str, value: object) -> bool:
        return self.values.setdefault(name, value) == value


_Reader = Callable[[_Found, re.Match[str]], "bool | Unclear"]


def read_filters(text: str, *, today: date, locale: str) -> ListInvoices | Unclear:
    """Read what follows "show my invoices", in lower case, word group by word group."""
    found = _Found(today, locale)
    refused: list[str] = []
    rest = text.strip()
    while rest:
        step = _step(found, rest)
        if isinstance(step, Unclear):
            return step
        if not step:
            left_over = _LEFT_OVER.match(rest)
            step = left_over.end() if left_over else len(rest)
            refused.append(rest[:step])
        rest = rest[step:].lstrip()
    if clash := _clash(found):
        return clash
    return ListInvoices.model_validate({**found.values, "refused": tuple(refused)})


def _step(found: _Found, rest: str) -> int | Unclear:
    """Read one filter at the start of the rest; how many characters it took, 0 for none."""
    if filler := _FILLER.match(rest):
        return filler.end()
    for form, reader in _FORMS:
        if match := form.match(rest):
            read = reader(found, match)
            if isinstance(read, Unclear):
                return _in_a_sentence(read, match)
            if read:
                return match.end()
    return 0


def _in_a_sentence(unclear: Unclear, match: re.Match[str]) -> Unclear:
    """Complete the nearest values to whole sentences, so that a person can say them as they are."""
    before, _, after = match[0].partition(match["value"])
    return Unclear(
        unclear.because,
        tuple(f"show my invoices {before}{value}{after}" for value in unclear.nearest),
    )


def _state(found: _Found, match: re.Match[str]) -> bool:
    return found.put("state", _STATES[match["value"]])


def _type(found: _Found, match: re.Match[str]) -> bool:
    return found.put("type", _TYPES[match["named"] or match["value"]])


def _order(found: _Found, match: re.Match[str]) -> bool:
    return found.put("purchase_order", match["order"].upper())


def _page(found: _Found, match: re.Match[str]) -> bool:
    if match["place"]:
        found.put("after" if match["side"] == "after" else "ahead_of", match["place"])
    return 1 <= int(match["page"]) <= _MOST_PAGES and found.put("page", int(match["page"]))


def _detailed(found: _Found, _: re.Match[str]) -> bool:
    return found.put("projection", "detail")


def _amount(name: str) -> _Reader:
    def read(found: _Found, match: re.Match[str]) -> bool | Unclear:
        amount = read_amount(match["value"], locale=found.locale)
        return amount if isinstance(amount, Unclear) else found.put(name, amount)

    return read


def _between_amounts(found: _Found, match: re.Match[str]) -> bool | Unclear:
    bounds = [read_amount(match[name], locale=found.locale) for name in ("one", "value")]
    if any(isinstance(bound, Unclear) for bound in bounds):
        return False
    return found.put("over", bounds[0]) and found.put("under", bounds[1])


def _dates(choose: Callable[[Period], dict[str, date]], *, or_else: bool = False) -> _Reader:
    """Make a reader of a date; with ``or_else`` the words may still be something else."""

    def read(found: _Found, match: re.Match[str]) -> bool | Unclear:
        period = _period(found, match["value"])
        if isinstance(period, Period):
            return all(found.put(name, day) for name, day in choose(period).items())
        if isinstance(period, Unclear):
            return period
        return (
            False
            if or_else
            else Unclear(
                say(
                    "“{match}” is not a date; write it like {today} or March",
                    match=match["value"][:40],
                    today=found.today.isoformat(),
                )
            )
        )

    return read


def _period(found: _Found, text: str) -> Period | Unclear | None:
    period = read_period(text, found.today)
    if not isinstance(period, TwoDates):
        return period
    first, second = period.readings
    return Unclear(
        say(
            "“{text}” can be {first} or {second}",
            text=text,
            first=first.isoformat(),
            second=second.isoformat(),
        ),
        (first.isoformat(), second.isoformat()),
    )


def _between_dates(found: _Found, match: re.Match[str]) -> bool | Unclear:
    one, value = completed(match["one"], match["value"], found.today)
    first, last = _period(found, one), _period(found, value)
    for bound in (first, last):
        if isinstance(bound, Unclear):
            return Unclear(bound.because)
    if isinstance(first, Period) and isinstance(last, Period):
        return found.put("since", first.start) and found.put("before", last.end)
    return False


def _clash(found: _Found) -> Unclear | None:
    over, under = found.values.get("over"), found.values.get("under")
    if isinstance(over, Amount) and isinstance(under, Amount):
        if (
            over.currencies
            and under.currencies
            and not set(over.currencies) & set(under.currencies)
        ):
            return Unclear(say("those amounts are in two different currencies; compare in one"))
        if min(over.readings) >= max(under.readings) > Decimal(0):
            return Unclear(say("no amount is over the first and under the second"))
    since, before = found.values.get("since"), found.values.get("before")
    if isinstance(since, date) and isinstance(before, date) and since >= before:
        return Unclear(
            say("no day is since {since} and before {before}", since=since, before=before)
        )
    return None


_FORMS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (_STATE_FORM, _state),
    (_TYPE_FORM, _type),
    (_PAGE, _page),
    (ORDER_FORM, _order),
    (_IN_DETAIL, _detailed),
    (_BETWEEN_AMOUNTS, _between_amounts),
    (_BETWEEN_DATES, _between_dates),
    (_OVER, _amount("over")),
    (_UNDER, _amount("under")),
    (_SINCE, _dates(lambda period: {"since": period.start})),
    (_AFTER, _dates(lambda period: {"since": period.end})),
    (_BEFORE, _dates(lambda period: {"before": period.start})),
    (_UNTIL, _dates(lambda period: {"before": period.end})),
    (_WITHIN, _dates(lambda period: {"since": period.start, "before": period.end}, or_else=True)),
)
