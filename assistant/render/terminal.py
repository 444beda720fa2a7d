"""A card at a terminal: plain text, and the same with rich's tables where somebody looks."""

import io

from rich.console import Console
from rich.table import Table
from rich.text import Text

from assistant.card import Card, Part, Tone

_SIGNS = {Tone.INFO: "", Tone.GOOD: "✓ ", Tone.PROBLEM: "! "}
_COLOURS = {Tone.INFO: "bold", Tone.GOOD: "bold green", Tone.PROBLEM: "bold yellow"}


def text(card: Card) -> str:
    """The card as plain text, at most 100 columns wide."""
    console = Console(file=io.StringIO(), width=100, color_system=None, legacy_windows=False)
    show(card, console)
    written = console.file.getvalue()  # type: ignore[attr-defined]
    return "\n".join(line.rstrip() for line in written.splitlines())


def show(card: Card, console: Console | None = None) -> None:
    """Print the card; control characters in it are inert."""
    console = console or Console(highlight=False)
    for number, part in enumerate(card.parts):
        if number:
            console.print()
        _show(part, console)


def _show(card: Part, console: Console) -> None:
    console.print(Text(_SIGNS[card.tone] + _inert(card.title), _COLOURS[card.tone]))
    for paragraph in card.paragraphs:
        console.print(Text(_inert(paragraph)))
    for fact in card.facts:
        console.print(Text(f"  {_inert(fact.label)}: {_inert(fact.value)}"))
    if card.table:
        console.print(_table(card))
    for number, choice in enumerate(card.choices, start=1):
        console.print(Text(f"  {number}. {_inert(choice.label)}"))
    if card.every:
        console.print(Text(f"  all. {_inert(card.every.label)}"))
    for file in card.files:
        console.print(Text(f"  + {_inert(file.name)}"))
    for action in card.actions:
        said = action.url or f"“{action.typed or action.say}”"
        console.print(Text(f"  → {_inert(action.label)}: {_inert(said)}", "dim"), soft_wrap=True)


def _table(card: Part) -> Table:
    assert card.table is not None
    drawn = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for column in card.table.columns:
        drawn.add_column(column.label, justify="right" if column.number else "left")
    for row in card.table.rows:
        drawn.add_row(*(Text(_inert(cell)) for cell in row))
    return drawn


def _inert(words: str) -> str:
    """Drop what a terminal would obey: escapes, and anything that is not meant to be seen."""
    return "".join(c for c in words if c.isprintable() or c == " ")
