"""What an answer quotes of a text is quoted as it was said, not as the English it was read as."""

import re

from assistant.understand.tongues.scanning import Scanner
from assistant.understand.tongues.vocabulary import languages_of, parted, vocabulary

_QUOTED = re.compile(r"(?<=[“„«「])([\s\xa0]?)([^“”„«»「」]+?)([\s\xa0]?)(?=[”“»」])")
_KINDS = ("times", "months", "weekdays", "amount")
_WORD = re.compile(r"\S+")


def as_said(complaint: str, text: str, locale: str) -> str:
    """The complaint with the words of the text in place of their English, wherever it quotes it."""
    said: dict[str, str] = {}
    for language in languages_of(text.lower(), locale):
        said = said or _said(text, language, complaint)
    return _QUOTED.sub(lambda each: each[1] + said.get(each[2], each[2]) + each[3], complaint)


def _said(text: str, language: str, complaint: str) -> dict[str, str]:
    """What was said for each time and amount that the complaint names, in one language."""
    written = parted(text)
    scanner = Scanner(vocabulary(language), written.lower(), written)
    starts = [each.start() for each in _WORD.finditer(written)]
    places = starts if scanner.words.spaced else range(len(written))
    tokens = [(at, token) for at in places if (token := scanner.token(at, _KINDS))]
    return {
        token.english: written[at : token.end].strip()
        for at, token in reversed(tokens)
        if token.english in complaint
    }
