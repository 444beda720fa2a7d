"""Draw a card's table as Slack's own, which its client sorts, filters and pages.

Cells are raw text, in which Slack looks for nothing. What is written of an amount stays as it is;
the number beside it is there to sort by.
https://docs.slack.dev/reference/block-kit/blocks/data-table-block/
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.card import Table
from assistant.render.slack_text import MAX_CELL, UNSEEN, Block, cut, odd, plain

MAX_ROWS = 100
MAX_COLUMNS = 20
MAX_CHARACTERS = 5_500
"""Slack takes 10,000 in a table, and hardly 13,000 in all blocks together."""

PAGE = 10

_NUMBER = re.compile(r"[-−]?[0-9](?:[0-9.,'’  ]*[0-9])?")
_THREE_DECIMALS = re.compile(r"BHD|IQD|JOD|KWD|LYD|OMR|TND|د")


def fits(table: Table) -> bool:
    """Whether Slack can show it as a table at all."""
    return bool(table.rows) and 0 < len(table.columns) <= MAX_COLUMNS


def drawn(table: Table, caption: str, plain_cells: str) -> list[Block]:
    """The table, and how many rows of it are not shown.

    ``plain_cells`` is all of its text where every cell can be shown as it is, or empty.
    """
    labels = tuple([column.label for column in table.columns])
    numbers = [column.number for column in table.columns]
    rows: Sequence[Sequence[str]] = table.rows
    if not plain_cells or len(plain_cells) > MAX_CHARACTERS or len(rows) > MAX_ROWS:
        rows = _shown([[_cleaned(cell) for cell in row] for row in rows])
    block: Block = {
        "type": "data_table",
        "caption": _cleaned(caption),
        "page_size": PAGE,
        "rows": [_header(labels), *[_row(row, numbers) for row in rows]],
    }
    hidden = len(table.rows) - len(rows)
    if not hidden:
        return [block]
    return [block, {"type": "context", "elements": [plain(f"… +{hidden}")]}]


def _row(row: Sequence[str], numbers: list[bool]) -> list[Block]:
    return [
        _number(cell) if number else {"type": "raw_text", "text": cell or "–"}
        for cell, number in zip(row, numbers, strict=True)
    ]


@lru_cache(maxsize=256)
def _header(labels: tuple[str, ...]) -> list[Block]:
    """Shared by all who show a table of this kind: nobody changes it."""
    return [{"type": "raw_text", "text": _cleaned(label)} for label in labels]


def _shown(rows: list[list[str]]) -> list[list[str]]:
    """As many rows as fit."""
    room = MAX_CHARACTERS
    for number, row in enumerate(rows[:MAX_ROWS]):
        room -= sum(map(len, row))
        if room < 0:
            return rows[: max(1, number)]
    return rows[:MAX_ROWS]


def _cleaned(cell: str) -> str:
    return cut(cell.translate(UNSEEN) if odd(cell) else cell, MAX_CELL) or "–"


@lru_cache(maxsize=4096)
def _number(cell: str) -> Block:
    """Shared by all who show the same amount: nobody changes it."""
    value = _value(cell)
    if value is None:
        return {"type": "raw_text", "text": cell or "–"}
    return {"type": "raw_number", "value": value, "text": cell}


def _value(cell: str) -> int | float | None:
    """The number in an amount, whichever way the reader's language writes it."""
    found = _NUMBER.search(cell)
    if found is None:
        return None
    written = found[0].replace("−", "-")
    digits = re.sub(r"[^0-9-]", "", written)
    decimals = _decimals(written, cell)
    return int(digits) / 10**decimals if decimals else int(digits)


def _decimals(written: str, cell: str) -> int:
    """How many digits stand behind the decimal sign; a group of three is one of thousands."""
    signs = [character for character in written if character in ".,"]
    if not signs:
        return 0
    behind = len(written) - 1 - max(written.rfind("."), written.rfind(","))
    if behind == 3 and len(set(signs)) == 1 and not _THREE_DECIMALS.search(cell):
        return 0
    return behind if signs.count(signs[-1]) == 1 else 0
