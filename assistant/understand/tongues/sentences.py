"""Which words together ask for what, in any language: the order of words is left to speakers.

Every word of a text has to belong to its sentence. A word that is not listed here, such as "not",
"if", "he" or "already", leaves no sentence that pays; so languages need no list of exceptions.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

from assistant.understand.tongues.scanning import Token
from assistant.values import dataclass

_EVERYWHERE = {
    "~": "[see] [want] [can-you] [can-i] [my] [what] [is] [have] [need] [list] [which] [also]",
    "asks": "[want] [can-you] [need]",
    "pays": "pay [want] [can-you] [my] [now] [{times}]",
}
"""What may stand in every sentence of a sort; "see" or "can you" changes nothing there."""
_ASIDE = ("with", "accounts")
_WORD = re.compile(r"\[?[{}\w*-]+\]?")


@dataclass(frozen=True, slots=True)
class _Sentence:
    needs: frozenset[str]
    all: frozenset[str]
    many: frozenset[str]
    english: str
    pays: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence in English; whether it pays, and whether it says "could you"."""

    english: str
    pays: bool = False
    polite: bool = False


def said(tokens: Sequence[Token]) -> Said | None:
    """Find the sentence that all the tokens make up; the first that fits is it."""
    apart = {token.kind: token.english for token in tokens if token.kind in _ASIDE}
    rest = [token for token in tokens if token.kind not in _ASIDE]
    keys = [_key(token) for token in rest]
    present = frozenset(keys)
    for sentence in _sentences():
        if not sentence.needs <= present or not present <= sentence.all:
            continue
        if not _once(keys, sentence.many):
            continue
        if "with" in apart and not sentence.pays:
            return None
        english = _filled(sentence.english, rest)
        if sentence.pays:
            english += "".join(f" with {way}" for way in [apart.get("with")] if way)
            english += "".join(f" {each.english}" for each in rest if _key(each) == "{times}")
        if "accounts" in apart:
            english = f"for {apart['accounts']}: {english}"
        return Said(english, pays=sentence.pays, polite="can-you" in present)
    return None


def of_each(tokens: Sequence[Token]) -> str | None:
    """The English of "50 von 121 und 20 von 122", in which each part has its own invoice."""
    rest = [token for token in tokens if token.kind in ("parts", "n")]
    others = {_key(token) for token in tokens if token not in rest}
    pairs = [*zip(rest[::2], rest[1::2], strict=False)]
    if len(rest) < 2 * _AT_LEAST or len(rest) % 2 or not {"pay"} <= others <= _PAYING:
        return None
    apart = [sorted(pair, key=lambda token: token.kind == "n") for pair in pairs]
    if any((part.kind, number.kind) != ("parts", "n") for part, number in apart):
        return None
    return "pay " + " and ".join(f"{part.english} {number.english}" for part, number in apart)


_AT_LEAST = 2
_PAYING = frozenset(_EVERYWHERE["pays"].replace("[", "").replace("]", "").split()) | {"invoice"}


def _once(keys: Sequence[str], many: frozenset[str]) -> bool:
    slots = [key for key in keys if key.startswith("{") and key not in many]
    return len(slots) == len(set(slots))


def _key(token: Token) -> str:
    if token.kind == "words":
        return token.english
    return "{times}" if token.kind in ("months", "weekdays") else "{" + token.kind + "}"


def _filled(english: str, tokens: Sequence[Token]) -> str:
    words = []
    for word in english.split():
        if word.startswith("{"):
            values = [token.english for token in tokens if _key(token) == word]
            word = (" and " if word == "{n}" else " ").join(values)
        words.append(word)
    return " ".join(filter(None, words))


@lru_cache(maxsize=1)
def _sentences() -> tuple[_Sentence, ...]:
    source = resources.files(__package__).joinpath("sentences.txt").read_text(encoding="utf-8")
    return tuple(_sentence(line) for line in source.splitlines() if line)


def _sentence(line: str) -> _Sentence:
    pattern, _, english = line.partition(" = ")
    sort, _, rest = pattern.partition(" ")
    words = _WORD.findall(f"{_EVERYWHERE.get(sort, sort)} {rest}")
    keys = {word: word.strip("[]").replace("*", "") for word in words}
    return _Sentence(
        needs=frozenset(key for word, key in keys.items() if not word.startswith("[")),
        all=frozenset(keys.values()),
        many=frozenset(key for word, key in keys.items() if "*" in word),
        english=english,
        pays=sort == "pays",
    )
