"""Tables as a spreadsheet: amounts and dates are numbers, all else is text, never a formula."""

import io
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from assistant.billing.money import Money, exponent
from assistant.documents.grids import Grid, Value
from assistant.documents.plain import cell

_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_NO_NAME = dict.fromkeys(map(ord, "[]:*?/\\'"), " ")
_BEGAN = datetime(2026, 1, 1)  # noqa: DTZ001 - the same facts make the same bytes
_LONGEST_CELL = 32_000


def workbook(grids: Sequence[Grid]) -> bytes:
    """The file, a sheet for each table, its head kept in sight."""
    written = io.BytesIO()
    book = Workbook(written, _OPTIONS)
    book.set_properties({"created": _BEGAN})
    formats = _Formats(book)
    for grid in grids:
        _sheet(book.add_worksheet(grid.name.translate(_NO_NAME).strip()[:31]), grid, formats)
    book.close()
    return written.getvalue()


class _Formats:
    """The few ways a cell looks; an amount shows as many decimals as its currency has."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self.head = book.add_format({"bold": True, "bottom": 1})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self._amounts: dict[int, Any] = {}

    def amount(self, currency: str) -> Any:
        digits = exponent(currency)
        if digits not in self._amounts:
            shown = "#,##0" + ("." + "0" * digits if digits else "")
            self._amounts[digits] = self._book.add_format({"num_format": shown})
        return self._amounts[digits]


def _sheet(sheet: Worksheet, grid: Grid, formats: _Formats) -> None:
    widths = [len(label) for label in grid.labels]
    for at, label in enumerate(grid.labels):
        sheet.write_string(0, at, cell(label), formats.head)
    for down, row in enumerate(grid.rows, start=1):
        for at, value in enumerate(row):
            widths[at] = max(widths[at], _write(sheet, (down, at), value, formats))
    for at, width in enumerate(widths):
        sheet.set_column(at, at, min(width + 2, 60))
    sheet.freeze_panes(1, 0)
    if grid.rows:
        sheet.autofilter(0, 0, len(grid.rows), len(grid.labels) - 1)


def _write(sheet: Worksheet, where: tuple[int, int], value: Value, formats: _Formats) -> int:
    """Write one cell; how wide it is."""
    down, at = where
    match value:
        case None:
            return 0
        case Money():
            sheet.write_number(down, at, value.major, formats.amount(value.currency))
            return len(str(value.minor)) + 4
        case date():
            moment = datetime.combine(value, time())
            sheet.write_datetime(down, at, moment, formats.day)
            return 10
        case int():
            sheet.write_number(down, at, value)
            return len(str(value))
        case str():
            said = cell(value)[:_LONGEST_CELL]
            sheet.write_string(down, at, said)
            return len(said)
