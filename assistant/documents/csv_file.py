"""A table as CSV (RFC 4180): UTF-8 with a mark, ISO dates, amounts with a point."""

import csv
import io
from datetime import date

from assistant.billing.money import Money
from assistant.documents.grids import Grid, Value
from assistant.documents.plain import cell


def csv_file(grid: Grid) -> bytes:
    """The file; the byte order mark is what makes spreadsheets read it as UTF-8."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(grid.keys)
    writer.writerows([_written(value) for value in row] for row in grid.rows)
    return written.getvalue().encode("utf-8-sig")


def _written(value: Value) -> str:
    match value:
        case None:
            return ""
        case Money():
            return f"{value.major:f}"
        case date():
            return value.isoformat()
        case int():
            return str(value)
        case str():
            return cell(value)
