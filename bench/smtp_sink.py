"""A mail server that takes everything and keeps nothing: ``python smtp_sink.py PORT``."""

import asyncio
import sys


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Speak as little SMTP as a client needs."""
    writer.write(b"220 sink ESMTP\r\n")
    try:
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                writer.write(b"354 go ahead\r\n")
                await reader.readuntil(b"\r\n.\r\n")
            if verb == b"EHLO":
                writer.write(b"250-sink\r\n250 8BITMIME\r\n")
            else:
                writer.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
            if verb == b"QUIT":
                break
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    writer.close()


async def main() -> None:
    """Listen until ended."""
    server = await asyncio.start_server(serve, "127.0.0.1", int(sys.argv[1]), limit=10_000_000)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
