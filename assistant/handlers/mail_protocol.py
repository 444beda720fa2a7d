"""What an IMAP server says, taken apart in one pass: aioimaplib's protocol with a loop of our own.

The library's own way recurses once for each line, so that an answer of some thousands ends the
connection (its issue 118); looks through all lines of an answer again at each new one; copies what
is left at each line; and writes out all it receives for a log that nobody keeps.
"""

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import structlog
from aioimaplib import aioimaplib

ORDINARY_BYTES = 4_000_000
"""As much as an answer may be long, unless more was asked for."""

log = structlog.get_logger(__name__)

_LITERAL = re.compile(rb"\{(\d{1,12})\}$")
_FETCHED = re.compile(rb"\d+ FETCH \(")


class Protocol(aioimaplib.IMAP4ClientProtocol):  # type: ignore[misc]  # the library has no types
    """Ends the connection on nonsense and on more bytes than the command allows."""

    def __init__(self, lost: Callable[[Exception | None], None]) -> None:
        super().__init__(asyncio.get_running_loop(), lost)
        self.received = 0
        self.allowed = ORDINARY_BYTES
        self._unread = bytearray()
        self._lacking: int | None = None  # the size of the literal that comes next
        self._answered: Any = None  # the command whose answer goes on with the next line
        self._counted: Any = None  # the one whose parentheses are counted
        self._open = 0

    def data_received(self, data: bytes) -> None:
        """Take what came; what is not whole yet waits for more."""
        self.received += len(data)
        if self.received > self.allowed:
            self.transport.abort()
            return
        self._unread += data
        try:
            self._take()
        except Exception as error:  # whatever a server can make the parser raise
            log.warning("mailbox_talks_nonsense", error=type(error).__name__)
            self.transport.abort()

    async def welcome(self, line: bytes) -> None:
        """Go on only if the server lets us in."""
        if b"OK" not in line and b"PREAUTH" not in line:
            self.transport.abort()
            return
        with suppress(aioimaplib.Error, IndexError, UnicodeDecodeError):
            await super().welcome(line)

    def _take(self) -> None:
        unread, at = self._unread, 0
        while True:
            if self._lacking is not None:
                end = at + self._lacking
                if end > len(unread):
                    break
                self._answered.append_to_resp(unread[at:end])
                self._lacking, at = None, end
            else:
                end = unread.find(b"\r\n", at)
                if end < 0:
                    break
                self._line(bytes(unread[at:end]))
                at = end + 2
        del unread[:at]
        if not unread and self.pending_sync_command is not None:
            self.pending_sync_command.flush()

    def _line(self, line: bytes) -> None:
        command = self._handle_line(line, self._answered)
        goes_on = self._is_open(command)
        literal = _LITERAL.search(line) if line.endswith(b"}") else None
        if literal:
            self._lacking = int(literal[1])
            self._answered = command or aioimaplib.Command("NIL", "unused")
        else:
            self._answered = command if goes_on else None

    def _is_open(self, command: Any) -> bool:
        """Whether the last line of a FETCH answer left a parenthesis open."""
        if not isinstance(command, aioimaplib.FetchCommand):
            return False
        line = command.response.lines[-1]
        if command is not self._counted or _FETCHED.match(line):
            self._counted, self._open = command, 0
        self._open += line.count(b"(") - line.count(b")")
        return self._open != 0
