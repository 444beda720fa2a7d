"""How much room one message or view of Slack has for all its blocks together."""

from assistant.render.slack_text import Block

MAX_BLOCKS = 50
"""So many a message may have; a view may have twice as many."""

MAX_TEXT = 12_000
"""Characters in all blocks together; hardly more are shown anywhere (slackapi/bolt-js#2509)."""


def fits(blocks: list[Block], most: int = MAX_BLOCKS) -> bool:
    """Whether Slack takes so much at once."""
    return len(blocks) <= most and _words(blocks) <= MAX_TEXT


def _words(node: object) -> int:
    if isinstance(node, list):
        return sum(map(_words, node))
    if isinstance(node, dict):
        own = node.get("text")
        return len(own) if isinstance(own, str) else sum(map(_words, node.values()))
    return 0
