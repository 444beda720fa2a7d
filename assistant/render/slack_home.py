"""Draw several cards as the Home tab of an app, one below the other.

https://docs.slack.dev/surfaces/app-home/
"""

from collections.abc import Iterable
from typing import Any

from assistant.card import Card
from assistant.render.slack import render
from assistant.render.slack_text import Block

MAX_BLOCKS = 100
MAX_TEXT = 12_000
"""Characters in all blocks together; hardly more are shown anywhere (slackapi/bolt-js#2509)."""


def home(cards: Iterable[Card], locale: str = "en", *, newest: bool = True) -> dict[str, Any]:
    """The view to publish: each card once, whole or not at all.

    With ``newest`` off there are only blocks that every Slack has known for years.
    """
    blocks: list[Block] = []
    seen: list[Card] = []
    for card in cards:
        drawn = render(card, locale, newest=newest).blocks
        drawn = [{"type": "divider"}, *drawn] if blocks else drawn
        if card in seen or not _fits([*blocks, *drawn]):
            continue
        seen.append(card)
        blocks += drawn
    return {"type": "home", "blocks": blocks}


def _fits(blocks: list[Block]) -> bool:
    return len(blocks) <= MAX_BLOCKS and _words(blocks) <= MAX_TEXT


def _words(node: object) -> int:
    if isinstance(node, list):
        return sum(map(_words, node))
    if isinstance(node, dict):
        own = node.get("text")
        return len(own) if isinstance(own, str) else sum(map(_words, node.values()))
    return 0
