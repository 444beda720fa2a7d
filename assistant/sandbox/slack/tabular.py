"""Limits of the blocks that hold numbers: tables and charts.

Sources: https://docs.slack.dev/reference/block-kit/blocks/data-table-block,
.../table-block and .../data-visualization-block.
"""

import math
from collections.abc import Iterator
from typing import Any, TypeGuard

Body = dict[str, Any]

TABLE_TEXT = 10_000
COLUMNS = 20


def table_errors(block: Body, at: str) -> list[str]:
    """What is wrong with a ``table`` or ``data_table``."""
    rows = block.get("rows")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        return [f"must be an array of arrays [json-pointer:{at}/rows]"]
    errors = [
        error
        for y, row in enumerate(rows)
        for x, cell in enumerate(row)
        for error in _cell_errors(cell, f"{at}/rows/{y}/{x}")
    ]
    if errors:
        return errors
    errors += _size_errors(rows, at)
    if block["type"] == "data_table":
        errors += _data_table_errors(block, rows, at)
    return errors


def _cell_errors(cell: object, at: str) -> Iterator[str]:
    kind = cell.get("type") if isinstance(cell, dict) else None
    if not isinstance(cell, dict) or kind not in ("raw_text", "raw_number", "rich_text"):
        yield f"unsupported type: {kind} [json-pointer:{at}/type]"
    elif kind == "raw_text" and not cell.get("text"):
        yield f"must be more than 0 characters [json-pointer:{at}/text]"
    elif kind == "raw_number" and not _is_number(cell.get("value")):
        yield f"must be a number [json-pointer:{at}/value]"


def _is_number(value: object) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _size_errors(rows: list[list[Body]], at: str) -> Iterator[str]:
    widths = {len(row) for row in rows}
    if any(width > COLUMNS or width == 0 for width in widths):
        yield f"no more than {COLUMNS} items allowed [json-pointer:{at}/rows]"
    if sum(len(text) for row in rows for text in _texts(row)) > TABLE_TEXT:
        yield f"must be less than {TABLE_TEXT + 1} characters [json-pointer:{at}/rows]"


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _texts(item)
    elif isinstance(node, dict):
        if isinstance(text := node.get("text"), str):
            yield text
        yield from _texts(node.get("elements"))


def _data_table_errors(block: Body, rows: list[list[Body]], at: str) -> Iterator[str]:
    if not block.get("caption"):
        yield f"must be more than 0 characters [json-pointer:{at}/caption]"
    if not _within(block.get("page_size", 5), 1, 100):
        yield f"must be between 1 and 100 [json-pointer:{at}/page_size]"
    if len({len(row) for row in rows}) > 1:
        yield f"all rows must have the same number of cells [json-pointer:{at}/rows]"
    header = rows[0] if rows else []
    if any(cell.get("type") == "rich_text" for cell in header):
        yield f"rich_text is not allowed in the header [json-pointer:{at}/rows/0]"
    if rows and not _within(block.get("row_header_column_index", 0), 0, len(header) - 1):
        yield f"no such column [json-pointer:{at}/row_header_column_index]"


def _within(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and least <= value <= most


def chart_errors(block: Body, at: str) -> list[str]:
    """What is wrong with a ``data_visualization``."""
    if not block.get("title"):
        return [f"must be more than 0 characters [json-pointer:{at}/title]"]
    chart = block.get("chart")
    kind = chart.get("type") if isinstance(chart, dict) else None
    if not isinstance(chart, dict) or kind not in ("pie", "bar", "line", "area"):
        return [f"unsupported type: {kind} [json-pointer:{at}/chart/type]"]
    where = f"{at}/chart"
    return list(_pie_errors(chart, where) if kind == "pie" else _series_errors(chart, where))


def _pie_errors(chart: Body, at: str) -> Iterator[str]:
    segments = chart.get("segments")
    if not isinstance(segments, list) or not 1 <= len(segments) <= 6:
        yield f"must have between 1 and 6 items [json-pointer:{at}/segments]"
        return
    for index, segment in enumerate(segments):
        yield from _point_errors(segment, f"{at}/segments/{index}")
        if isinstance(segment, dict) and _is_number(value := segment.get("value")) and value <= 0:
            yield f"must be more than 0 [json-pointer:{at}/segments/{index}/value]"


def _point_errors(point: object, at: str) -> Iterator[str]:
    if not isinstance(point, dict):
        yield f"must be an object [json-pointer:{at}]"
        return
    if not 1 <= len(str(point.get("label", ""))) <= 20:
        yield f"must be between 1 and 20 characters [json-pointer:{at}/label]"
    if not _is_number(point.get("value")):
        yield f"must be a number [json-pointer:{at}/value]"


def _series_errors(chart: Body, at: str) -> Iterator[str]:
    series = chart.get("series")
    axis = chart.get("axis_config")
    if not _objects(series) or not 1 <= len(series) <= 6:
        yield f"must have between 1 and 6 items [json-pointer:{at}/series]"
        return
    if not isinstance(axis, dict) or not isinstance(axis.get("categories"), list):
        yield f"missing required field: categories [json-pointer:{at}/axis_config]"
        return
    yield from _axis_errors(axis, f"{at}/axis_config")
    if len({str(one.get("name")) for one in series}) < len(series):
        yield f"series names must be unique [json-pointer:{at}/series]"
    for index, one in enumerate(series):
        yield from _one_series_errors(one, axis["categories"], f"{at}/series/{index}")


def _objects(value: object) -> TypeGuard[list[Body]]:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _axis_errors(axis: Body, at: str) -> Iterator[str]:
    categories = axis["categories"]
    if not 1 <= len(categories) <= 20:
        yield f"must have between 1 and 20 items [json-pointer:{at}/categories]"
    if any(not 1 <= len(str(category)) <= 20 for category in categories):
        yield f"must be between 1 and 20 characters [json-pointer:{at}/categories]"
    for label in ("x_label", "y_label"):
        if len(str(axis.get(label, ""))) > 50:
            yield f"must be less than 51 characters [json-pointer:{at}/{label}]"


def _one_series_errors(one: Body, categories: list[str], at: str) -> Iterator[str]:
    if not 1 <= len(str(one.get("name", ""))) <= 20:
        yield f"must be between 1 and 20 characters [json-pointer:{at}/name]"
    points = one.get("data")
    if not isinstance(points, list):
        yield f"missing required field: data [json-pointer:{at}]"
        return
    for index, point in enumerate(points):
        yield from _point_errors(point, f"{at}/data/{index}")
    if _objects(points) and [point.get("label") for point in points] != categories:
        yield f"labels must match the axis categories [json-pointer:{at}/data]"
