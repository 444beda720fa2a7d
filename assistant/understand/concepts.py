"""Text -> what its words are about: the few dozen ideas a billing request is made of.

"I'd like to settle my dues" and "need to pay this bill" share hardly a word, but both say WANT PAY
BILL. What is learned about ideas holds for words that no example had.
"""

import re
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).with_name("concepts.txt")
_LONGEST = 600
_MOST_WORDS = 80
_FAR = 6
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|[0-9]+(?:[.,][0-9]+)*|[$€£?.!;\n]")
_NOT = frozenset(
    f"{verb}nt"
    for verb in "do does did is are was were has have had would could should wo ca".split()
)
_ENDINGS = {"m": "am", "ve": "have", "ll": "will", "re": "are", "d": "would", "s": "is"}
_ENDING_IN_IS = frozenset("what when where who how that it there here he she".split())
_ENDS = frozenset("?.!;\n")
_EMPTY = frozenset(
    "a an the of to for on in at by with from and or but so as then than too also just really very"
    " there here about into through up out off over back only some any more most much many few if"
    " which such own same s t re ll ve d m one two three".split()
)


def _lexicon() -> tuple[dict[str, str], dict[str, str], tuple[tuple[str, str], ...]]:
    words: dict[str, str] = {}
    phrases: dict[str, str] = {}
    stems: dict[str, str] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        concept, _, listed = line.partition(": ")
        for entry in listed.split() if not line.startswith("#") else ():
            if "_" in entry:
                phrases.setdefault(entry.replace("_", " "), concept)
            elif entry.endswith("*"):
                stems.setdefault(entry[:-1], concept)
            else:
                words.setdefault(entry, concept)
    return words, phrases, tuple(sorted(stems.items(), key=lambda each: -len(each[0])))


_WORDS, _PHRASES, _STEMS = _lexicon()
_LENGTHS: dict[str, tuple[int, ...]] = {
    first: tuple(
        sorted({len(each.split()) for each in _PHRASES if each.split()[0] == first}, reverse=True)
    )
    for first in {each.split()[0] for each in _PHRASES}
}
"""How many words the phrases have that begin with a word, the longest first."""


@lru_cache(maxsize=4096)
def _concept(word: str) -> str | None:
    """What a single word is about; None for one that says nothing here, itself if not known."""
    if (concept := _WORDS.get(word)) is not None:
        return concept
    if word in _EMPTY:
        return None
    if word[0].isdigit():
        return "NUMBER" if len(word) > 2 else "SMALLNUMBER"
    if word in "$€£":
        return "MONEY"
    for stem, concept in _STEMS:
        if word.startswith(stem):
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


def concepts(text: str) -> list[str]:
    """The ideas of a text in their order; an unknown word is itself, in small letters."""
    text = text[:_LONGEST].lower().replace("’", "'")
    words: list[str] = []
    for word in _WORD.findall(text.replace("e-mail", "email"))[:_MOST_WORDS]:
        words += _full(word)
    found: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        if word in _ENDS:
            found.append(word)
            at += 1
            continue
        for length in _LENGTHS.get(word, ()):
            if (concept := _PHRASES.get(" ".join(words[at : at + length]))) is not None:
                found.append(concept)
                at += length
                break
        else:
            if (alone := _concept(word)) is not None:
                found.append(alone)
            at += 1
    return found


def features(text: str) -> set[str]:
    """What a text is judged by: its ideas, their pairs in one sentence, its unknown words."""
    said: set[str] = set()
    recent: list[str] = []
    unknown = 0
    for idea in concepts(text):
        if idea in _ENDS:
            if idea == "?":
                said.add("?")
            recent = []
            continue
        if idea.islower():
            unknown += 1
            said.add(idea)
            idea = "OTHER"
        else:
            said.add(idea)
        said.update([f"{earlier} {idea}" for earlier in recent])
        recent = [*recent[-_FAR:], idea]
    said.add(f"#{min(unknown, 6)}")
    return said
