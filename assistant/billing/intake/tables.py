"""Read CSV: its encoding and delimiter are found out or refused, never guessed at.

The rows of one invoice stand together, one for each item; what they say of the invoice itself is
the same on each, or only on the first.
"""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from assistant.billing.intake.fields import shown
from assistant.billing.intake.layout import LAYOUTS, Kind, Raw, kind_of
from assistant.billing.intake.report import RefusedError, UnreadableError

LONGEST_CELL = 10_000
MOST_ITEMS = 1_000
DELIMITERS = ",;\t|"
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@contextmanager
def opened(path: Path, encoding: str | None) -> Iterator[TextIO]:
    """Open a text file as what its byte order mark says, else as declared, else as UTF-8."""
    with path.open("rb") as raw:
        start = raw.read(3)
        marked = next((name for mark, name in _MARKS.items() if start.startswith(mark)), None)
        raw.seek(0)
        with io.TextIOWrapper(raw, encoding=marked or encoding or "utf-8", newline="") as file:
            yield file


def read(file: TextIO, delimiter: str | None) -> Iterator[Raw | UnreadableError]:
    """Each record of a table; what makes the rest unreadable comes last."""
    rows = _rows(file, delimiter)
    try:
        _, header = next(rows, (1, []))
        kind = kind_of(header)
    except UnreadableError as error:
        yield error
        return
    except RefusedError as error:
        yield UnreadableError("line 1", error.cause, error.remedy)
        return
    yield from _records(rows, header, kind)


def _records(
    rows: Iterator[tuple[int, list[str]]], header: list[str], kind: Kind
) -> Iterator[Raw | UnreadableError]:
    together: list[Raw] = []
    try:
        for line, cells in rows:
            raw = _raw(line, cells, header, kind)
            if kind is not Kind.INVOICE or raw.flaw is not None:
                yield raw
                continue
            if together and not _continues(raw, together[0]):
                yield _invoice(together)
                together = []
            together.append(raw)
            if len(together) > MOST_ITEMS:
                what = f"invoice {shown(raw.cells['number'])} has more than {MOST_ITEMS} items"
                raise UnreadableError(raw.where, what, "sum some of them up")
    except UnreadableError as error:
        yield error
        return
    if together:
        yield _invoice(together)


def _rows(file: TextIO, delimiter: str | None) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of each row that is not empty; cells without surrounding spaces."""
    line = 0
    try:
        first = file.readline(LONGEST_CELL)
        reader = csv.reader(
            _chained(first, file), delimiter=delimiter or _delimiter(first), strict=True
        )
        csv.field_size_limit(LONGEST_CELL)
        for cells in reader:
            line = reader.line_num
            if any(cells):
                yield line, [cell.strip(" ") for cell in cells]
    except UnicodeDecodeError as error:
        cause = f"its text is not {error.encoding} (after line {line})"
        raise UnreadableError("file", cause, "save it as CSV UTF-8, or give --encoding") from None
    except csv.Error as error:
        remedy = f"quote cells properly, at most {LONGEST_CELL} characters each"
        raise UnreadableError(f"line {line + 1}", f"it cannot be read: {error}", remedy) from None


def _chained(first: str, rest: TextIO) -> Iterator[str]:
    yield first
    yield from rest


def _delimiter(header: str) -> str:
    """The one delimiter the first line has; a line with several must have it declared."""
    present = [each for each in DELIMITERS if each in header]
    if len(present) != 1:
        names = ", ".join(repr(each) for each in present) or "none"
        remedy = "give --delimiter"
        raise UnreadableError("line 1", f"the delimiter is not clear (found {names})", remedy)
    return present[0]


def _raw(line: int, cells: list[str], header: list[str], kind: Kind) -> Raw:
    if len(cells) != len(header):
        cause = f"it has {len(cells)} cells, the first line has {len(header)}"
        flaw = RefusedError(cause, "quote cells that contain the delimiter")
        return Raw(f"line {line}", kind, {}, flaw=flaw)
    return Raw(f"line {line}", kind, dict(zip(header, cells, strict=True)))


def _continues(row: Raw, first: Raw) -> bool:
    """Whether a row is another item of the same invoice."""
    return all(row.cells[name] == first.cells[name] for name in ("account", "number"))


def _invoice(rows: list[Raw]) -> Raw:
    """Put the rows of an invoice together."""
    first, mine = rows[0], LAYOUTS[Kind.INVOICE].columns
    cells = {name: cell for name, cell in first.cells.items() if name in mine}
    for row in rows[1:]:
        for name, cell in cells.items():
            if row.cells[name] not in (cell, ""):
                cells = {**cells, name: f"{cell} / {row.cells[name]}"}  # refused where it is read
    names = LAYOUTS[Kind.ITEM].columns
    items = tuple(
        Raw(row.where, Kind.ITEM, {name: cell for name, cell in row.cells.items() if name in names})
        for row in rows
    )
    return Raw(first.where, Kind.INVOICE, cells, items)
