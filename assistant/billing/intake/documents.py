"""Read JSON: one document with lists of records, or a record a line, each saying its kind.

Amounts are text: ``"420.10"``. A JSON number is a float to most programs that write it, and a float
is not money.
"""

import json
from collections.abc import Iterator
from typing import Any, TextIO

from assistant.billing.intake.layout import LAYOUTS, Kind, Raw, check
from assistant.billing.intake.report import RefusedError, UnreadableError

LARGEST = 64 * 1024 * 1024
LONGEST_LINE = 1024 * 1024
_LISTS = (Kind.ACCOUNT, Kind.CONTACT, Kind.INVOICE)
_KINDS = {"account": Kind.ACCOUNT, "contact": Kind.CONTACT, "invoice": Kind.INVOICE}


def read(file: TextIO, *, lines: bool) -> Iterator[Raw | UnreadableError]:
    """Each record; what makes the rest unreadable comes last."""
    try:
        yield from _lines(file) if lines else _document(file)
    except UnreadableError as error:
        yield error
    except UnicodeDecodeError as error:
        yield UnreadableError("file", f"its text is not {error.encoding}", "save it as UTF-8")


def _document(file: TextIO) -> Iterator[Raw]:
    text = file.read(LARGEST + 1)
    if len(text) > LARGEST:
        raise UnreadableError("file", "it is larger than 64 MB", "write a record a line (.jsonl)")
    body = _parsed(text, "file")
    if not isinstance(body, dict) or not set(body) <= {str(each) for each in _LISTS}:
        remedy = 'write {"accounts": […], "contacts": […], "invoices": […]}'
        raise UnreadableError("file", "it is not an object of these three lists", remedy)
    for kind in _LISTS:
        found = body.get(kind, [])
        if not isinstance(found, list):
            raise UnreadableError(kind, "it is not a list", f'write "{kind}": […]')
        for index, each in enumerate(found):
            yield _raw(f"{kind}[{index}]", kind, each)


def _lines(file: TextIO) -> Iterator[Raw]:
    count = 0
    while text := file.readline(LONGEST_LINE + 1):
        count += 1
        where = f"line {count}"
        if len(text) > LONGEST_LINE:
            raise UnreadableError(where, "it is longer than a megabyte", "split it up")
        if not text.strip():
            continue
        body = _parsed(text, where)
        kind = _KINDS.get(str(body.pop("kind", ""))) if isinstance(body, dict) else None
        if kind is None:
            remedy = 'begin it with {"kind": "account" | "contact" | "invoice", …}'
            raise UnreadableError(where, "it does not say what it is", remedy)
        yield _raw(where, kind, body)


def _parsed(text: str, where: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_unique)
    except RecursionError:
        raise UnreadableError(where, "it is nested too deeply", "see docs/import.md") from None
    except ValueError as error:
        raise UnreadableError(where, f"it is not JSON: {error}", "see docs/import.md") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is there twice in one object")
    return found


def _raw(where: str, kind: Kind, body: Any) -> Raw:
    cells: dict[str, str] = {}
    try:
        if not isinstance(body, dict):
            raise RefusedError("it is not an object", "write {…}")
        items = body.pop("items", []) if kind is Kind.INVOICE else []
        if not isinstance(items, list):
            raise RefusedError('"items" is not a list', 'write "items": […]')
        check(list(body), LAYOUTS[kind])
        cells |= {name: _cell(name, value) for name, value in body.items()}
    except RefusedError as flaw:
        return Raw(where, kind, cells, flaw=flaw)
    parts = tuple(_raw(f"{where}.items[{n}]", Kind.ITEM, each) for n, each in enumerate(items))
    return Raw(where, kind, cells, parts, next(filter(None, (each.flaw for each in parts)), None))


def _cell(name: str, value: Any) -> str:
    match value:
        case str():
            return value.strip(" ")
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case _:
            remedy = 'write it in quotation marks, such as "420.10"'
            raise RefusedError(f"{name!r} is not text", remedy)
