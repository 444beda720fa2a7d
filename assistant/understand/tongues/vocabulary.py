"""One language's words, from its file: what is said there -> the English that the grammar reads.

A line of a file is ``english = 'this | that'``. In braces stands what is filled in: ``{n}`` a
number, ``{time}`` a day or a period, ``{amount}``, ``{address}``, ``{name}`` and so on.
"""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

LANGUAGES = ("de", "fr", "es", "ja")
_UNSPACED = frozenset(("ja",))
_BRACED = re.compile(r"\{([a-z]+)\}")
_SAYS_LITTLE = frozenset(
    "see list want can-you can-i need my what which who why how when how-much is did have already"
    " now number all it high due total last on off any-more also only new make add stop turn"
    " made stored slack".split()
)
_LATIN = tuple(each for each in LANGUAGES if each not in _UNSPACED)
_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_ELISION = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
_MARKS = re.compile(r"[¿¡!?.,;:…]+(?= |$)|[¿¡]")


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a phrase that is filled in."""

    name: str


Part = str | Slot


@dataclass(frozen=True, slots=True)
class Phrase:
    """Something one can say, its kind (a section of the file) and what it is in English."""

    kind: str
    english: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All phrases of a language by how they begin; those that begin with a slot stand apart."""

    language: str
    spaced: bool
    whole: dict[str, str]
    around: dict[str, tuple[str, ...]]
    by_start: dict[str, tuple[Phrase, ...]]
    by_slot: dict[str, tuple[Phrase, ...]]
    telling: frozenset[str]
    """The words that begin what matters here: a text with none of them is in another language."""
    currencies: dict[str, str]


@lru_cache(maxsize=len(LANGUAGES))
def vocabulary(language: str) -> Vocabulary:
    """Read a language's file, once, when somebody first says something it may hold."""
    source = resources.files(__package__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    sections = tomllib.loads(source)
    spaced = language not in _UNSPACED
    started: dict[str, list[Phrase]] = {}
    slotted: dict[str, list[Phrase]] = {}
    for kind, lines in sections.items():
        if kind in ("whole", "around", "currencies"):
            continue
        for english, said in lines.items():
            for each in said.split("|"):
                phrase = Phrase(kind, english, _parts(parted(each.strip())))
                first = phrase.parts[0]
                if isinstance(first, Slot):
                    slotted.setdefault(first.name, []).append(phrase)
                else:
                    started.setdefault(start_of(first, 0, spaced=spaced), []).append(phrase)
    return Vocabulary(
        language=language,
        spaced=spaced,
        whole=_said(sections["whole"], lambda said: key(parted(said))),
        around=_around(sections["around"]),
        by_start={start: _wordiest_first(phrases) for start, phrases in started.items()},
        by_slot={slot: _wordiest_first(phrases) for slot, phrases in slotted.items()},
        telling=frozenset(start for start, phrases in started.items() if any(map(_tells, phrases))),
        currencies=_said(sections["currencies"], str),
    )


_ENGLISH = frozenset(
    "the my what how you your is are have please want need would could can with this that when"
    " where why i i'm it of and for to do does did don't what's there's i'd we we'd they he she"
    " our be been get make know show tell give find send call see many much there new bill card"
    " account money any some about from by at not play book set add".split()
)
"""Words that are English and none of the other languages' (so not "was", "me" or "on")."""


def languages_of(text: str, locale: str) -> tuple[str, ...]:
    """The languages a text may be in, the reader's own first; Japanese is told by its letters.

    None for what is plainly English: most of what is said is, and a search would be in vain.
    """
    if not text.isascii() and _JAPANESE.search(text):
        return ("ja",)
    if _is_english(text):
        return ()
    own = re.split("[-_]", locale.lower())[0]
    return tuple(sorted(_LATIN, key=lambda each: each != own))


def _is_english(text: str) -> bool:
    words = text.split()
    known = sum(map(_ENGLISH.__contains__, words))
    return known > 1 or 0 < len(words) <= 4 * known


def start_of(text: str, at: int, *, spaced: bool) -> str:
    """What phrases are found by: their first word, or sign where words are not parted."""
    if not spaced:
        return text[at]
    end = text.find(" ", at)
    word = text[at:] if end < 0 else text[at:end]
    return word.rstrip(".,;:!?…)")


def key(text: str) -> str:
    """A text without its punctuation, as whole sayings are looked up."""
    return " ".join(_MARKS.sub(" ", text).split())


def parted(text: str) -> str:
    """Part what an apostrophe joins: ``l'échéance`` are two words."""
    return _ELISION.sub("' ", text) if "'" in text else text


def _around(lines: dict[str, str]) -> dict[str, tuple[str, ...]]:
    around = {name: _list(said) for name, said in lines.items()}
    before = tuple(f"{each} " for each in around["courtesy"])
    after = tuple(f" {each}" for each in around["courtesy"])
    return {**around, "before": before, "after": after}


def _tells(phrase: Phrase) -> bool:
    return phrase.kind == "words" and phrase.english not in _SAYS_LITTLE


def _wordiest_first(phrases: list[Phrase]) -> tuple[Phrase, ...]:
    """Of two phrases that take the same room, the one with more words of its own is meant."""
    return tuple(sorted(phrases, key=_own_letters, reverse=True))


def _own_letters(phrase: Phrase) -> int:
    return sum(len(part) for part in phrase.parts if isinstance(part, str))


def _list(said: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in said.split("|"))


def _said(lines: dict[str, str], written: Callable[[str], str]) -> dict[str, str]:
    return {written(each): english for english, said in lines.items() for each in _list(said)}


def _parts(said: str) -> tuple[Part, ...]:
    parts: list[Part] = []
    for at, piece in enumerate(_BRACED.split(said)):
        if at % 2:
            parts.append(Slot(piece))
        elif piece.strip():
            parts.append(piece.strip())
    return tuple(parts)
