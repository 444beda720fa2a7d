"""Whatever bytes come from a terminal or a pipe are text that can be stored and printed."""

import io
from typing import TextIO

from assistant.cli.stopping import StopError


def readable(text: str) -> str:
    """The text with a question mark for each half of a character, which nothing can store."""
    return text.encode("utf-8", "replace").decode()


def read_as_utf8(stream: TextIO) -> None:
    """Read UTF-8, and a replacement character where it is not."""
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(encoding="utf-8", errors="replace")


async def line_of(stream: TextIO) -> str:
    """The next line, empty at the end; at a terminal giving up waiting leaves no thread behind."""
    import asyncio

    if not stream.isatty():
        return await asyncio.to_thread(stream.readline)
    typed = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(stream.fileno(), typed.set)
    try:
        await typed.wait()  # a terminal hands over whole lines, one at a time
    finally:
        loop.remove_reader(stream.fileno())
    return stream.readline()


def locale_named(name: str) -> str:
    """The locale that is meant. Raises StopError."""
    from babel import Locale, UnknownLocaleError

    try:
        return str(Locale.parse(name.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        raise StopError(f"{name!r} is no locale: use one such as en, de or pt_BR") from None
