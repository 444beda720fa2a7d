"""Every notice in every language, as mail and in Slack: one file for each notice."""

import re
from pathlib import Path

from assistant.language import CATALOGUES
from assistant.notify import examples
from assistant.reader import Reader
from assistant.render import mail
from assistant.render.slack import render
from tests.snapshots.drawing import drawn

FOLDER = Path(__file__).parent / "notices"
READERS = tuple(Reader(each) for each in ("en", *CATALOGUES))


def drawn_notices() -> dict[str, str]:
    """What the files hold."""
    return {
        name: "\n".join(_drawn(name, reader) for reader in READERS) for name in examples.names()
    }


def _drawn(name: str, reader: Reader) -> str:
    card = examples.card(name, reader)
    written = mail.render(card, locale=reader.locale)
    blocks = drawn(render(card, reader.locale)).partition("\n\n-- as text alone")[0]
    parts = {
        "subject": written.subject,
        "text": written.text.strip(),
        "html": _inside(written.html),
        "blocks": blocks,
    }
    return "".join(f"=== {reader.locale} {part}\n{said}\n" for part, said in parts.items())


def _inside(page: str) -> str:
    """What is on the page, which is the same for all of them."""
    found = re.search(r'<p class="mark">.*?</p>\n(.*)</main>', page, re.DOTALL)
    assert found is not None, page
    return found[1].strip()
