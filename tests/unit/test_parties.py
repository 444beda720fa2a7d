"""The tests' own safeguards work."""

import asyncio
import socket
from contextlib import suppress

import pytest

from tests.parties.outside import nobody_called_outside


def test_a_connection_to_elsewhere_is_refused_and_found_out_even_when_swallowed() -> None:
    found_out = pytest.raises(AssertionError, match=r"192\.0\.2\.1")

    with found_out, nobody_called_outside(), suppress(OSError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


async def test_a_name_of_elsewhere_is_not_looked_up() -> None:
    found_out = pytest.raises(AssertionError, match=r"slack\.com")

    with found_out, nobody_called_outside(), suppress(OSError):
        await asyncio.open_connection("slack.com", 443)


async def test_names_that_cannot_exist_may_be_tried() -> None:
    with pytest.raises(OSError, match="no outside name"):
        await asyncio.open_connection("mail.example.invalid", 25)


async def test_this_machine_may_be_called() -> None:
    server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0)
    async with server:
        _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())

        writer.close()
        await writer.wait_closed()
