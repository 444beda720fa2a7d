"""A line between IMAP client and server that can be cut, silenced or slowed down."""

import asyncio
import socket
import struct
from contextlib import suppress

from assistant.sandbox.mail.imap_host import closed
from assistant.values import dataclass

_CHUNK = 65_536
_TICK = 0.05


@dataclass(slots=True)
class ImapFaults:
    """What the line does wrong; counters go down as they strike.

    ``drop_in_fetch``: cut (RST) in the middle of that many FETCH answers. ``silent``: the server's
    words no longer arrive and nothing is closed. ``bytes_per_second``: a slow line.
    """

    drop_in_fetch: int = 0
    silent: bool = False
    bytes_per_second: int | None = None


class ImapLine:
    """Forwards local connections to a port, obeying its faults."""

    def __init__(self, upstream_port: int) -> None:
        self.faults = ImapFaults()
        self.connections = 0
        self._upstream = upstream_port
        self._clients: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def start(self, port: int = 0) -> int:
        """Begin to listen, on any free local port unless one is given."""
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", port)
        return int(self._server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Stop listening and cut every connection."""
        self._server.close()
        for task in self._clients:
            task.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)
        await self._server.wait_closed()

    def bye(self) -> None:
        """Say BYE on every connection and close it, as a server does that goes down."""
        for writer in self._clients.values():
            if not writer.is_closing():
                writer.write(b"* BYE server going down\r\n")
                writer.close()

    def cut(self) -> None:
        """Reset every connection without a word."""
        for writer in self._clients.values():
            _reset(writer)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.connections += 1
        self._clients[task] = writer
        try:
            await self._forward(reader, writer)
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            writer.close()
            self._clients.pop(task, None)

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await asyncio.open_connection("127.0.0.1", self._upstream)
        pumps = (
            asyncio.create_task(self._up(reader, server_writer)),
            asyncio.create_task(self._down(server_reader, writer)),
        )
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        finally:
            # Closed before anything is awaited: a second cancellation may come here.
            server_writer.close()
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            await closed(writer)
            await closed(server_writer)

    async def _up(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(_CHUNK):
                writer.write(data)
                await writer.drain()

    async def _down(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(_CHUNK):
                while self.faults.silent:
                    await asyncio.sleep(_TICK)
                if self.faults.drop_in_fetch > 0 and b"BODY[]" in data:
                    self.faults.drop_in_fetch -= 1
                    writer.write(data[: len(data) // 2])
                    await writer.drain()
                    _reset(writer)
                    return
                await self._write(writer, data)

    async def _write(self, writer: asyncio.StreamWriter, data: bytes) -> None:
        rate = self.faults.bytes_per_second
        step = max(1, int(rate * _TICK)) if rate else len(data)
        for start in range(0, len(data), step):
            writer.write(data[start : start + step])
            await writer.drain()
            if rate:
                await asyncio.sleep(_TICK)


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close with RST instead of FIN, as a crashed peer or a firewall does."""
    connection = writer.get_extra_info("socket")
    if connection is not None and not writer.is_closing():
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
