"""The parts every page is made of, as the templates take them: strings only, all of them data."""

import math
import re
from collections.abc import Iterable, Sequence
from typing import Any

from assistant.documents.plain import line
from assistant.documents.seller import Seller
from assistant.documents.words import Words
from assistant.reader import Reader
from assistant.values import dataclass

_LETTER_PAPER = frozenset("US CA MX CL CO PH".split())
_EM_A_CHARACTER = 0.66
_EM_A_DEPTH = 1.2
_INSET_EM = 0.85
"""What a cell of a list leaves free on its sides."""

_HEAD_SIZE = 0.9
_TITLE_SIZE = 2.0
_BOLD = 1.1
_GUTTER_EM = 3.7

_BROAD = re.compile("[A-ZÀ-Þmw%@&+=—–…]")
_UNKNOWN = re.compile("[^ -ſ—–…·€’\u202f]")
"""Of other characters neither the width nor the height is known here."""

PAPER_EM = 49.0
"""The room between the margins of the narrower paper, without what cells leave free."""

_WIDEST_EM = 14.0
_WIDEST_FACT = 24.0


@dataclass(frozen=True, slots=True)
class Reading:
    """For whom a document is: their formats and language, and the seller it comes from."""

    reader: Reader
    words: Words
    seller: Seller


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list; the ``wide`` one takes the room that is left."""

    label: str
    number: bool = False
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row that stands out, or in: ``depth`` indents its wide cell."""

    cells: tuple[str, ...]
    depth: int = 0
    strong: bool = False


def page(reading: Reading, title: str, facts: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """What stands on every document; the rest is added by its kind."""
    seller, words = reading.seller, reading.words
    name = line(seller.name)
    own = [line(each) for each in (*seller.address, seller.registration) if each]
    own += [words.seller_tax_id.format(id=line(seller.tax_id))] if seller.tax_id else []
    shown = [(label, line(value)) for label, value in facts if value.strip()]
    return {
        "title": title,
        "lang": words.language,
        "paper": "us-letter" if _territory(reading.reader) in _LETTER_PAPER else "a4",
        "seller": {"name": name, "lines": own},
        "seller-em": _beside(title, name, own),
        "footer": " · ".join(part for part in (name, title) if part),
        "stamp": "",
        "stamp-meaning": "",
        "to": {"label": "", "lines": []},
        "facts": shown,
        "facts-em": widths(shown),
        "facts-short": one_lines(shown, widths(shown)),
        "parts": [],
        **totalled(()),
        "notes": [],
        "transfer": None,
    }


def part(columns: Sequence[Column], rows: Sequence[Row], *, title: str = "") -> dict[str, Any]:
    """A list; widths are worked out here, because measuring each cell costs a fifth more."""
    wide = next(at for at, column in enumerate(columns) if column.wide)
    widths = [
        0 if column.wide else _em([column.label, *(row.cells[at] for row in rows)])
        for at, column in enumerate(columns)
    ]
    room = PAPER_EM - sum(widths) if max(widths) < _WIDEST_EM else 0
    heads = zip(columns, widths, strict=True)
    return {
        "title": title,
        "wide": wide,
        "columns": [
            {"label": column.label, "number": column.number, "em": width}
            for column, width in zip(columns, widths, strict=True)
        ],
        "rows": [_row(row) for row in rows],
        "plain": not any(row.depth or row.strong for row in rows),
        "head-short": all(_fits_head(each.label, width or room) for each, width in heads),
        "short": [_one_line(row, wide, room) for row in rows],
    }


def total(label: str, value: str, *, strong: bool = False) -> dict[str, Any]:
    """A line below the list."""
    return {"label": label, "value": value, "strong": strong}


def totalled(totals: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """All lines below the list, and how wide their columns are."""
    return {
        "totals": list(totals),
        "totals-em": widths([(each["label"], each["value"]) for each in totals]),
    }


def widths(pairs: Sequence[tuple[str, str]]) -> list[float]:
    """How wide a column of labels is, and one of what they say."""
    return [_em(column, widest=_WIDEST_FACT) for column in zip(*pairs, strict=True)] or [0, 0]


def one_lines(pairs: Sequence[tuple[str, str]], rooms: Sequence[float]) -> list[bool]:
    """Which pairs surely take one line; the last is as high as what stands beside all of them."""
    fit = [all(map(_fits, pair, rooms)) for pair in pairs]
    return [*fit[:-1], False]


def _row(row: Row) -> Any:
    if not row.depth and not row.strong:
        return list(row.cells)
    return {"cells": list(row.cells), "depth": row.depth, "strong": row.strong}


def _one_line(row: Row, wide: int, room: float) -> bool:
    """Whether it surely takes one line."""
    fits = _fits(row.cells[wide], room, less=row.depth * _EM_A_DEPTH)
    return fits and not row.strong and not any(map(_UNKNOWN.search, row.cells))


def _fits_head(said: str, room: float) -> bool:
    """The same in the smaller letters of what stands above a column."""
    return _fits(said, (room - _INSET_EM) / _HEAD_SIZE)


def _fits(said: str, room: float, *, less: float = 0) -> bool:
    """Whether it surely takes one line, in any font of the templates."""
    return _at_most(said) + less < room


def _beside(title: str, name: str, own: Iterable[str]) -> float:
    """How wide a seller surely is beside a title, when each surely takes one line; or 0."""
    seller = max(_at_most(name) * _BOLD, *(_at_most(each) * _HEAD_SIZE for each in own), 0)
    room = (PAPER_EM - seller - _GUTTER_EM) / _TITLE_SIZE
    return seller if _fits(title, room / _BOLD) else 0


def _at_most(said: str) -> float:
    """How wide it can be."""
    if _UNKNOWN.search(said):
        return math.inf
    return len(said) * _EM_A_CHARACTER + len(_BROAD.findall(said)) * (1.1 - _EM_A_CHARACTER)


def _em(cells: Iterable[str], *, widest: float = _WIDEST_EM) -> float:
    longest = max(map(len, cells), default=0)
    return round(min(longest * _EM_A_CHARACTER + 1.2, widest), 1)


def _territory(reader: Reader) -> str:
    return reader.locale.replace("-", "_").rpartition("_")[2].upper()
