"""Text in Slack in which nothing acts: no mention, no hidden link, no bold that nobody meant.

Where Slack offers plain text it is used; elsewhere ``&``, ``<``, ``>`` become entities and the
signs of mrkdwn lose their power. Every limit ends in a visible ``…``.
https://docs.slack.dev/messaging/formatting-message-text/
"""

import re
from typing import Any

Block = dict[str, Any]

MAX_CELL = 300

# Control characters, and those that turn the direction of a line around.
_GONE: dict[int, str | None] = dict.fromkeys(
    [*range(10), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
_BREAKS = dict.fromkeys((9, 10, 13, 0x85, 0x2028, 0x2029), " ")
UNSEEN = _GONE | _BREAKS
PROSE = _GONE | {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}
_LINE = PROSE | _BREAKS
_INERT = _LINE | {ord("*"): "∗", ord("`"): "ˋ"}

_SIGNS = "&<>*`_~"
_SIGN_AT_AN_EDGE = re.compile(r"(?<![^\W_])(?=[_~])|(?=[_~](?![^\W_]))")
_CUT_ENTITY = re.compile(r"&[a-z]{0,4}$")


def odd(text: str) -> bool:
    """Whether anything in a text may act, or cannot be seen."""
    return not text.isprintable() or any(map(text.__contains__, _SIGNS))


def plain(text: str) -> Block:
    """Text in which Slack looks for nothing; it comes from ``line``."""
    return {"type": "plain_text", "text": text, "emoji": False}


def mrkdwn(text: str) -> Block:
    """Text with Slack's markup, whose words come from ``inert``."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def bold(text: str) -> str:
    """Words from ``inert`` in bold; a dash where there are none."""
    text = text.strip()
    return f"*{text}*" if text else "–"


def line(text: str, limit: int) -> str:
    """One line of plain text; Slack reads entities there too."""
    return cut(text.translate(_LINE) if odd(text) else text, limit)


def inert(text: str, limit: int = MAX_CELL) -> str:
    """One line of mrkdwn in which nothing acts."""
    if not odd(text):
        return cut(text, limit)
    # A sign works only at the edge of a word; the invisible word joiner takes the edge away.
    return cut(_SIGN_AT_AN_EDGE.sub("\u2060", text.translate(_INERT)), limit)


def cut(text: str, limit: int) -> str:
    """At most so many characters, never half an entity."""
    if len(text) <= limit:
        return text
    return _CUT_ENTITY.sub("", text[: limit - 1]) + "…"
