"""Amounts as people write them -> every reading they can have; nothing is guessed or rounded.

The digits are checked by pattern before any conversion, because ``int`` and ``Decimal`` accept far
more than a person means: other scripts' digits, ``1_000``, ``1e3``, ``NaN``.
"""

import re
from decimal import Decimal

from assistant.command import Amount
from assistant.language import say
from assistant.understand.currencies import CODES, THREE_DECIMALS, WORDS
from assistant.understand.unclear import Unclear

_MOST_DIGITS = 15
_COMMA_DECIMAL = frozenset(
    "bg cs da de el es et fi fr hr hu id is it lt lv nb nl nn no pl pt ro "
    "ru sk sl sr sv tr uk vi".split()
)

_MARK = (
    r"[^\W\d_]{1,3}[$€£¥]|[$£][^\W\d_]{2}(?![^\W\d_])|[$€£¥₹₩₽₺₴₫฿₪₦₱]"
    r"|[^\W\d_]\.[^\W\d_](?=\.)\.|[^\W\d_]{1,12}(?: dollars?)?"
)
_WRITTEN = re.compile(
    rf"(?P<before>{_MARK})?\s?(?P<number>[0-9](?:[0-9.,' ]{{0,60}}[0-9])?)\s?(?P<after>{_MARK})?"
)
_SIGNED = re.compile(r"[+-]\s?(?:[^\w\s]\s?)?[0-9]|[^\w\s]\s?-\s?[0-9]|\([^()]*[0-9][^()]*\)")

_PLAIN = re.compile(r"[0-9]+")
_DECIMAL = re.compile(r"[0-9]+[.,][0-9]{1,3}")
_EITHER = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")
_GROUPED = (
    re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]{1,3}|[0-9]{1,3}(?:,[0-9]{3}){2,}"),
    re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]{1,3}|[0-9]{1,3}(?:\.[0-9]{3}){2,}"),
    re.compile(r"[0-9]{1,3}(?:'[0-9]{3})+(?:[.,][0-9]{1,3})?"),
    re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]{1,3})?"),
    re.compile(r"[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]{1,3})?"),  # India: 12,34,567.00
)


def read_amount(text: str, *, locale: str = "en") -> Amount | Unclear:
    """Read one amount; the locale only orders the readings of ``1.000``, it never removes one."""
    text = text.strip()
    if _SIGNED.match(text):
        return Unclear(say("an amount has no sign: “{text}”", text=text[:40]))
    written = _WRITTEN.fullmatch(text)
    if written is None:
        return Unclear(
            say("“{text}” is not an amount; write it like 50 or 1000.50 EUR", text=text[:40])
        )
    currencies = _currencies(written["before"], written["after"])
    if isinstance(currencies, Unclear):
        return currencies
    readings = _readings(written["number"], locale)
    if isinstance(readings, Unclear):
        return readings
    if (
        currencies
        and THREE_DECIMALS.issuperset(currencies)
        and _EITHER.fullmatch(written["number"])
    ):
        readings = _in_thousandths(written["number"], readings)
    return Amount(text=text, readings=readings, currencies=currencies)


def _in_thousandths(number: str, readings: tuple[Decimal, ...]) -> tuple[Decimal, ...]:
    """A point before thousandths is decimal, else no answer to "which amount?" could say so."""
    return (min(readings),) if "." in number else readings


def is_marked(text: str) -> bool:
    """Tell whether a text is an amount beyond doubt: it names a currency or has a fraction."""
    amount = read_amount(text)
    return isinstance(amount, Amount) and (bool(amount.currencies) or not text.strip().isdigit())


def _currencies(before: str | None, after: str | None) -> tuple[str, ...] | Unclear:
    named = [mark for mark in (before, after) if mark]
    candidates = [_candidates(mark) for mark in named]
    for mark, found in zip(named, candidates, strict=True):
        if not found:
            return Unclear(say("I do not know the currency “{named}”", named=mark[:20]))
    if not candidates:
        return ()
    common = tuple(code for code in candidates[0] if code in candidates[-1])
    return common or Unclear(
        say("that names two different currencies; one amount has one currency")
    )


def _candidates(mark: str) -> tuple[str, ...]:
    lower = mark.lower().rstrip(".")
    return WORDS.get(lower) or ((mark.upper(),) if mark.upper() in CODES else ())


def _readings(number: str, locale: str) -> tuple[Decimal, ...] | Unclear:
    if sum(c.isdigit() for c in number) > _MOST_DIGITS:
        return Unclear(say("an amount has at most {most_digits} digits", most_digits=_MOST_DIGITS))
    values = _values(number, comma_decimal=_language(locale) in _COMMA_DECIMAL)
    if not values:
        return Unclear(say("“{number}” can be no amount; write it like 1000.50", number=number))
    if not all(values):
        return Unclear(say("an amount is more than zero"))
    return values


def _values(number: str, *, comma_decimal: bool) -> tuple[Decimal, ...]:
    if _PLAIN.fullmatch(number):
        return (Decimal(number),)
    if _EITHER.fullmatch(number):
        whole, fraction = Decimal(re.sub("[.,]", "", number)), Decimal(number.replace(",", "."))
        return (fraction, whole) if ("," in number) == comma_decimal else (whole, fraction)
    if _DECIMAL.fullmatch(number):
        return (Decimal(number.replace(",", ".")),)
    if any(form.fullmatch(number) for form in _GROUPED):
        return (Decimal(_without_groups(number)),)
    return ()


def _without_groups(number: str) -> str:
    """Keep the last separator as the decimal point, unless it separates groups like the others."""
    last = re.search(r"[.,](?=[0-9]*$)", number)
    if last is None or number.count(last[0]) > 1:
        return re.sub("[.,' ]", "", number)
    return re.sub("[.,' ]", "", number[: last.start()]) + "." + number[last.end() :]


def _language(locale: str) -> str:
    return re.split("[-_]", locale.lower(), maxsplit=1)[0]
