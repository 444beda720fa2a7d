"""One open SMTP connection, on which a mail's commands go out before the first is answered.

A mail then takes two round trips instead of four, from servers that say they can (RFC 2920); with
others each command waits for the answer to the one before it.
"""

import asyncio

from assistant.values import dataclass

REFUSED = 400
"""Replies from here on say no, for now or for good (RFC 5321 4.2.1)."""

CLOSING = 421
"""The server hangs up, whatever it was asked; what was not answered before will not be."""

_LONGEST = 32_768
_CONTINUED = b"-"


class GarbledError(Exception):
    """What came is no reply of SMTP; the line is closed, try again on another."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server said to one command."""

    code: int
    words: str


class SmtpLine(asyncio.Protocol):
    """Takes over a connection on which both sides have introduced themselves.

    For one task at a time. Whoever leaves before all answers are there has to close the line, or
    they would be taken for answers to something else.
    """

    def __init__(self, transport: asyncio.Transport, *, pipelining: bool) -> None:
        self._transport = transport
        self._pipelining = pipelining
        self._wanted = 0
        self._size = 0
        self._rest = b""
        self._words: list[bytes] = []
        self._replies: list[Reply] = []
        self._loop = asyncio.get_running_loop()
        self._answered: asyncio.Future[None] = self._loop.create_future()
        transport.set_protocol(self)

    @property
    def is_open(self) -> bool:
        """Whether the server has not hung up, as far as we know, nor have we."""
        return not self._transport.is_closing()

    def close(self) -> None:
        """Hang up."""
        self._transport.close()

    async def quit(self, *, patience: float) -> None:
        """Say goodbye and hang up, answered or not."""
        try:
            await self._exchange(b"QUIT\r\n", 1, patience)
        except (GarbledError, TimeoutError):
            pass
        finally:
            self.close()

    async def ask(self, *commands: bytes, patience: float) -> list[Reply]:
        """What is answered to each, in their order.

        There are fewer answers when the server hung up, and where each command waits for its
        answer none is said after a refusal. Raises GarbledError, and TimeoutError after so many
        seconds of silence.
        """
        if self._pipelining:
            return await self._exchange(b"".join(commands), len(commands), patience)
        replies: list[Reply] = []
        for command in commands:
            answer = await self._exchange(command, 1, patience)
            replies += answer
            if not answer or answer[0].code >= REFUSED:
                break
        return replies

    async def hand_over(self, content: bytes, *, patience: float) -> Reply | None:
        """What is answered to a whole mail; None when the server hung up over it."""
        replies = await self._exchange(content, 1, patience)
        return replies[0] if replies else None

    async def _exchange(self, said: bytes, answers: int, patience: float) -> list[Reply]:
        if not self.is_open:
            return []
        self._wanted, self._size, self._replies = answers, 0, []
        self._answered = self._loop.create_future()
        self._transport.write(said)
        limit = self._loop.call_later(patience, self._fail, TimeoutError())
        try:
            await self._answered
        finally:
            limit.cancel()
            self._wanted = 0
        return self._replies

    def data_received(self, data: bytes) -> None:
        """Put lines together to replies, until there are as many as are waited for."""
        if not self._wanted:  # a goodbye, or nonsense: either way nothing more is said here
            return self.close()
        self._size += len(data)
        *lines, self._rest = (self._rest + data).split(b"\n")
        try:
            for line in lines:
                self._take(line)
        except ValueError:
            return self._garbled()
        if self._size > _LONGEST:
            return self._garbled()
        if len(self._replies) >= self._wanted:
            self._all_there()
        return None

    def connection_lost(self, error: Exception | None) -> None:
        """What was answered until then counts."""
        self._wake()

    def _take(self, line: bytes) -> None:
        code = int(line[:3])
        self._words.append(line[4:].strip())
        if line[3:4] != _CONTINUED:
            words = b"\n".join(self._words).decode("utf-8", "replace")
            self._replies.append(Reply(code, words))
            self._words = []
        if code == CLOSING:
            self.close()
            self._wake()

    def _all_there(self) -> None:
        """Whatever comes beyond them would be taken for an answer to the next mail."""
        if len(self._replies) > self._wanted or self._rest or self._words:
            self.close()
        self._wanted = 0
        self._wake()

    def _garbled(self) -> None:
        self.close()
        self._fail(GarbledError("the mail server's answer made no sense"))

    def _fail(self, error: Exception) -> None:
        if not self._answered.done():
            self._answered.set_exception(error)

    def _wake(self) -> None:
        if not self._answered.done():
            self._answered.set_result(None)
