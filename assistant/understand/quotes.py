"""What stands in quotation marks is told, not asked: it is no part of what somebody wants."""

import re

_QUOTED = re.compile(
    r"\"[^\"\n]{1,600}\"|[“„][^“”„\n]{1,600}[”“]|«[^«»\n]{1,600}»|「[^「」\n]{1,600}」|『[^『』\n]{1,600}』"
    r"|(?<![\w'])'[^'\n]{2,600}'(?![\w'])"
)


def without_quotes(text: str) -> str:
    """Leave out what is quoted."""
    if text.isascii() and '"' not in text and text.count("'") < 2:
        return text
    return _QUOTED.sub(" ", text).strip()


def only_quoted(text: str) -> str | None:
    """What a text quotes that says nothing else; None when it says more, or quotes nothing."""
    if text[:1].isalnum():
        return None
    said = text.strip(" .!?")
    return said[1:-1].strip() if _QUOTED.fullmatch(said) else None
