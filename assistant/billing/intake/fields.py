"""Read one cell of a file: strictly, in the writing the operator has declared, or not at all."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches

from babel.numbers import get_decimal_symbol, get_group_symbol

from assistant.billing.intake.report import RefusedError
from assistant.masking import mask
from assistant.values import dataclass

LONGEST_TEXT = 2_000
_FORMULA = re.compile(r"[=@\t\r]|[+-](?=[A-Za-z(=@])")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,47}")
_NUMBER = re.compile(r"(?:INV-?)?0*([1-9][0-9]{0,11})")
_EMAIL = re.compile(r"[^@\s,;<>\"()\[\]\\]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_SPACES = "\u0020\u00a0\u202f"
_YES = frozenset(("yes", "true", "1"))
_NO = frozenset(("no", "false", "0", ""))
_YEARS = range(1990, 2200)


@dataclass(frozen=True, slots=True)
class Writing:
    """How the file writes amounts and dates; dates are ISO unless a format is declared."""

    locale: str = "en"
    dates: str = "%Y-%m-%d"
    currency: str = "USD"

    def amount(self, cell: str) -> Decimal:
        """Read ``1,234.50`` the way the locale writes it; ``1.234,50`` is then refused."""
        point, group = self._signs()
        whole = rf"(?:[0-9]{{1,3}}(?:{group}[0-9]{{3}})+|[0-9]{{1,15}})"
        found = re.fullmatch(rf"(-?)({whole})(?:{re.escape(point)}([0-9]{{1,4}}))?", cell)
        if found is None:
            raise RefusedError(
                f"{shown(cell)} is not an amount as {self.locale} writes it",
                f"write it like {self._example()}, without a currency, or give --locale",
            )
        sign, digits, decimals = found.groups()
        return Decimal(f"{sign}{re.sub('[^0-9]', '', digits)}.{decimals or '0'}")

    def _signs(self) -> tuple[str, str]:
        point = str(get_decimal_symbol(self.locale))
        group = str(get_group_symbol(self.locale))
        return point, f"[{_SPACES}]" if group in _SPACES else re.escape(group)

    def _example(self) -> str:
        group = str(get_group_symbol(self.locale))
        return f"1{group}234{get_decimal_symbol(self.locale)}50"

    def day(self, cell: str) -> date:
        """Read a date in the declared format only."""
        try:
            found = datetime.strptime(cell, self.dates).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            found = None
        if found is None or not cell.isascii() or found.year not in _YEARS:
            example = date(2026, 3, 31).strftime(self.dates)
            raise RefusedError(
                f"{shown(cell)} is not a date", f"write it like {example}, or give --dates"
            )
        return found


def text(cell: str, *, longest: int = LONGEST_TEXT) -> str:
    """Read words: no control characters, no secrets, and nothing a spreadsheet would calculate."""
    if len(cell) > longest:
        raise RefusedError(f"it has {len(cell)} characters", f"shorten it to {longest}")
    if _CONTROL.search(cell):
        raise RefusedError(f"{shown(cell)} has invisible control characters", "remove them")
    if _FORMULA.match(cell):
        raise RefusedError(f"{shown(cell)} is a spreadsheet formula", "write its value")
    return _without_secrets(cell)


def _without_secrets(cell: str) -> str:
    """Refuse what may never be kept: taking it out silently would leave it in the file."""
    if found := mask(cell).found:
        held = " and ".join(_SECRETS[each] for each in sorted(found))
        raise RefusedError(f"it holds {held}, which is never kept", "take it out of the file")
    return cell


_SECRETS = {
    "card": "a card number",
    "iban": "an IBAN",
    "password": "a password",
    "security_code": "a security code or PIN",
}


def key(cell: str) -> str:
    """Read an account's own key: letters, digits, ``_ . -``, at most 48."""
    if _KEY.fullmatch(cell) is None:
        raise RefusedError(f"{shown(cell)} cannot name an account", "use letters, digits, _ . -")
    return _without_secrets(cell)


def number(cell: str) -> str:
    """Read an invoice number as people will type it: ``INV-000124`` is 124."""
    found = _NUMBER.fullmatch(cell)
    if found is None:
        raise RefusedError(
            f"{shown(cell)} is no number that people can type", "use at most 12 digits, or INV-124"
        )
    return found[1]


def email(cell: str) -> str:
    """Read exactly one address; in lower case, as addresses are compared."""
    if _EMAIL.fullmatch(cell) is None or len(cell) > 254 or not cell.isascii():
        raise RefusedError(f"{shown(cell)} is not one e-mail address", "give one plain address")
    return _without_secrets(cell).lower()


def flag(cell: str) -> bool:
    """Read yes or no; empty is no."""
    if cell.lower() not in _YES | _NO:
        raise RefusedError(f"{shown(cell)} is neither yes nor no", "write yes or no")
    return cell.lower() in _YES


def position(cell: str) -> int:
    """Read which of the items before it, counted from 1, an item is a part of."""
    if re.fullmatch("[1-9][0-9]{0,3}", cell) is None:
        raise RefusedError(f"{shown(cell)} is no item's place", "count the items from 1")
    return int(cell)


def one_of(cell: str, known: Iterable[str]) -> str:
    """Read one of these words, whatever its case."""
    words = {each.lower(): each for each in known}
    if cell.lower() not in words:
        raise RefusedError(f"{shown(cell)} is unknown", nearest(cell.lower(), words))
    return words[cell.lower()]


_SHARED = ("XAF", "XCD", "XCG", "XOF", "XPF")  # of several states; other codes in X are no money


def currency(cell: str) -> str:
    """Read an ISO 4217 code of a currency that people pay in: gold and tests have one, too."""
    from babel.numbers import is_currency

    code = cell.upper()
    if not cell.isascii() or not is_currency(code) or (code[0] == "X" and code not in _SHARED):
        raise RefusedError(f"{shown(cell)} is not a currency", "use its ISO 4217 code, such as USD")
    return code


def nearest(word: str, known: Mapping[str, str] | Iterable[str]) -> str:
    """The nearest word there is, or all of them."""
    names = list(known)
    close = get_close_matches(word, names, n=1, cutoff=0.6)
    return f"did you mean {close[0]!r}?" if close else f"use one of: {', '.join(names)}"


def shown(cell: str) -> str:
    """A cell as a message may quote it: short, on one line, without secrets."""
    cell = mask(cell).text
    short = cell if len(cell) <= 40 else f"{cell[:40]}…"
    return ascii(short) if _CONTROL.search(short) else repr(short)
