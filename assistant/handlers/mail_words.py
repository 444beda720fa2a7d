"""The words of mail: encoded headers and encoded bodies, by true and by untrue charsets."""

import codecs
import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

_LONGEST_DECODED = 2_000
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+"
)
# What nearly all mail says, which the library reads the same, in ten times the time.
_USUAL = re.compile(
    r'text/(?:plain|html); ?charset="?([a-z0-9-]{1,20})"?', re.IGNORECASE | re.ASCII
)
_CODECS_NOT_TEXT = frozenset(
    {"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"}
)


def content(part: Message, most: int) -> str:
    """Return the text of one part, ``most`` characters of it, whatever it says of its encoding."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    said = str(part.get("content-type", ""))
    usual = _USUAL.fullmatch(said)
    charset = usual[1] if usual else str(part.get_param("charset") or "")
    text = _decoded(payload[: 4 * most], charset)
    flowed = "format" in said.lower() and str(part.get_param("format") or "").lower() == "flowed"
    return (_unflowed(text) if flowed else text)[:most]


def _unflowed(text: str) -> str:
    """Join lines that were broken only for transport (RFC 3676), keeping quotes apart."""
    out: list[str] = []
    open_line = False
    for line in text.splitlines():
        if open_line and out and not line.startswith(">") and not out[-1].startswith(">"):
            out[-1] += line
        else:
            out.append(line)
        open_line = line.endswith(" ") and line != "-- "
    return "\n".join(out)


def _decoded(data: bytes, charset: str) -> str:
    """Decode by the declared charset if it is true, else by the likeliest."""
    name = charset.strip(" \"'").lower()
    for candidate in (name, "utf-8"):
        try:
            if codecs.lookup(candidate).name not in _CODECS_NOT_TEXT:
                return data.decode(candidate)
        except (LookupError, ValueError, TypeError):
            continue
    return data.decode("cp1252", "replace")


def as_sent(value: object) -> str:
    """Return a header's value as sent; compat32 hides bytes beyond ASCII behind surrogates."""
    text = str(value)
    return (
        text
        if text.isascii()
        else text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    )


def header_words(value: str) -> str:
    """Decode encoded words, drop what cannot be seen, line breaks included, and join the rest."""
    value = value[:_LONGEST_DECODED]
    if value.isascii() and value.isprintable() and "=?" not in value:
        return " ".join(value.split())
    try:
        pieces = decode_header(value) if "=?" in value else [(value, None)]
    except (HeaderParseError, ValueError, LookupError):
        pieces = [(value, None)]
    text = "".join(
        piece if isinstance(piece, str) else _decoded(piece, charset or "")
        for piece, charset in pieces
    )
    return " ".join(_INVISIBLE.sub(" ", text).split())
