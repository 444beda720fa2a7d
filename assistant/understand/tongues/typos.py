"""Words with a slip in them, put right by the words a language's file holds; only to suggest from.

"Bezale Rechung 123" is nobody's request to pay: what was meant is chosen by whoever wrote it.
"""

import re
from functools import lru_cache

from assistant.understand.tongues.vocabulary import Vocabulary, vocabulary

_WORD = re.compile(r"[^\W\d_]{4,30}")
_LONG = 7
_MOST_WORDS = 12
_Known = dict[int, frozenset[str]]


def put_right(text: str, words: Vocabulary) -> str | None:
    """The text with its unknown words replaced by the nearest known ones; None if one has none."""
    if not words.spaced or len(said := _WORD.findall(text)) > _MOST_WORDS:
        return None
    known = _known(words.language)
    strange = [word for word in said if word not in known.get(len(word), ())]
    if 2 * len(strange) > len(said) and len(said) > 1:
        return None  # another language, most likely
    replaced = text
    for word in strange:
        if meant := _nearest(word, words.language):
            replaced = replaced.replace(word, meant)
    return replaced if replaced != text else None


def _nearest(word: str, language: str) -> str | None:
    most = 2 if len(word) >= _LONG else 1
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    like = _of_like_length(language, len(word), most)
    found = process.extract(word, like, scorer=OSA.distance, score_cutoff=most, limit=None)
    return min((away, each) for each, away, _ in found)[1] if found else None


@lru_cache(maxsize=256)
def _of_like_length(language: str, length: int, most: int) -> tuple[str, ...]:
    """The words that are at most so much shorter or longer."""
    known = _known(language)
    lengths = range(length - most, length + most + 1)
    return tuple(each for length in lengths for each in known.get(length, ()))


@lru_cache(maxsize=4)
def _known(language: str) -> _Known:
    """The words of a language by their length: one that is much longer is never meant."""
    words = vocabulary(language)
    phrases = [each for kept in words.by_start.values() for each in kept]
    written = [part for each in phrases for part in each.parts if isinstance(part, str)]
    known: dict[int, set[str]] = {}
    for word in _WORD.findall(" ".join((*written, *words.whole))):
        if word.islower():
            known.setdefault(len(word), set()).add(word)
    return {length: frozenset(each) for length, each in known.items()}
