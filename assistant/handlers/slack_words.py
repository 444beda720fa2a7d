"""The text of a message as it was typed, Slack's escaping undone.

https://docs.slack.dev/messaging/formatting-message-text/
"""

import re

MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>[,:]?[ \u00a0]*")
_MARKUP = re.compile(r"<([^<>]*)>|&(amp|lt|gt);")
_LINK = re.compile(r"(?:https?://|mailto:|tel:)")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}


def words(text: str, bot: str = "") -> str:
    """The text as typed, the call of our own name taken out."""
    if "<" not in text and "&" not in text:
        return text
    text = MENTION.sub(lambda found: "" if found[1] == bot else found[0], text)
    return _MARKUP.sub(_plain, text)


def _plain(found: re.Match[str]) -> str:
    if found[2]:
        return _ENTITIES[found[2]]
    target, _, label = found[1].partition("|")
    if _LINK.match(target):
        return words(label or target.removeprefix("mailto:").removeprefix("tel:"))
    if target.startswith("#") and label:
        return f"#{words(label)}"
    return found[0]
