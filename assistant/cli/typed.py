"""Whatever bytes come from a terminal or a pipe are text that can be stored and printed."""

import io
from typing import TextIO


def readable(text: str) -> str:
    """The text with a question mark for each half of a character, which nothing can store."""
    return text.encode("utf-8", "replace").decode()


def read_as_utf8(stream: TextIO) -> None:
    """Read UTF-8, and a replacement character where it is not."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="replace")
