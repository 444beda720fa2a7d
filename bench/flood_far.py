"""A Slack that takes every message at once and counts answers: ``python -m bench.flood_far``.

Prints its port. Each request of the flood came from a channel of its own, so a channel that is
written to twice is a request that was answered twice. ``GET /told`` says how many there were.
"""

import asyncio
import json
import re
from collections import Counter

from bench.processes import until_told

_CHANNEL = re.compile(rb'channel(?:=|" *: *")([CD][0-9]+)')
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


class _Counting(asyncio.Protocol):
    """One connection: takes requests, one after another."""

    def __init__(self, written: Counter[bytes]) -> None:
        self._written = written
        self._held = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._held += data
        while (end := self._held.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._held[: end + 2])
            length = _LENGTH.search(head)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._held) < whole:
                return
            self._take(head, bytes(self._held[end + 4 : whole]))
            del self._held[:whole]

    def _take(self, head: bytes, body: bytes) -> None:
        if head.startswith(b"GET /told"):
            twice = sum(1 for times in self._written.values() if times > 1)
            self._say({"sent": len(self._written), "twice": twice})
            return
        if b"/chat.post" in head.partition(b"\r\n")[0] and (found := _CHANNEL.search(body)):
            self._written[found[1]] += 1
            channel = found[1].decode()
            self._say({"ok": True, "channel": channel, "ts": "1.1", "message_ts": "1.1"})
            return
        self._say({"ok": True})

    def _say(self, told: dict[str, object]) -> None:
        body = json.dumps(told).encode()
        self._transport.write(
            b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
            b"content-length: %d\r\n\r\n%s" % (len(body), body)
        )


async def _serve() -> None:
    written: Counter[bytes] = Counter()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Counting(written), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await until_told()
    server.close()


if __name__ == "__main__":
    asyncio.run(_serve())
