"""What others typed, made inert for each kind of file; everything else stays as it was typed."""

import re

# Control characters, and those that turn the direction of a line around.
_GONE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
_BREAKS = re.compile("[\t\r\n\u2028\u2029 ]+")
_LONG = re.compile(r"\S{41,}")  # an id of ours stays whole, and can be copied
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_PIECE = 15
_LONGEST = 2_000


def line(text: str) -> str:
    """One printable line, in which a word too long for a column may be broken."""
    said = _BREAKS.sub(" ", _GONE.sub("", _storable(text))).strip()
    said = said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…"
    return _LONG.sub(_breakable, said)


def cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: a leading sign of one gets an apostrophe.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    said = _GONE.sub("", _storable(text))
    formula = said.startswith(_STARTS_A_FORMULA) or said.lstrip().startswith(_STARTS_A_FORMULA)
    return f"'{said}" if formula else said


def _storable(text: str) -> str:
    """Half of a surrogate pair is no character, and no file can hold it."""
    return text.encode("utf-8", "replace").decode()


def _breakable(found: re.Match[str]) -> str:
    word = found[0]
    return "\u200b".join(word[at : at + _PIECE] for at in range(0, len(word), _PIECE))
