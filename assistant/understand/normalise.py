"""Text as people and channels write it -> the plain writing the grammar reads.

Only writing is changed, never meaning: NFKC as a whole is *not* applied, since it would turn a
superscript into a digit. Full-width forms are folded because Japanese keyboards type them.
"""

import re
import unicodedata

LONGEST = 20_000
"""Characters of a text that are looked at; nobody says more than that in one request."""

_SPACES = "\t\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007" + (
    "\u2008\u2009\u200a\u202f\u205f\u3000"
)
_TURNS = (
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # may show digits in another order
)
_WRITING: dict[int, str | None] = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(map(ord, _SPACES + _TURNS), " "),
    **dict.fromkeys(map(ord, "\u2018\u2019\u201b\u02bc\u00b4"), "'"),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-"),
    **dict.fromkeys(map(ord, "\u2028\u2029\r"), "\n"),
    ord("￥"): "¥",
    ord("￡"): "£",
    ord("、"): ",",
    ord("。"): ".",
    **{
        code: None
        for code in (*range(0x20), *range(0x7F, 0xA0))
        if chr(code) not in _SPACES + "\n\r"
    },
}
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_ENTITY = re.compile("&(?:lt|gt|amp);")
_MARKUP = re.compile(r"<([^<>|\n]{1,2000})(?:\|([^<>\n]{0,2000}))?>")
_BLANKS = re.compile(" {2,}")


class _Seen(dict[int, int | None]):
    """Drops zero-width, joining and direction marks and variation selectors: they mean nothing."""

    def __missing__(self, code: int) -> int | None:
        dropped = unicodedata.category(chr(code)) == "Cf" or 0xFE00 <= code <= 0xFE0F
        self[code] = None if dropped else code
        return self[code]


_SEEN = _Seen()


def plain(text: str) -> str:
    """Fold spaces, quotes, dashes, full-width forms and Slack's markup; drop the invisible."""
    text = text[:LONGEST].replace("\r\n", "\n")
    if "<" in text:
        text = _MARKUP.sub(_unmark, text)
    if "&" in text:
        text = _ENTITY.sub(lambda entity: _ENTITIES[entity[0]], text)
    if not (text.isascii() and text.isprintable()):
        text = text.translate(_WRITING)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_SEEN)
    return (_BLANKS.sub(" ", text) if "  " in text else text).strip()


def _unmark(markup: re.Match[str]) -> str:
    """Slack writes links as ``<url|label>`` and people as ``<@U1|name>``; a person stays a word."""
    target, label = markup[1], markup[2]
    if target.startswith("@"):
        return f"@{label or target[1:]}".replace(" ", "_")
    if target.startswith(("#", "!")):
        return f"{target[0]}{label or target[1:]}"
    return label or target.removeprefix("mailto:")
