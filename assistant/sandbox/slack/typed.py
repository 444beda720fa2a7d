"""What Slack makes of the words a person types."""

import re
from collections.abc import Iterator

from assistant.sandbox.slack.records import Body
from assistant.sandbox.slack.workspace import secret

_TOKEN = re.compile(
    r"(?P<mention><[@#!][^<>\s]+>)"
    r"|(?P<link>https?://[^\s<>|]*[^\s<>|.,;:!?)\]'\"])"
    r"|(?P<mail>[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)"
)


def escaped(text: str) -> str:
    """Control characters as entities, mentions left alone; all that slash commands get."""
    return "".join(_rewritten(text, links=False))


def linked(text: str) -> str:
    """Escaped, and addresses turned into ``<mailto:a@b.c|a@b.c>`` and ``<https://…>``."""
    return "".join(_rewritten(text, links=True))


def _rewritten(text: str, *, links: bool) -> Iterator[str]:
    at = 0
    for token in _TOKEN.finditer(text):
        yield _entities(text[at : token.start()])
        at = token.end()
        match token.lastgroup:
            case "mention":
                yield token[0]
            case "link" if links:
                yield f"<{_entities(token[0])}>"
            case "mail" if links:
                yield f"<mailto:{token[0]}|{token[0]}>"
            case _:
                yield _entities(token[0])
    yield _entities(text[at:])


def _entities(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def rich_text(text: str) -> Body:
    """The rich_text block Slack's client sends along with the text."""
    parts = list(_parts(text))
    section = {"type": "rich_text_section", "elements": parts}
    return {"type": "rich_text", "block_id": secret("")[:5], "elements": [section]}


def _parts(text: str) -> Iterator[Body]:
    at = 0
    for token in _TOKEN.finditer(text):
        if token.start() > at:
            yield {"type": "text", "text": text[at : token.start()]}
        at = token.end()
        if token.lastgroup == "mention" and token[0].startswith("<@"):
            yield {"type": "user", "user_id": token[0][2:-1].partition("|")[0]}
        elif token.lastgroup == "link":
            yield {"type": "link", "url": token[0]}
        elif token.lastgroup == "mail":
            yield {"type": "link", "url": f"mailto:{token[0]}", "text": token[0]}
        else:
            yield {"type": "text", "text": token[0]}
    if at < len(text):
        yield {"type": "text", "text": text[at:]}
