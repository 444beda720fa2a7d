"""Every card there is an example of, by name, and drawn."""

import re
from collections import Counter
from pathlib import Path

from assistant import replies
from assistant.card import Card
from assistant.notify import notices
from assistant.reader import Reader
from assistant.render.slack import render
from assistant.replies.line import apology, busy
from tests.snapshots.drawing import drawn
from tests.unit.outcome_examples import FACTS, OUTCOMES

FOLDER = Path(__file__).parent / "slack"
SUPPORT = "support@seller.example"


def cards(reader: Reader) -> dict[str, Card]:
    """Each example's card; examples of one kind are numbered in their order."""
    seen: Counter[str] = Counter()
    named = {}
    for outcome in OUTCOMES:
        kind = _snake(type(outcome).__name__)
        seen[kind] += 1
        named[f"{kind}-{seen[kind]}"] = replies.word(outcome, reader, support=SUPPORT)
    for fact in FACTS:
        kind = f"told-{fact.kind}"
        seen[kind] += 1
        told = ("Ann", "<!here>")
        named[f"{kind}-{seen[kind]}"] = notices.word(fact, reader, told=told, may_pay=True)
    return named | {"busy": busy(), "apology": apology("err_1", support=SUPPORT)}


def drawn_cards() -> dict[str, str]:
    """What the snapshots hold."""
    return {name: drawn(render(card)) for name, card in cards(Reader()).items()}


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
