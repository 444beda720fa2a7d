"""The text of a message as it was typed, Slack's escaping undone.

https://docs.slack.dev/messaging/formatting-message-text/
"""

import re

MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>[,:]?[ \u00a0]*")
_MARKUP = re.compile(r"<([^<>]*)>|&(amp|lt|gt);")
_LINK = re.compile(r"(?:https?://|mailto:|tel:)")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}

_INVOICE = re.compile(r"https?://[^\s/?#|<>]+/invoice/((?=[A-Za-z-]*[0-9])[A-Za-z0-9-]{1,40})/?")


def invoice_behind(url: str) -> str:
    """The number of the invoice a link of ours leads to, or nothing."""
    found = _INVOICE.fullmatch(url)
    return found[1] if found else ""


def words(text: str, bot: str = "") -> str:
    """The text as typed, the call of our own name taken out; a link to an invoice asks for it."""
    if "<" not in text and "&" not in text:
        return text
    text = MENTION.sub(lambda found: "" if found[1] == bot else found[0], text)
    if number := invoice_behind(text.strip().removeprefix("<").removesuffix(">")):
        return f"invoice {number}"
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
