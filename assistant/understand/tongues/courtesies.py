"""The salutation and the signature of a letter in another language: what is left asks for things.

Only what is plainly a name may stand under the closing words; a postscript could take it all back.
"""

import re
from functools import lru_cache

from assistant.understand.tongues.vocabulary import key, languages_of, vocabulary

_LONGEST = 2000
_SALUTATION_AT_MOST = 60
_SIGNED_AT_MOST = 5
_SMALL_IN_NAMES = frozenset("von van de der di da del la le y und et & gmbh ag s.a. sl kg".split())
_HIRAGANA = re.compile(r"[\u3040-\u309f]")
_QUOTED = (">", "|")
_SAYS_MORE = re.compile(r" ?, ?\w")  # "Hallo, wir zahlen am Freitag!" is no salutation alone
_MARKS = " ,.;:!-。、"
_MOST_BESIDE = 4


def without_courtesies(text: str, locale: str) -> tuple[str, ...]:
    """The lines between salutation and signature; none where there is neither."""
    if len(text) > _LONGEST or "\n" not in text:
        return ()
    lines = [line.strip() for line in text.split("\n")]
    lines = [line for line in lines if line and not line.startswith(_QUOTED)]
    if len(lines) < 2:
        return ()
    for language in languages_of(text, locale):
        around = vocabulary(language).around
        start = 1 if _greets(lines[0], around["greeting"]) else 0
        end = next((at for at in range(1, len(lines)) if _closes(lines, at, around)), len(lines))
        if any(_says(line, language) for line in lines[end + 1 :]):
            return ()
        if start or end < len(lines):
            return tuple(lines[start:end])
    return ()


def beside_talk(text: str, locale: str) -> str:
    """What stands beside thanks for a letter and regrets; empty where there are none."""
    lower = text.lower()
    if len(text) > _LONGEST or len(lower) != len(text):
        return ""
    for language in languages_of(lower, locale):
        talk = vocabulary(language).around["talk"]
        if not any(map(lower.__contains__, talk)):
            continue  # nearly all, and they are spared the rest
        polite, rest, seen = _polite(language), text.strip(_MARKS), False
        for _ in range(_MOST_BESIDE):
            said = rest.lower()
            front = next((each for each in polite if _begins(said, each)), "")
            end = next((each for each in talk if said.endswith(each)), "") if not front else ""
            rest = rest[len(front) : len(rest) - len(end)].strip(_MARKS)
            seen = seen or front in talk or end in talk
        if seen:
            return rest
    return ""


@lru_cache(maxsize=8)
def _polite(language: str) -> tuple[str, ...]:
    """All that may stand in front, the longest first."""
    around = vocabulary(language).around
    said = (*around["talk"], *around["courtesy"], *around["greeting"])
    return tuple(sorted(said, key=len, reverse=True))


def _begins(said: str, courtesy: str) -> bool:
    """Whether a text begins with a courtesy that ends there, not in the midst of a word."""
    return said.startswith(courtesy) and said.startswith(tuple(_MARKS), len(courtesy))


def _says(line: str, language: str) -> bool:
    """Whether a line that could be a name says something: "Nein" below the greetings is a no."""
    return key(line.lower()) in vocabulary(language).whole


def _greets(line: str, greetings: tuple[str, ...]) -> bool:
    short = len(line) < _SALUTATION_AT_MOST and not any(map(str.isdigit, line))
    ends = line.endswith((",", "!", ":", "、", "。", "様")) or line.lower().strip(" .") in greetings
    said = line.lower()
    after = [said[len(each) :] for each in greetings if said.startswith(each)]
    return short and ends and any(_SAYS_MORE.match(each) is None for each in after)


def _closes(lines: list[str], at: int, around: dict[str, tuple[str, ...]]) -> bool:
    said = lines[at].lower().strip(" ,.!。、-").replace("以上,", "以上")
    signed = lines[at + 1 :]
    named = said in around["closing"] or said.strip("-") == ""
    return named and len(signed) <= _SIGNED_AT_MOST and all(map(_is_name, signed))


def _is_name(line: str) -> bool:
    if _HIRAGANA.search(line):
        return False
    words = line.replace(",", " ").split()
    return all(
        not word[0].isalpha()
        or word[0] != word[0].lower()
        or word.lower() in _SMALL_IN_NAMES
        or "@" in word
        or (not word.isascii() and word.lower() == word.upper())
        for word in words
    )
