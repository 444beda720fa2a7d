"""Draw several cards as the Home tab of an app, one below the other.

https://docs.slack.dev/surfaces/app-home/
"""

from collections.abc import Iterable
from typing import Any

from assistant.card import Card
from assistant.render.slack import render
from assistant.render.slack_room import fits
from assistant.render.slack_text import Block

MAX_BLOCKS = 100


def home(cards: Iterable[Card], locale: str = "en", *, newest: bool = True) -> dict[str, Any]:
    """The view to publish: each card once, whole or not at all.

    With ``newest`` off there are only blocks that every Slack has known for years.
    """
    blocks: list[Block] = []
    seen: list[Card] = []
    for card in cards:
        drawn = render(card, locale, newest=newest).blocks
        drawn = [{"type": "divider"}, *drawn] if blocks else drawn
        if card in seen or not fits([*blocks, *drawn], MAX_BLOCKS):
            continue
        seen.append(card)
        blocks += drawn
    return {"type": "home", "blocks": blocks}
