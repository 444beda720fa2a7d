"""One language's words, from its file: what is said there -> the English that the grammar reads.

A line of a file is ``english = 'this | that'``. In braces stands what is filled in: ``{n}`` a
number, ``{time}`` a day or a period, ``{amount}``, ``{address}``, ``{name}`` and so on.
"""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import cached_property, lru_cache
from importlib import resources
from itertools import product

from assistant.understand.tongues.phrase import Part, Phrase, Slot, start_of, telling_word
from assistant.values import dataclass

LANGUAGES = ("de", "fr", "es", "ja")
_UNSPACED = frozenset(("ja",))
_APART = ("whole", "around", "currencies", "topics", "it", "forms", "desk")
_TOPIC = "{topic}"
_BRACED = re.compile(r"\{([a-z]+)\}")
_LATIN = tuple(each for each in LANGUAGES if each not in _UNSPACED)
_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_ELISION = re.compile(r"'(?<=[^\W\d_]')(?=[^\W\d_])")
_COLON = re.compile(r"\s*(:)\s*")
_MARKS = re.compile(r"[¿¡!?.,;:…](?:[¿¡!?.,;:…]*(?= |$)|(?<=[¿¡]))")
_NO_MARKS = str.maketrans(dict.fromkeys("¿¡!?.,;:…", " "))


@dataclass(frozen=True, slots=True)
class Forms:
    """Phrases that are whole texts, the wordiest first, by a word that each cannot do without."""

    phrases: tuple[Phrase, ...]
    by_word: dict[str, tuple[int, ...]]

    def like(self, said: frozenset[str]) -> list[Phrase]:
        """Those of which a text of these words may be one."""
        found = {at for word in said & self.by_word.keys() for at in self.by_word[word]}
        return [self.phrases[at] for at in sorted(found)]


@dataclass(frozen=True)
class Vocabulary:
    """All phrases of a language by how they begin; those that begin with a slot stand apart."""

    language: str
    spaced: bool
    whole: dict[str, str]
    around: dict[str, tuple[str, ...]]
    by_start: dict[str, tuple[Phrase, ...]]
    by_slot: dict[str, tuple[Phrase, ...]]
    currencies: dict[str, str]
    it: dict[str, str]
    """Each word that stands for the invoice spoken of, and what is said with its number instead."""
    forms: Forms
    """Whole texts with something to fill in, too particular for the words of a sentence."""
    desk_lines: dict[str, str]

    @cached_property
    def desk(self) -> Forms:
        """The same, which only the seller's agents say: most people never need it."""
        phrases = _phrases("desk", self.desk_lines, self.language)
        return _forms(list(phrases), spaced=self.spaced)


@lru_cache(maxsize=len(LANGUAGES))
def vocabulary(language: str) -> Vocabulary:
    """Read a language's file, once, when somebody first says something it may hold."""
    source = resources.files(__package__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    sections = tomllib.loads(source)
    spaced = language not in _UNSPACED
    started: dict[str, list[Phrase]] = {}
    slotted: dict[str, list[Phrase]] = {}
    for kind, lines in sections.items():
        if kind in _APART:
            continue
        for phrase in _phrases(kind, lines, language):
            first = phrase.parts[0]
            if isinstance(first, Slot):
                slotted.setdefault(first.name, []).append(phrase)
            else:
                started.setdefault(start_of(first, 0, spaced=spaced), []).append(phrase)
    return Vocabulary(
        language=language,
        spaced=spaced,
        whole=_whole(sections["whole"], language),
        around=_around(sections["around"], language),
        by_start={start: _wordiest_first(phrases) for start, phrases in started.items()},
        by_slot={slot: _wordiest_first(phrases) for slot, phrases in slotted.items()},
        currencies=_said(sections["currencies"], language),
        it=_said(sections["it"], language),
        forms=_forms(list(_phrases("forms", _of_each_topic(sections), language)), spaced=spaced),
        desk_lines=sections["desk"],
    )


def _of_each_topic(sections: dict[str, dict[str, str]]) -> dict[str, str]:
    """The forms, each that speaks of a topic once for every one of them."""
    forms: dict[str, str] = {}
    for english, said in sections["forms"].items():
        if _TOPIC not in english:
            forms[english] = said
            continue
        for topic, names in sections["topics"].items():
            each = product(_list(said), _list(names))
            ways = [way.replace(_TOPIC, name) for way, name in each]
            forms[english.replace(_TOPIC, topic)] = " | ".join(ways)
    return forms


def _forms(phrases: list[Phrase], *, spaced: bool) -> Forms:
    ordered = _wordiest_first(phrases)
    by_word: dict[str, list[int]] = {}
    for at, phrase in enumerate(ordered):
        by_word.setdefault(telling_word(phrase, spaced=spaced), []).append(at)
    return Forms(ordered, {word: tuple(found) for word, found in by_word.items()})


@lru_cache(maxsize=16)
def words_of(text: str, *, spaced: bool) -> frozenset[str]:
    """The words of a text in small letters, or its signs where words are not parted."""
    if not spaced:
        return frozenset(text)
    said = frozenset(key(text).split())
    parted = text.translate(_NO_MARKS)
    if parted == text:
        return said
    return said.union(parted.split(), ":" if ":" in text else ())


_ENGLISH = frozenset(
    "the my what how you your is are have please want need would could can with this that when"
    " where why i i'm it of and for to do does did don't what's there's i'd we we'd they he she"
    " our be been get make know show tell give find send call see many much there new bill card"
    " what' that' there' how' it' let' i' we' don' can' up good turn like which out off today right"
    " very into has its next"
    " account money any some about from by at not play book set add".split()
)
"""Words that are English and none of the other languages' (so not "was", "me" or "on")."""


@lru_cache(maxsize=16)
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


def key(text: str) -> str:
    """A text without its punctuation, as whole sayings are looked up."""
    return " ".join(_MARKS.sub(" ", text).split())


def parted(text: str) -> str:
    """Part what an apostrophe joins: ``l'échéance`` are two words."""
    return _ELISION.sub("' ", text) if "'" in text else text


def _around(lines: dict[str, str], language: str) -> dict[str, tuple[str, ...]]:
    around = {
        name: tuple(way for each in _list(said) for way in ways(each, language))
        for name, said in lines.items()
    }
    for name in ("courtesy", "within"):
        around[name] = tuple(map(parted, around[name]))
    before = tuple(f"{each} " for each in around["courtesy"])
    after = tuple(f" {each}" for each in around["courtesy"])
    return {**around, "before": before, "after": after}


def _wordiest_first(phrases: list[Phrase]) -> tuple[Phrase, ...]:
    """Of two phrases that take the same room, the one with more words of its own is meant."""
    return tuple(sorted(phrases, key=_own_letters, reverse=True))


def _own_letters(phrase: Phrase) -> int:
    return sum([len(part) for part in phrase.parts if isinstance(part, str)])


def _list(said: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in said.split("|"))


def _whole(lines: dict[str, str], language: str) -> dict[str, str]:
    return {
        key(parted(way)): english
        for english, said in lines.items()
        for each in _list(said)
        for way in ways(each, language)
    }


def _said(lines: dict[str, str], language: str) -> dict[str, str]:
    return {
        way: english
        for english, said in lines.items()
        for each in _list(said)
        for way in ways(each, language)
    }


def _phrases(kind: str, lines: dict[str, str], language: str) -> Iterator[Phrase]:
    """Each phrase as the file has it and without its accents.

    Not where that would make a paying word of another one: "pagué" (I paid) is no "pague" (pay),
    "réglé" (paid) no "règle"; and "konnten" (were able to) stays apart from "könnten".
    """
    written = {english: _list(said) for english, said in lines.items()}
    known = {each for said in written.values() for each in said}
    words = known if kind == "words" else ()
    taken = Counter(way for each in words for way in ways(each, language))
    for english, said in written.items():
        careful = kind == "words" and english in _CAREFULLY
        for each in said:
            for way in ways(each, language, umlauts_alone=not careful):
                if way == each or (way not in known and not (careful and taken[way] > 1)):
                    yield Phrase(kind, english, _parts(parted(way)))


def ways(said: str, language: str, *, umlauts_alone: bool = True) -> tuple[str, ...]:
    """How a phrase is written: with its accents, without some, in German with "ue" for "ü"."""
    if language in _UNSPACED or said.isascii():
        return (said,)
    words = [_ways_of_a_word(word, language, umlauts_alone) for word in said.split(" ")]
    if sum(len(each) > 1 for each in words) <= _MOST_ACCENTED:
        return tuple(" ".join(each) for each in product(*words))
    return tuple(dict.fromkeys(" ".join(each[at % len(each)] for each in words) for at in range(3)))


@lru_cache(maxsize=4096)
def _ways_of_a_word(word: str, language: str, umlauts_alone: bool) -> tuple[str, ...]:
    if word.isascii():
        return (word,)
    bare = "".join(_BARE.get(each, each) for each in word)
    if language != "de":
        return tuple(dict.fromkeys((word, bare)))
    longer = word.translate(_DIGRAPHS)
    return tuple(dict.fromkeys((word, longer, *((bare,) if umlauts_alone else ()))))


_MOST_ACCENTED = 3
_CAREFULLY = ("pay", "can-you", "can-i", "want", "will")
_DIGRAPHS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_BARE = {each: unicodedata.normalize("NFD", each)[0] for each in "äöüàâçèéêëîïôùûáíóúñ"} | {
    "ß": "ss"
}


def _parts(said: str) -> tuple[Part, ...]:
    if "{" not in said and ":" not in said:
        return (said,) if said else ()
    parts: list[Part] = []
    for at, piece in enumerate(_BRACED.split(said)):
        if at % 2:
            parts.append(Slot(piece))
        else:
            parts += [each for each in _COLON.split(piece.strip()) if each]
    return tuple(parts)
