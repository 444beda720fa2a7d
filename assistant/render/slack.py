"""Draw a card in Slack: Block Kit, and a text that says as much where blocks are not shown.

A card is plain text, so no character of it may act: ``<!channel>`` must not notify, a link must
not hide its target, ``*x*`` is not bold. Where Slack offers plain text it is used; elsewhere
``&``, ``<``, ``>`` become entities and the signs of mrkdwn lose their power. Every limit ends in a
visible ``…``. https://docs.slack.dev/reference/block-kit/blocks/
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.card import Action, Card, Style, Table, Tone
from assistant.language import say, speaking

Block = dict[str, Any]
Pair = tuple[str, str]

MAX_TEXT = 4_000  # Slack takes 40,000, and advises this
MAX_HEADER = 150
MAX_BUTTON = 75
MAX_VALUE = 2_000
MAX_URL = 3_000
MAX_CELL = 300

# A section may hold 3,000, but all blocks together hardly 12,000 (slackapi/bolt-js#2509, #2867).
MAX_PROSE = 2_500
MAX_FACTS = 2_000
MAX_ROWS = 2_800
MAX_CHOICES, MAX_ACTIONS, FIELDS = 24, 10, 10

_SIGN = {Tone.INFO: "", Tone.GOOD: "✅ ", Tone.PROBLEM: "⚠️ "}
_SEPARATOR = " · "

# Control characters, and those that turn the direction of a line around.
_GONE: dict[int, str | None] = dict.fromkeys(
    [*range(10), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
_BREAKS = dict.fromkeys((9, 10, 13, 0x85, 0x2028, 0x2029), " ")
_PROSE = _GONE | {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}
_LINE = _PROSE | _BREAKS
_INERT = _LINE | {ord("*"): "∗", ord("`"): "ˋ"}

_ODD = re.compile("[&<>*`_~\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_SIGN_AT_AN_EDGE = re.compile(r"(?<![^\W_])(?=[_~])|(?=[_~](?![^\W_]))")
_CUT_ENTITY = re.compile(r"&[a-z]{0,4}$")


@dataclass(frozen=True, slots=True)
class SlackMessage:
    """``text`` can be read alone: notifications, screen readers and old clients show only it."""

    text: str
    blocks: list[Block]


def render(card: Card, locale: str = "en", *, carries_files: bool = False) -> SlackMessage:
    """Draw a card; a message that cannot carry its files says that they come by direct message.

    ``locale`` is the language of that one sentence; the card has its own words.
    """
    if card.files and not carries_files:
        names = ", ".join(file.name for file in card.files)
        with speaking(locale):
            said = say("I am sending it to you in a direct message.")
        pointer = f"📎 {names}: {said}"
        card = card.model_copy(update={"paragraphs": (*card.paragraphs, pointer)})
    facts = [(_inert(fact.label), _inert(fact.value)) for fact in card.facts]
    rows = _rows(card.table) if card.table else []
    blocks = [*_head(card), *_facts(facts)]
    if card.table and rows:
        blocks += _table(card.table, rows)
    blocks += _buttons(card)
    return SlackMessage(_text(card, facts, rows), blocks)


def _head(card: Card) -> Iterator[Block]:
    if title := _line(card.title, MAX_HEADER - 3).strip():
        yield {"type": "header", "text": _plain(_SIGN[card.tone] + title)}
    prose = "\n\n".join([p for p in card.paragraphs if p.strip()])
    if prose := prose.translate(_PROSE).strip():
        yield {"type": "section", "text": _plain(_cut(prose, MAX_PROSE))}


def _facts(facts: list[Pair]) -> Iterator[Block]:
    fields = _fitting([f"{_bold(label)}\n{value}" for label, value in facts], MAX_FACTS)
    for start in range(0, len(fields), FIELDS):
        shown = [_mrkdwn(field) for field in fields[start : start + FIELDS]]
        yield {"type": "section", "fields": shown}


def _rows(table: Table) -> list[list[str]]:
    if _ODD.search("".join(["".join(row) for row in table.rows])):
        return [[_inert(cell) for cell in row] for row in table.rows]
    return [[_cut(cell, MAX_CELL) for cell in row] for row in table.rows]


def _table(table: Table, rows: list[list[str]]) -> Iterator[Block]:
    labels = _SEPARATOR.join([column.label for column in table.columns if column.label])
    if labels := _line(labels, MAX_CELL).strip():
        yield {"type": "context", "elements": [_plain(labels)]}
    lines = [_SEPARATOR.join([_bold(row[0]), *row[1:]]) for row in rows if row]
    if lines:
        yield {"type": "section", "text": _mrkdwn("\n".join(_fitting(lines, MAX_ROWS)))}


def _buttons(card: Card) -> Iterator[Block]:
    choices = [
        _button(
            f"choice-{number}", _line(f"{number}. {choice.label}", MAX_BUTTON), value=choice.say
        )
        for number, choice in enumerate(card.choices[:MAX_CHOICES], start=1)
        if 0 < len(choice.say) <= MAX_VALUE
    ]
    if every := card.every:
        choices.append(_button("choice-all", _line(every.label, MAX_BUTTON), value=every.say))
    actions = [
        button
        for number, action in enumerate(card.actions[:MAX_ACTIONS], start=1)
        if (button := _action(f"action-{number}", action))
    ]
    for group in (choices, actions):
        if group:
            yield {"type": "actions", "elements": group}
    asked_for = len(card.choices) + bool(card.every) + len(card.actions)
    hidden = asked_for - len(choices) - len(actions)
    if hidden:
        yield {"type": "context", "elements": [_plain(f"… +{hidden}")]}


def _button(action_id: str, label: str, **does: str) -> Block:
    return {"type": "button", "action_id": action_id, "text": _plain(label), **does}


def _action(action_id: str, action: Action) -> Block | None:
    """A button, or nothing when cutting it to fit would change what it does."""
    label = _line(action.label, MAX_BUTTON).strip()
    if label and 0 < len(action.say) <= MAX_VALUE:
        button = _button(action_id, label, value=action.say)
    elif label and action.url.startswith(("https://", "http://")) and len(action.url) <= MAX_URL:
        button = _button(action_id, label, url=action.url)
    else:
        return None
    if action.style is not Style.PLAIN:
        button["style"] = action.style.value
    return button


def _text(card: Card, facts: list[Pair], rows: list[list[str]]) -> str:
    lines = [(_SIGN[card.tone] + _inert(card.title)).strip()]
    lines += [_inert(line, MAX_TEXT) for p in card.paragraphs for line in p.split("\n")]
    lines += [f"{label}: {value}" for label, value in facts]
    lines += [_SEPARATOR.join(row) for row in rows]
    lines += [f"{n}. {_inert(choice.label)}" for n, choice in enumerate(card.choices, start=1)]
    lines += [f"all. {_inert(card.every.label)}"] if card.every else []
    lines += [f"{_inert(action.label)}: {_target(action)}" for action in card.actions]
    return _cut("\n".join([line for line in lines if line.strip()]), MAX_TEXT) or "…"


def _target(action: Action) -> str:
    words = action.typed or action.say
    return f"“{_inert(words)}”" if words else _line(action.url, MAX_URL)


def _fitting(lines: list[str], limit: int) -> list[str]:
    """As many lines as fit, and then how many did not."""
    if sum(map(len, lines)) + len(lines) <= limit:
        return lines
    room = limit - len("… +99999")
    for shown, line in enumerate(lines):
        room -= len(line) + 1
        if room < 0:
            return [*lines[:shown], f"… +{len(lines) - shown}"]
    return lines


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}


def _mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _bold(text: str) -> str:
    text = text.strip()
    return f"*{text}*" if text else "–"


def _line(text: str, limit: int) -> str:
    """One line of plain text; Slack reads entities there too."""
    return _cut(text.translate(_LINE) if _ODD.search(text) else text, limit)


def _inert(text: str, limit: int = MAX_CELL) -> str:
    """One line of mrkdwn in which nothing acts."""
    if not _ODD.search(text):
        return _cut(text, limit)
    # A sign works only at the edge of a word; the invisible word joiner takes the edge away.
    return _cut(_SIGN_AT_AN_EDGE.sub("\u2060", text.translate(_INERT)), limit)


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    return _CUT_ENTITY.sub("", text[: limit - 1]) + "…"
