"""Card numbers, codes, PINs, IBANs, passwords -> a note in their place, before anything is kept.

PCI DSS 3.3 and 4.2: neither may be stored, logged or echoed. A card number is taken wherever
digits, however written and separated, start like a network's numbers and pass Luhn; only whole
groups of digits are joined, so that invoice, order and telephone numbers beside each other stay.

Digits of every script are folded one to one first, so positions in the folded text are positions in
the text itself. Every pattern advances with each character it reads: the time is linear.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from assistant.passwords import may_have_a_password, passwords

_DIGIT = re.compile("[0-9]")
CARD = "[card number removed]"
SECURITY_CODE = "[security code removed]"
IBAN = "[IBAN removed]"
WORD = "[password removed]"


_NONE: frozenset[str] = frozenset()


class Masked(NamedTuple):
    """The text without its secrets, and which of them it had.

    They are named ``card``, ``security_code`` (PINs, too), ``iban`` and ``password``.
    """

    text: str
    found: frozenset[str]


def mask(text: str) -> Masked:
    """Remove what must not be kept; everything else stays as it was written."""
    found: set[str] = set()
    if not _has_digits(text) and not may_have_a_password(text):
        return Masked(text, _NONE)  # every other secret has digits
    for name, note, spans in _SECRETS:
        if secrets := list(spans(text if text.isascii() else text.translate(_FOLDED))):
            found.add(name)
            text = _replaced(text, secrets, note)
    return Masked(text, frozenset(found))


def _has_digits(text: str) -> bool:
    return bool(_DIGIT.search(text)) if text.isascii() else any(map(str.isnumeric, text))


def _replaced(text: str, spans: list[tuple[int, int]], note: str) -> str:
    pieces, end = [], 0
    for start, stop in spans:
        pieces += [text[end:start], note]
        end = stop
    return "".join([*pieces, text[end:]])


class _Folds(dict[int, str]):
    """One character for one: digits of all scripts, full-width letters, dashes, the invisible."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        if (digit := unicodedata.digit(character, None)) is not None:
            folded = str(digit)
        elif unicodedata.category(character) == "Cf" or 0xFE00 <= code <= 0xFE0F:
            folded = _INVISIBLE
        elif unicodedata.category(character) == "Pd":
            folded = "-"
        else:
            wide = 0xFF01 <= code <= 0xFF5E
            folded = chr(code - 0xFEE0) if wide else character
        self[code] = folded
        return folded


_INVISIBLE = "\x00"
_FOLDED = _Folds()

# IBAN: country, two check digits, then letters and digits in groups (ISO 13616).

_IBAN_START = re.compile(
    r"(?<![A-Za-z0-9])(?:IBAN[\s:]{0,3})?([A-Za-z]{2}[0-9]{2})(?=[\s\x00.-]{0,2}[A-Za-z0-9])"
)
_NOT_IBAN = re.compile(r"[^A-Za-z0-9]+")
_IBAN_LENGTHS = {
    country: int(length)
    for length, countries in (
        line.split(":")
        for line in """15:NO|16:BE|18:DK FI FO GL NL SD FK|19:MK SI
        |20:AT BA EE KZ LT LU XK MN|21:CH HR LI LV|22:BG BH CR DE GB GE IE ME RS VA
        |23:AE GI IL IQ OM SO TL|24:AD CZ DZ ES MD PK RO SA SE SK TN VG
        |25:LY PT ST|26:IS TR|27:BI DJ FR GR IT MC MR SM|28:AL AZ BY CY DO EG GT HU LB NI PL SV
        |29:BR PS QA UA|30:JO KW MU|31:MT SC|32:LC|33:RU""".replace("\n", "").split("|")
    )
    for country in countries.split()
}


_IBAN_FORMS = {
    length: re.compile(rf"(?:[\s\x00.-]{{0,2}}[A-Za-z0-9]){{{length}}}(?![A-Za-z0-9])")
    for length in set(_IBAN_LENGTHS.values())
}


def _ibans(text: str) -> Iterator[tuple[int, int]]:
    end = 0
    for start in _IBAN_START.finditer(text):
        at = start.start(1)
        length = _IBAN_LENGTHS.get(text[at : at + 2].upper())
        if length is None or at < end:
            continue
        found = _IBAN_FORMS[length].match(text, at)
        if found and _passes_mod_97(_NOT_IBAN.sub("", found[0])):
            end = found.end()
            yield at, end


def _passes_mod_97(iban: str) -> bool:
    return int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 == 1


# Card numbers: prefix of a network (ISO/IEC 7812), 13 to 19 digits, Luhn.

_GAP = r"[\s\x00./\\_*'\"()\[\]{}xX·•:>-]{0,6}+"
_RUN = re.compile(rf"[0-9](?:(?:,(?=[0-9])|{_GAP})[0-9])*+")
_PREFIX = re.compile(r"4|5[0-8]|3[04-9]|6[0-9]|2(?:2[2-9]|[3-6]|7[01]|720|20[0-4])|81|82|9792|35")
_NO_CARD_BEGINS_WITH = "017"
_GROUP = re.compile(r"[0-9](?:\x00*+[0-9])*+")
_SHORTEST, _LONGEST = 13, 19
_LONGEST_WITH_EXTRAS = 64
_LONGEST_TELEPHONE = 15
_LONGEST_OF_OURS = 16
_OURS = (
    "acc ask case chg dlv dsp ent err evt fact hold inv met mpg note off op ord pay per pln"
    " prepared rem rep req sel set"
).split()
"""What our ids begin with: one in a thousand would pass as a card, and a button says them."""

_ID = re.compile(
    rf"(?<![a-z])(?:{'|'.join(_OURS)})_[0-9a-f]{{32}}(?![0-9a-z])"
    r"|(?:pi|ch|in|cus|pm|seti|evt|req|re)_[0-9A-Za-z]{14,40}"
)


def _cards(text: str) -> Iterator[tuple[int, int]]:
    ids = [found.span() for found in _ID.finditer(text)] if "_" in text else []
    for run in _RUN.finditer(text):
        if run.end() - run.start() < _SHORTEST or any(a <= run.start() < b for a, b in ids):
            continue
        yield from _cards_in(text, run.start(), run.end())


def _cards_in(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """Join whole groups of digits, the longest card first, and go on behind it."""
    digits = [each.replace(_INVISIBLE, "") for each in _GROUP.findall(text, start, stop)]
    starts = [at for at, group in enumerate(digits) if group[0] not in _NO_CARD_BEGINS_WITH]
    long = [at for at, group in enumerate(digits) if len(group) > _LONGEST_OF_OURS]
    if not (starts or long):
        return
    groups = [group.span() for group in _GROUP.finditer(text, start, stop)]
    past = 0
    for first in sorted({*starts, *long}) if long else starts:
        if first < past:
            continue
        if last := _card_from(text, groups, digits, first):
            yield groups[first][0], groups[last - 1][1]
            past = last
        elif len(digits[first]) > _LONGEST_OF_OURS and _hides_a_card(digits[first]):
            yield groups[first]


def _card_from(text: str, groups: list[tuple[int, int]], digits: list[str], first: int) -> int:
    """Where a card that starts with this group ends (exclusive group index), or 0."""
    if not _PREFIX.match("".join(digits[first : first + 4])):
        return 0
    joined, ends = "", []
    for index in range(first, min(first + _LONGEST, len(groups))):
        joined += digits[index]
        if len(joined) > _LONGEST:
            break
        ends.append((len(joined), index + 1))
    telephone = text[max(0, groups[first][0] - 2) : groups[first][0]].rstrip("( ").endswith("+")
    for length, end in reversed(ends):
        if length < _SHORTEST or (telephone and length <= _LONGEST_TELEPHONE):
            break
        if _passes_luhn(joined[:length]):
            return end
    return 0


def _hides_a_card(digits: str) -> bool:
    """A number too long for any of ours may be a card with its expiry or code glued on.

    Or with a digit of another script in front, where only some programs see one number.
    """
    return len(digits) > _LONGEST_WITH_EXTRAS or any(
        _PREFIX.match(digits, at) and _passes_luhn(digits[at : at + length])
        for at in range(len(digits) - 14)
        for length in (16, 15)
        if at + length <= len(digits)
    )


_ONCE = bytes.maketrans(b"0123456789", bytes(range(10)))
_TWICE = bytes.maketrans(b"0123456789", bytes(sum(divmod(2 * digit, 10)) for digit in range(10)))


def _passes_luhn(digits: str) -> bool:
    written = digits.encode()
    whole = sum(written[-1::-2].translate(_ONCE)) + sum(written[-2::-2].translate(_TWICE))
    return whole % 10 == 0


# Security codes: three or four digits beside a word for them, or behind a card number.

_CODE_WORD = (
    r"(?:cvv|cvc|cvn|csc|cid|cav|cvd)2?\b|(?:card )?(?:security|verification"
    r"|validation)[ -]?(?:code|number|value|nr)\b"
    r"|card code\b|code de sécurité|cryptogramme|código de seguridad|codice di sicurezza"
    r"|prüf(?:ziffer|nummer|zahl)"
    r"|kartenprüfnummer|sicherheitscode|セキュリティコード"
)
_CODE = r"(?<![0-9#])[0-9](?:[\s\x00-]?[0-9]){2,3}(?![0-9])(?![.,][0-9])"
_CODE_STEM = re.compile(
    r"c(?:v[cdnv]|sc|id|av|ard code|ode de|rypto|ódigo|odice)|security|verification|validation"
    r"|prüf|sicherheitscode|セキュリティ"
)
_CODE_AFTER = re.compile(
    rf"(?:{_CODE_WORD})(?:\W{{0,4}}(?:is|was|code|number|no|nr|value|ist|the|my|of|for|on|back"
    rf"|card)\b){{0,6}}\W{{0,4}}({_CODE})",
    re.IGNORECASE,
)
_CODE_BEFORE = re.compile(
    rf"({_CODE})\W{{0,3}}(?:(?:is|as|=|ist)\W{{1,3}})?(?:(?:the|my|our|its|meine"
    rf"|der)\W)?(?:{_CODE_WORD})",
    re.IGNORECASE,
)
_CODE_BEHIND_A_CARD = re.compile(
    rf"{re.escape(CARD)}(?:[\s,;:|/-]{{1,4}}(?:(?:exp\w{{0,8}}|valid|until|thru"
    rf"|date)[\s.:]{{0,3}}){{0,3}}[0-9]{{1,2}}\s?[/.-]\s?(?:20)?[0-9]{{2}})?"
    rf"[\s,;:|/-]{{1,4}}({_CODE})",
    re.IGNORECASE,
)


# A PIN needs "my", or a word between: "pin 1234 to the wall" and an Indian "PIN code: 560001" stay.

_PIN_STEMS = ("pin", "暗証番号", "暗証コード")
_IS = r"(?:[:=：は]|['’]s\b|\b(?:is|was|ist|lautet|est|es)\b)"
_PIN = re.compile(
    rf"(?:(?<![a-z])pin(?![a-z])(?:[ -](?:number|nr)\b\.?)?|暗証(?:番号|コード))"
    rf"\s{{0,2}}{_IS}\s{{0,2}}:?\s{{0,2}}([0-9]{{4,8}})(?![0-9])",
    re.IGNORECASE,
)
_MY_PIN = re.compile(
    r"\b(?:my|our|meine?|unsere|ma|mon|notre|mi|nuestro)\s(?:card\s|code\s|número\s)?"
    r"pin(?![a-z])(?:[ -]?(?:code|number|nr|nummer|zahl)\b\.?)?"
    rf"\s{{0,2}}(?:{_IS}\s{{0,2}}:?\s{{0,2}})?([0-9]{{4,8}})(?![0-9])",
    re.IGNORECASE,
)


def _forms_of_codes(text: str) -> Iterator[re.Pattern[str]]:
    """The forms that can occur at all: most texts have neither a word for a code nor a card."""
    lower = text.lower()
    if not text.isascii() or _CODE_STEM.search(lower):  # "i" may be written "ı"
        yield from (_CODE_AFTER, _CODE_BEFORE)
    if CARD in text:
        yield _CODE_BEHIND_A_CARD
    if any(stem in lower for stem in _PIN_STEMS):
        yield from (_PIN, _MY_PIN)


def _codes(text: str) -> Iterator[tuple[int, int]]:
    forms = _forms_of_codes(text)
    yield from _apart(found.span(1) for form in forms for found in form.finditer(text))


def _apart(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """In their order, without those that begin within one before."""
    end = 0
    for start, stop in sorted(set(spans)):
        if start >= end:
            yield start, stop
            end = stop


_Spans = Callable[[str], Iterator[tuple[int, int]]]
_SECRETS: tuple[tuple[str, str, _Spans], ...] = (
    ("iban", IBAN, _ibans),
    ("card", CARD, _cards),
    ("security_code", SECURITY_CODE, _codes),
    ("password", WORD, lambda text: _apart(passwords(text))),
)
