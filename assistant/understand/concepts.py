"""Text -> what its words are about: the few dozen ideas a billing request is made of.

"I'd like to settle my dues" and "need to pay this bill" share hardly a word, but both say WANT PAY
BILL. What is learned about ideas holds for words that no example had.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, combinations, groupby, pairwise
from operator import itemgetter
from pathlib import Path
from sys import intern

Feature = str | tuple[str, str]
_FILE = Path(__file__).with_name("concepts.txt")
_LONGEST = 600
_MOST_WORDS = 80
_FAR = 7
"""How many ideas apart two may stand to be a pair."""

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|[0-9]+(?:[.,][0-9]+)*|[$€£?.!;\n]")
_NOT = frozenset(
    f"{verb}nt"
    for verb in "do does did is are was were has have had would could should wo ca".split()
)
_ENDINGS = {"m": "am", "ve": "have", "ll": "will", "re": "are", "d": "would", "s": "is"}
_ENDING_IN_IS = frozenset("what when where who how that it there here he she".split())
_ENDS = frozenset("?.!;\n")
_NO_IDEAS = _ENDS - {"?"}
_MOST_UNKNOWN = 6
_HOW_MANY = tuple(f"#{count}" for count in range(_MOST_UNKNOWN + 1))
_EMPTY = frozenset(
    "a an the of to for on in at by with from and or but so as then than too also just really very"
    " there here about into through up out off over back only some any more most much many few if"
    " which such own same s t re ll ve d m one two three".split()
)


def _lexicon() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    words: dict[str, str] = {}
    phrases: dict[str, str] = {}
    stems: dict[str, str] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        concept, _, listed = line.partition(": ")
        concept = intern(concept)
        for entry in listed.split() if not line.startswith("#") else ():
            if "_" in entry:
                phrases.setdefault(entry.replace("_", " "), concept)
            elif entry.endswith("*"):
                stems.setdefault(entry[:-1], concept)
            else:
                words.setdefault(entry, concept)
    return words, phrases, stems


_WORDS, _PHRASES, _STEMS = _lexicon()
_PARTED = [each.split() for each in _PHRASES]
_LENGTHS: dict[str, tuple[int, ...]] = {
    first: tuple(sorted(set(map(len, parted)), reverse=True))
    for first, parted in groupby(sorted(_PARTED), itemgetter(0))
}
"""How many words the phrases have that begin with a word, the longest first."""
_BEGINNINGS = frozenset(tuple(each[:2]) for each in _PARTED)
"""The first two words of each phrase: most pairs of words begin none."""
_SHORTEST_STEM, _LONGEST_STEM = min(map(len, _STEMS)), max(map(len, _STEMS))
_STEM_BEGINNINGS = frozenset(stem[:_SHORTEST_STEM] for stem in _STEMS)


class _Pieces(dict[str, list[str]]):
    """The words and marks of what stands between two blanks."""

    def __missing__(self, piece: str) -> list[str]:
        words: list[str] = _WORD.findall(piece)
        if len(piece) > _LONGEST_PIECE:
            return words
        if len(self) > _MOST_REMEMBERED:
            self.clear()
        self[piece] = words
        return words


class _Alone(dict[str, str | None]):
    """What a single word is about: None for one that says nothing, itself if it is not known."""

    def __missing__(self, word: str) -> str | None:
        if len(self) > _MOST_REMEMBERED:
            self.clear()
        self[word] = told = _concept(word)
        return told


_MOST_REMEMBERED = 16384
_LONGEST_PIECE = 100
_PIECES = _Pieces()
_ALONE = _Alone()


def _concept(word: str) -> str | None:
    if word in _ENDS:
        return word
    if (concept := _WORDS.get(word)) is not None:
        return concept
    if word in _EMPTY:
        return None
    if word[0].isdigit():
        return "NUMBER" if len(word) > 2 else "SMALLNUMBER"
    if word in "$€£":
        return "MONEY"
    if word[:_SHORTEST_STEM] in _STEM_BEGINNINGS:
        for end in range(min(len(word), _LONGEST_STEM), _SHORTEST_STEM - 1, -1):
            if (concept := _STEMS.get(word[:end])) is not None:
                return concept
    return word


@lru_cache(maxsize=4096)
def _full(word: str) -> tuple[str, ...]:
    """Write "don't" and "i'd" out; a possessive loses its ending."""
    if word in _NOT or word.endswith("n't"):
        return ("can" if word[0] == "c" else word[:-3].rstrip("n'"), "not")
    if "'" not in word:
        return (word,)
    start, _, end = word.partition("'")
    if end == "s" and start not in _ENDING_IN_IS:
        return (start,)
    return (start, _ENDINGS[end]) if end in _ENDINGS else (start,)


@lru_cache(maxsize=16)
def concepts(text: str) -> tuple[str, ...]:
    """The ideas of a text in their order; an unknown word is itself, in small letters."""
    text = text[:_LONGEST].lower().replace("’", "'")
    words = _words(text.replace("e-mail", "email"))[:_MOST_WORDS]
    if "'" in text or not _NOT.isdisjoint(words):
        words = [part for word in words for part in _full(word) if part]
    if _BEGINNINGS.isdisjoint(pairwise(words)):
        return tuple(filter(None, map(_ALONE.__getitem__, words)))
    found: list[str] = []
    past = 0
    pairs = enumerate(pairwise(words))
    for at in [at for at, pair in pairs if pair in _BEGINNINGS]:
        if at >= past and (phrase := _phrase(words, at)):
            concept, length = phrase
            found += filter(None, map(_ALONE.__getitem__, words[past:at]))
            found.append(concept)
            past = at + length
    found += filter(None, map(_ALONE.__getitem__, words[past:]))
    return tuple(found)


def _words(text: str) -> list[str]:
    if "\n" in text:
        return _WORD.findall(text)  # a new line is a mark, too
    return [*chain.from_iterable(map(_PIECES.__getitem__, text.split()))]


def _phrase(words: list[str], at: int) -> tuple[str, int] | None:
    """What the longest phrase that begins here is about, and how many words it has."""
    for length in _LENGTHS[words[at]]:
        if (concept := _PHRASES.get(" ".join(words[at : at + length]))) is not None:
            return concept, length
    return None


def features(text: str) -> set[Feature]:
    """What a text is judged by: its ideas, their pairs in one sentence, its unknown words."""
    found = concepts(text)
    said: set[Feature] = {*found, how_many_unknown(found)}
    ideas = ["OTHER" if idea.islower() else idea for idea in found]
    sentence = ideas
    if not said.isdisjoint(_ENDS):
        sentence = []
        for idea in ideas:
            if idea in _ENDS:
                _pair(sentence, said)
                sentence = []
            else:
                sentence.append(idea)
        said -= _NO_IDEAS
    _pair(sentence, said)
    return said


def how_many_unknown(ideas: Sequence[str]) -> str:
    """How many words are not known, which is something a text is judged by, too."""
    return _HOW_MANY[min(sum(map(str.islower, ideas)), _MOST_UNKNOWN)]


def _pair(sentence: list[str], said: set[Feature]) -> None:
    if len(sentence) <= _FAR + 1:
        said.update(combinations(sentence, 2))
        return
    for apart in range(1, _FAR + 1):
        said.update(zip(sentence, sentence[apart:], strict=False))
