"""The operator's own words for notices: a folder of plain text, read and checked at the start.

``FOLDER/payment_failed/subject.en.txt`` and ``text.en.txt`` take the place of the title and of the
sentences of that notice for readers of English; other languages keep ours. The words become part of
the one card, so each channel escapes them as it escapes everything. They may name what
``places`` has, as ``{amount}``, and that is all they can do: they are no code.
"""

import re
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from string import Formatter

from assistant.card import Card
from assistant.config import SettingsError
from assistant.language import CATALOGUES
from assistant.notify.joined import Told
from assistant.notify.places import places
from assistant.reader import Reader
from assistant.values import dataclass

_LONGEST = {"subject": 200, "text": 4000}
_FILE = re.compile(r"(subject|text)\.([a-z]{2})\.txt")


@dataclass(frozen=True, slots=True)
class Wording:
    """Words by notice, language and part; without any, everything is said in ours."""

    words: Mapping[tuple[str, str, str], str] = field(default_factory=dict)

    def applied(self, name: str, card: Card, of: Told, reader: Reader) -> Card:
        """The card in the operator's words, as far as there are any for this reader."""
        if not self.words:
            return card
        language = reader.locale[:2].lower()
        subject = self.words.get((name, language, "subject"))
        text = self.words.get((name, language, "text"))
        if subject is None and text is None:
            return card
        filled = _Filled(places(of, reader))
        changed: dict[str, object] = {}
        if subject is not None:
            changed["title"] = subject.format_map(filled)
        if text is not None:
            changed["paragraphs"] = tuple(
                each.format_map(filled) for each in re.split(r"\n\s*\n", text)
            )
        return card.model_copy(update=changed)


class _Filled(dict[str, str]):
    """A place that one fact of a kind has and another has not stays empty."""

    def __missing__(self, name: str) -> str:
        return ""


def load(folder: str, examples: Mapping[str, Told]) -> Wording:
    """Read all of it. Raises SettingsError for what is not a notice, a file or a place of ours."""
    if not folder:
        return Wording()
    root = Path(folder)
    if not root.is_dir():
        raise SettingsError(f"ASSISTANT_NOTICES_DIR: there is no folder {folder}")
    words = {}
    for path in sorted(each for each in root.rglob("*") if each.is_file()):
        name, part, language = _named(path, root, examples)
        words[(name, language, part)] = _checked(path, part, examples[name])
    return Wording(words)


def _named(path: Path, root: Path, examples: Mapping[str, object]) -> tuple[str, str, str]:
    name = path.parent.name
    found = _FILE.fullmatch(path.name)
    if path.parent.parent != root or name not in examples:
        raise _wrong(path, "its folder is no notice; `assistant notices list` has them all")
    if found is None or found[2] not in ("en", *CATALOGUES):
        languages = ", ".join(("en", *CATALOGUES))
        raise _wrong(path, f"use subject.LANGUAGE.txt or text.LANGUAGE.txt, with {languages}")
    return name, found[1], found[2]


def _checked(path: Path, part: str, example: Told) -> str:
    """The words, which name nothing but places of this notice."""
    try:
        words = path.read_text(encoding="utf-8").strip()
    except (UnicodeDecodeError, OSError):
        raise _wrong(path, "it cannot be read as UTF-8") from None
    if not 0 < len(words) <= _LONGEST[part] or (part == "subject" and "\n" in words):
        raise _wrong(path, f"a {part} has 1 to {_LONGEST[part]} characters, a subject one line")
    known = places(example, Reader())
    try:
        named = list(Formatter().parse(words))
    except ValueError as error:
        raise _wrong(path, f"{error}; a brace of its own is written twice") from None
    for _, place, spec, conversion in named:
        if place is not None and (place not in known or spec or conversion):
            raise _wrong(path, f"there is no {{{place}}}; there are {', '.join(sorted(known))}")
    return words


def _wrong(path: Path, why: str) -> SettingsError:
    return SettingsError(f"ASSISTANT_NOTICES_DIR: {path}: {why}")
