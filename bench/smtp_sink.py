"""A mail server that takes everything and keeps nothing: ``python smtp_sink.py PORT``.

What is said in one go is answered in one go, as servers that offer PIPELINING do (RFC 2920 3.2).
"""

import asyncio
import sys

_END = b"\r\n.\r\n"
_ANSWERS = {
    b"EHLO": b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n",
    b"DATA": b"354 go ahead\r\n",
    b"QUIT": b"221 bye\r\n",
}


class Conversation(asyncio.Protocol):
    """As little SMTP as a client needs."""

    def __init__(self) -> None:
        self._heard = b""
        self._in_mail = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(b"220 sink ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        """Answer all that is complete."""
        self._heard += data
        answers = []
        while self._in_mail or b"\n" in self._heard:
            said, end, rest = self._heard.partition(_END if self._in_mail else b"\n")
            if not end:
                break
            self._heard = rest
            verb = b"" if self._in_mail else said[:4].upper()
            self._in_mail = verb == b"DATA"
            answers.append(_ANSWERS.get(verb, b"250 ok\r\n"))
            if verb == b"QUIT":
                self._transport.write(b"".join(answers))
                return self._transport.close()
        if answers:
            self._transport.write(b"".join(answers))
        return None


async def main() -> None:
    """Listen until ended."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Conversation, "127.0.0.1", int(sys.argv[1]))
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
