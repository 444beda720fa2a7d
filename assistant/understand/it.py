"""“Mute it”, “pdf davon”: words that stand for the one invoice spoken of, in any language.

Nothing is read here: the number is put in their place, and the whole is read like any other text.
"""

import re
from functools import lru_cache

from assistant.understand.normalise import plain
from assistant.understand.tongues.vocabulary import languages_of, vocabulary

_LONGEST = 300
_ENGLISH = dict.fromkeys(
    (
        *("this invoice", "that invoice", "the invoice", "this bill", "that bill"),
        *("this one", "that one", "it", "this", "that"),
    ),
    "{n}",
)


def names_it(text: str, number: str, locale: str) -> tuple[str, ...]:
    """The text with this number for "it", once in each language that has a word for it there."""
    written = plain(text)
    if len(written) > _LONGEST:
        return ()
    languages = ("en", *languages_of(written.lower(), locale))
    named = (_named(written, number, *_pronouns(each)) for each in languages)
    return tuple(each for each in named if each != written)


def _named(text: str, number: str, form: re.Pattern[str], stands_for: dict[str, str]) -> str:
    return form.sub(lambda said: stands_for[said[0].lower()].format(n=number), text)


@lru_cache(maxsize=8)
def _pronouns(language: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """What finds them, the longest first, and what each is said for."""
    stands_for = _ENGLISH if language == "en" else vocabulary(language).it
    words = "|".join(map(re.escape, sorted(stands_for, key=len, reverse=True)))
    if language == "ja":
        return re.compile(words), stands_for
    return re.compile(rf"(?<![\w'’])(?:{words})(?![\w'’])", re.IGNORECASE), stands_for
