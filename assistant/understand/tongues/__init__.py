"""What is said in German, French, Spanish or Japanese -> the same in English, or None.

Each language is a file of words that a translator can edit; nothing of it is read before somebody
says something that is no English. A word that the file does not hold leaves nothing understood, so
that a refusal, a condition or somebody else's deed never becomes a request to pay.
"""

import re

from assistant.language import mark, marked
from assistant.understand.normalise import plain
from assistant.understand.tongues.courtesies import without_courtesies as without_courtesies
from assistant.understand.tongues.forms import in_form
from assistant.understand.tongues.scanning import Scanner
from assistant.understand.tongues.seeming import sayable, telling
from assistant.understand.tongues.sentences import of_each, said
from assistant.understand.tongues.typos import put_right
from assistant.understand.tongues.vocabulary import (
    Vocabulary,
    key,
    languages_of,
    parted,
    vocabulary,
)
from assistant.understand.unclear import Unclear
from assistant.values import dataclass

_LONGEST = 300
_LONGEST_OF_AGENTS = 10_000
_LONGEST_ABOUT = 60
_MOST_COURTESIES = 3
_COLONS = {ord("："): ":"}
_CASE = re.compile(r"case [0-9]{1,9}: x")
_ANSWERS = (
    "yes",
    "yes pay it",
    "no",
    "wait",
    "all",
    "thanks",
    "hello",
    "1",
    "2",
    "3",
    "4",
    "more",
    "back",
    "undo",
)
_CONSENTS = ("yes", "yes pay it")
_BARE_DAY = re.compile(r" (?=(?:[0-9]{1,2} [a-z]|[0-9]{4}-)[^ ]*(?: 20[0-9]{2})?$)")
_HALF = mark("I understood only some of the words")


@dataclass(frozen=True, slots=True)
class Meant:
    """The English of a text; ``surely`` unless it only seems to be a request to pay."""

    english: str
    surely: bool = True


def in_english(text: str, locale: str = "en") -> Meant | None:
    """Say the same in English, the reader's own language first; None for what is not understood."""
    if len(text) > _LONGEST or not text or text.isspace():
        return None
    written, lower = _both(text)
    languages = languages_of(lower, locale)
    if not languages:
        return None
    whole, asks = key(lower), lower.rstrip().endswith(("?", "？"))
    for language in languages:
        words = vocabulary(language)
        if (meant := _whole(words, whole, asks=asks)) is not None:
            return meant
        if english := in_form(words.forms, words, lower, written, _no_request):
            pays = english.startswith("pay ")
            return Meant(_dated(english), surely=not (pays and asks))
        if _may_begin(words, whole) and (meant := _sentence(words, lower, written)) is not None:
            return meant
    return None


def case_in_english(text: str, locale: str = "en") -> str:
    """Put what says which case it is about into English; what is said of it stays as written."""
    if ":" not in text and "：" not in text:
        return ""
    about, _, words = text.translate(_COLONS).partition(":")
    if len(about) > _LONGEST_ABOUT or not words.strip() or not any(map(str.isdigit, about)):
        return ""
    meant = in_english(f"{plain(about)}: x", locale)
    if meant is None or not _CASE.fullmatch(meant.english):
        return ""
    return meant.english[:-1] + text[len(text) - len(words) :]


def agents_in_english(text: str, locale: str = "en", *, inside: bool = False) -> str | None:
    """Say in English what the seller's agents say; None where it is nothing that only they say."""
    if len(text) > _LONGEST_OF_AGENTS or not text.strip():
        return None
    written, lower = _both(text)
    languages = languages_of(lower, locale)
    if languages != ("ja",):
        languages = languages_of(lower.partition(":")[0], locale)
    for language in languages:
        words = vocabulary(language)

        def inner(said: str) -> str | None:
            if inside:
                return None  # one account is named once
            meant = agents_in_english(said, locale, inside=True) or in_english(said, locale)
            return meant.english if isinstance(meant, Meant) else meant

        if english := in_form(words.desk, words, lower, written, inner):
            return _as_written(english, written, text)
    return None


def _as_written(english: str, parted: str, text: str) -> str:
    """Words that are for people keep their apostrophes as they were."""
    _, colon, words = english.rpartition(": ")
    if not colon or len(parted) == len(text) or not parted.endswith(words):
        return english
    colons = parted[: len(parted) - len(words)].count(":")
    return english[: -len(words)] + text.split(":", colons)[-1].strip()


def _dated(english: str) -> str:
    """A promise names its day as English does: "on 1 December"."""
    return _BARE_DAY.sub(" on ", english) if english.startswith("I'll pay") else english


def _no_request(said: str) -> str | None:
    return None


def seemingly(text: str, locale: str = "en") -> Unclear | None:
    """What one may say instead, judged by the words that are known; never acted on."""
    if len(text) > _LONGEST:
        return None
    written, lower = _both(text)
    languages = languages_of(lower, locale)
    said_words = frozenset(key(lower).split()) if languages else frozenset()
    for language in languages:
        words = vocabulary(language)
        if meant := _put_right(words, lower, locale):
            return Unclear(marked(_HALF), (meant,))
        if words.spaced and telling(language).isdisjoint(said_words):
            continue
        tokens = Scanner(words, lower, written).tokens(strictly=False)
        if tokens and (nearest := sayable(tokens)):
            return Unclear(marked(_HALF), nearest)
    return None


def _put_right(words: Vocabulary, lower: str, locale: str) -> str | None:
    """What would be understood without slips, where that asks for something."""
    right = put_right(lower, words)
    meant = in_english(right, locale) if right else None
    return meant.english if meant and meant.english not in _ANSWERS else None


def _both(text: str) -> tuple[str, str]:
    """The text as written and in small letters, of the same length."""
    written = parted(text)
    lower = written.lower()
    return (written, lower) if len(lower) == len(written) else (lower, lower)


def _may_begin(words: Vocabulary, text: str) -> bool:
    """Whether the first word is known at all; most texts of another language are told by it."""
    if not words.spaced:
        return True
    first = text.partition(" ")[0].strip('("“”„«»-')
    known = first.rstrip(".,;:!?…)") in words.by_start or first.partition("-")[0] in words.by_start
    return known or not first[:1].isalpha() or "@" in first or first.startswith("inv")


def _whole(words: Vocabulary, said_whole: str, *, asks: bool) -> Meant | None:
    """A saying with one fixed meaning; a yes has to be one, and is none with a question mark."""
    for _ in range(_MOST_COURTESIES):
        if (english := words.whole.get(said_whole)) is not None:
            return None if asks and english in _CONSENTS else Meant(english)
        if not said_whole.startswith(words.around["before"]) and not said_whole.endswith(
            words.around["after"]
        ):
            return None
        said_whole = _without_courtesy(words, said_whole)
    return None


def _without_courtesy(words: Vocabulary, text: str) -> str:
    for before, after in zip(words.around["before"], words.around["after"], strict=True):
        if text.startswith(before):
            return text[len(before) :]
        if text.endswith(after):
            return text[: -len(after)]
    return text


def _sentence(words: Vocabulary, text: str, written: str) -> Meant | None:
    for without in ("", "parts"):
        tokens = Scanner(words, text, written, without).tokens()
        if tokens and (apart := of_each(tokens)):
            return Meant(apart)
        if tokens and (found := said(tokens)):
            asks = text.rstrip().endswith(("?", "？"))
            return Meant(
                _dated(found.english), surely=not (found.pays and asks and not found.polite)
            )
    return None
