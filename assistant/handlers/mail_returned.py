"""The machine-readable part of a bounce or a complaint, and the mail that it sends back."""

from collections.abc import Iterable
from email import message_from_string
from email.message import Message

from assistant.handlers.mail_address import addresses
from assistant.handlers.mail_words import as_sent, content

MOST_EVIDENCE = 20_000
"""Characters of a mail that are looked at to find out what it is."""

_RETURNED = frozenset({"message/rfc822", "text/rfc822-headers", "message/global"})


def report_of(parts: Iterable[Message]) -> str:
    """Return the fields of a report as lines; it parses as messages of headers only."""
    for part in parts:
        if part.get_content_type().endswith(("delivery-status", "feedback-report")):
            lines = [
                f"{name}: {' '.join(as_sent(value).split())}"
                for block in _messages(part)[:50]
                for name, value in block.raw_items()
                if block is not part
            ]
            rest = [content(block, MOST_EVIDENCE) for block in _messages(part)[:50]]
            return "\n".join([*lines, *rest])[:MOST_EVIDENCE]
    return ""


def returned_to(parts: Iterable[Message]) -> tuple[str, ...]:
    """Return whom the mail that was sent back had been written to."""
    for part in parts:
        if part.get_content_type() in _RETURNED:
            below = _messages(part)[0]
            text = content(part, MOST_EVIDENCE)
            mail = below if below is not part else message_from_string(text)
            return tuple(a for _, a in addresses(map(as_sent, mail.get_all("to", []))))
    return ()


def _messages(part: Message) -> list[Message]:
    below = part.get_payload()
    found = [each for each in below if isinstance(each, Message)] if isinstance(below, list) else []
    return found or [part]
