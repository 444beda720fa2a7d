"""In which language we are speaking: sentences are written in English, and said in the reader's.

``say`` fills in a sentence and says it in the language of ``speaking``. English is not looked up
anywhere; another language's catalogue is read when somebody is first spoken to in it.
"""

import gettext
import json
import re
from collections.abc import Callable
from contextvars import ContextVar, Token
from functools import lru_cache
from importlib import resources
from types import TracebackType
from typing import Generic, Self, TypeVar

CATALOGUES = ("de", "es", "fr", "ja")
"""The languages that answers are written in, beside English."""

_CATALOGUE = "locale/{}/LC_MESSAGES/messages.po"
_language: ContextVar[str] = ContextVar("language", default="en")
T = TypeVar("T")


class speaking:  # noqa: N801  # it reads as a word: with speaking(reader.locale)
    """While in it, sentences are said in a locale's language, or in English if we have no other."""

    __slots__ = ("_before", "_language")

    def __init__(self, locale: str) -> None:
        self._language = _of_locale(locale)

    def __enter__(self) -> Self:
        self._before: Token[str] = _language.set(self._language)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _language.reset(self._before)


class spoken(Generic[T]):  # noqa: N801  # a decorator
    """Something made of words, made once in each language: a list asks for its columns so often."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: dict[str, T] = {}

    def __call__(self) -> T:
        """What it is in the language being spoken."""
        language = _language.get()
        made = self._made.get(language)
        if made is None:
            made = self._made[language] = self._make()
        return made


def mark(sentence: str) -> str:
    """A sentence that is said later, by ``marked``: here it is only shown to the translators."""
    return sentence


def marked(sentence: str, **filled: object) -> str:
    """Say a sentence that was marked where it is written down."""
    if (language := _language.get()) != "en":
        sentence = _catalogue(language).single.get(sentence, sentence)
    return sentence.format_map(filled) if filled else sentence


def say(sentence: str, **filled: object) -> str:
    """Say a sentence; what stands in braces is filled in, in the order the language wants."""
    if (language := _language.get()) != "en":
        sentence = _catalogue(language).single.get(sentence, sentence)
    return sentence.format_map(filled) if filled else sentence


def count(number: int, one: str, many: str, **filled: object) -> str:
    """Say the sentence that suits a number, which is filled in as ``{number}``."""
    language = _language.get()
    said = one if number == 1 else many
    if language != "en":
        catalogue = _catalogue(language)
        forms = catalogue.plural.get(one)
        said = forms[catalogue.form(number)] if forms else said
    return said.format(number=number, **filled)


def inside(words: str) -> str:
    """Words that begin a line, as they are written inside one; other languages keep capitals."""
    return words.lower() if _language.get() == "en" else words


@lru_cache(maxsize=256)
def _of_locale(locale: str) -> str:
    language = re.split("[-_]", locale.lower())[0]
    return language if language in CATALOGUES else "en"


class _Catalogue:
    """A catalogue of gettext's, read from its text: 780 sentences in 5 ms, Babel takes 300."""

    def __init__(self, source: str) -> None:
        self.single: dict[str, str] = {}
        self.plural: dict[str, tuple[str, ...]] = {}
        for entry in source.split("\n\n"):
            fields = _fields(entry)
            one, said = fields.get("msgid"), fields.get("msgstr")
            forms = tuple(said for field, said in fields.items() if field.startswith("msgstr["))
            if one and said:
                self.single[one] = said
            elif one and forms and all(forms):
                self.plural[one] = forms
            elif said:
                self.form = gettext.c2py(_plural_rule(said))


def _fields(entry: str) -> dict[str, str]:
    """The parts of one entry, each put together from the lines it is written on."""
    fields: dict[str, str] = {}
    name = ""
    for line in entry.splitlines():
        if line.startswith("#"):
            continue
        field, quote, rest = line.partition('"')
        name = field.strip() or name
        if quote:
            fields[name] = fields.get(name, "") + json.loads(quote + rest)
    return fields


def _plural_rule(header: str) -> str:
    found = re.search(r"plural=([^;\n]+)", header)
    return found[1] if found else "n != 1"


@lru_cache(maxsize=len(CATALOGUES))
def _catalogue(language: str) -> _Catalogue:
    path = resources.files("assistant").joinpath(_CATALOGUE.format(language))
    return _Catalogue(path.read_text(encoding="utf-8"))
