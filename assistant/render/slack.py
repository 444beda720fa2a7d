"""Draw a card in Slack: Block Kit, and a text that says as much where blocks are not shown.

A card is plain text, so no character of it may act: ``<!channel>`` must not notify, a link must
not hide its target, ``*x*`` is not bold. Where Slack offers plain text it is used; elsewhere
``&``, ``<``, ``>`` become entities and the signs of mrkdwn lose their power. Every limit ends in a
visible ``…``. https://docs.slack.dev/reference/block-kit/blocks/
"""

from collections.abc import Iterator, Sequence

from assistant.card import Action, Card, Part, Table, Tone
from assistant.language import say, speaking
from assistant.render import slack_buttons, slack_chart, slack_table
from assistant.render.slack_text import (
    MAX_CELL,
    PROSE,
    bold,
    cut,
    inert,
    line,
    mrkdwn,
    odd,
    plain,
)
from assistant.render.slack_text import Block as Block
from assistant.values import dataclass

Pair = tuple[str, str]

MAX_TEXT = 4_000  # Slack takes 40,000, and advises this
MAX_HEADER = 150

# A section may hold 3,000, but all blocks together hardly 12,000 (slackapi/bolt-js#2509, #2867).
MAX_PROSE = 2_500
MAX_FACTS = 2_000
MAX_ROWS = 2_800
FIELDS = 10

_SIGN = {Tone.INFO: "", Tone.GOOD: "✅ ", Tone.PROBLEM: "⚠️ "}
_SEPARATOR = " · "


@dataclass(frozen=True, slots=True)
class SlackMessage:
    """``text`` can be read alone: notifications, screen readers and old clients show only it."""

    text: str
    blocks: list[Block]


def render(
    card: Card, locale: str = "en", *, carries_files: bool = False, newest: bool = True
) -> SlackMessage:
    """Draw a card; a message that cannot carry its files says that they come by direct message.

    ``locale`` is the language of that one sentence; the card has its own words. With ``newest``
    off there are only blocks that every Slack has known for years.
    """
    if card.files and not carries_files:
        names = ", ".join(file.name for file in card.files)
        with speaking(locale):
            said = say("I am sending it to you in a direct message.")
        pointer = f"📎 {names}: {said}"
        card = card.model_copy(update={"paragraphs": (*card.paragraphs, pointer)})
    if not card.more:
        return _drawn(card, newest=newest)
    drawn = [_drawn(part, newest=False, shared_by=len(card.parts)) for part in card.parts]
    blocks = [block for each in drawn for block in each.blocks]
    return SlackMessage(cut("\n\n".join([each.text for each in drawn]), MAX_TEXT), blocks)


def _drawn(card: Part, *, newest: bool, shared_by: int = 1) -> SlackMessage:
    """Draw one part; ``shared_by`` so many, which together have the room of one message."""
    facts = [(inert(fact.label), inert(fact.value)) for fact in card.facts]
    rows, as_it_is = _rows(card.table) if card.table else ([], "")
    blocks = [*_head(card, shared_by), *(_facts(facts, shared_by) if facts else ())]
    if card.charts and newest:
        blocks += slack_chart.drawn(card.charts)
    if card.table and newest and slack_table.fits(card.table):
        blocks += slack_table.drawn(card.table, card.title, as_it_is)
    elif card.table and rows:
        blocks += _table(card.table, rows, MAX_ROWS // shared_by)
    blocks += slack_buttons.drawn(card, newest=newest)
    return SlackMessage(_text(card, facts, rows), blocks)


def _head(card: Part, shared_by: int) -> Iterator[Block]:
    if title := line(card.title, MAX_HEADER - 3).strip():
        yield {"type": "header", "text": plain(_SIGN[card.tone] + title)}
    prose = "\n\n".join([p for p in card.paragraphs if p.strip()])
    prose = prose.translate(PROSE) if odd(prose) else prose
    if prose := prose.strip():
        yield {"type": "section", "text": plain(cut(prose, MAX_PROSE // shared_by))}


def _facts(facts: list[Pair], shared_by: int) -> Iterator[Block]:
    written = [f"{bold(label)}\n{value}" for label, value in facts]
    fields = _fitting(written, MAX_FACTS // shared_by)
    for start in range(0, len(fields), FIELDS):
        shown = [mrkdwn(field) for field in fields[start : start + FIELDS]]
        yield {"type": "section", "fields": shown}


def _rows(table: Table) -> tuple[Sequence[Sequence[str]], str]:
    """The rows with nothing that acts, and all their text where that changed nothing."""
    lines = ["".join(row) for row in table.rows]
    text = "".join(lines)
    if len(max(lines, key=len, default="")) <= MAX_CELL and not odd(text):
        return table.rows, text
    return [[inert(cell) for cell in row] for row in table.rows], ""


def _table(table: Table, rows: Sequence[Sequence[str]], room: int) -> Iterator[Block]:
    labels = _SEPARATOR.join([column.label for column in table.columns if column.label])
    if labels := line(labels, MAX_CELL).strip():
        yield {"type": "context", "elements": [plain(labels)]}
    lines = [_SEPARATOR.join([bold(row[0]), *row[1:]]) for row in rows if row]
    if lines:
        yield {"type": "section", "text": mrkdwn("\n".join(_fitting(lines, room)))}


def _text(card: Part, facts: list[Pair], rows: Sequence[Sequence[str]]) -> str:
    lines = [(_SIGN[card.tone] + inert(card.title)).strip()]
    lines += [inert(part, MAX_TEXT) for p in card.paragraphs for part in p.split("\n")]
    lines += [f"{label}: {value}" for label, value in facts]
    lines += [_SEPARATOR.join(row) for row in rows]
    lines += [f"{n}. {inert(choice.label)}" for n, choice in enumerate(card.choices, start=1)]
    lines += [f"all. {inert(card.every.label)}"] if card.every else []
    lines += [_next(action) for action in card.actions]
    return cut("\n".join([each for each in lines if each.strip()]), MAX_TEXT) or "…"


def _next(action: Action) -> str:
    words = action.typed or action.say
    said = f"{action.label}: “{words}”"
    if words and len(said) <= MAX_CELL and not odd(said):
        return said
    target = f"“{inert(words)}”" if words else line(action.url, slack_buttons.MAX_URL)
    return f"{inert(action.label)}: {target}"


def _fitting(lines: list[str], limit: int) -> list[str]:
    """As many lines as fit, and then how many did not."""
    if sum(map(len, lines)) + len(lines) <= limit:
        return lines
    room = limit - len("… +99999")
    for shown, each in enumerate(lines):
        room -= len(each) + 1
        if room < 0:
            return [*lines[:shown], f"… +{len(lines) - shown}"]
    return lines
