"""A line to a server that can be cut, slowed and listened to, whoever wrote the server."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

Deed = Callable[[], Awaitable[None]]

BODIES = b"BODY.PEEK[]"
MARKING = b"UID STORE"


@dataclass
class Wire:
    """What to do to a line; each fault is used up as often as it says.

    ``cuts``: cut the line in the middle of the first mail that answers a fetch. ``silent``: the
    server says no more. ``slow_literal``: the first mail comes in pieces of so many bytes.
    ``before`` is done once when a command with that word is sent, and the server has not heard it;
    ``after`` once the server has answered it, and the client has not heard that.
    """

    port: int = 0
    cuts: int = 0
    silent: bool = False
    slow_literal: int = 0
    before: dict[bytes, Deed] = field(default_factory=dict)
    after: dict[bytes, Deed] = field(default_factory=dict)
    commands: list[bytes] = field(default_factory=list)
    connections: int = 0
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def count(self, word: bytes) -> int:
        """How many commands contained this."""
        return sum(word in command for command in self.commands)

    async def until_connected(self, times: int, patience: float = 20.0) -> None:
        """Wait for the client to have come so many times."""
        async with asyncio.timeout(patience):
            while self.connections < times:
                self.news.clear()
                await self.news.wait()


@asynccontextmanager
async def wired(server: int) -> AsyncIterator[Wire]:
    """Put a wire before the server on this port; leaving cuts what is still connected."""
    wire = Wire()
    tasks: set[asyncio.Task[None]] = set()
    writers: list[asyncio.StreamWriter] = []

    def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not listening.is_serving():  # it was on its way when the line was cut
            writer.transport.abort()
            return
        writers.append(writer)  # a task that is cancelled before it begins lets go of nothing
        tasks.add(asyncio.create_task(carry(reader, writer)))

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        wire.connections += 1
        wire.news.set()
        with suppress(OSError, asyncio.CancelledError):
            await _Line(wire, reader, writer).carry(server)
        await _gone(writer)

    listening = await asyncio.start_server(client, "127.0.0.1", 0)
    wire.port = listening.sockets[0].getsockname()[1]
    try:
        yield wire
    finally:
        listening.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for writer in writers:
            await _gone(writer)


class _Line:
    """One client's line."""

    def __init__(
        self, wire: Wire, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._wire = wire
        self._reader, self._writer = reader, writer
        self._said = b""

    async def carry(self, server: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", server)
        both = [asyncio.create_task(self._up(writer)), asyncio.create_task(self._down(reader))]
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            writer.transport.abort()  # at once: what waits below may be cut off itself
            for task in both:
                task.cancel()
            await asyncio.gather(*both, return_exceptions=True)
            await _gone(writer)

    async def _up(self, writer: asyncio.StreamWriter) -> None:
        while command := await self._reader.readline():
            self._wire.commands.append(command)
            self._said = command
            await _done(self._wire.before, command)
            writer.write(command)

    async def _down(self, reader: asyncio.StreamReader) -> None:
        wire = self._wire
        while said := await reader.read(60_000):
            fetching = BODIES in self._said
            await _done(wire.after, self._said)
            if wire.silent:
                continue
            if fetching and wire.cuts:
                wire.cuts -= 1
                self._writer.write(said[: len(said) // 2])
                await self._writer.drain()
                return
            if fetching and wire.slow_literal:
                await self._slowly(said, wire.slow_literal)
                wire.slow_literal = 0
                continue
            self._writer.write(said)
            await self._writer.drain()

    async def _slowly(self, said: bytes, piece: int) -> None:
        for at in range(0, len(said), piece):
            self._writer.write(said[at : at + piece])
            await self._writer.drain()
            await asyncio.sleep(0.01)


async def _done(deeds: dict[bytes, Deed], command: bytes) -> None:
    for word in [each for each in deeds if each in command]:
        await deeds.pop(word)()


async def _gone(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()
    with suppress(OSError):
        await writer.wait_closed()
