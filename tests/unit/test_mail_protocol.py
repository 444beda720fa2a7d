"""An IMAP server's answer means the same in whatever pieces it arrives, and however long it is."""

import asyncio
from typing import Any

import pytest
from aioimaplib import aioimaplib

from assistant.handlers.mail_protocol import ORDINARY_BYTES, Protocol

FETCHED = (
    b"* 1 FETCH (UID 7 FLAGS () BODY[] {12}\r\nFrom: a\r\n\r\n(\r\n"
    b" INTERNALDATE (x))\r\n* 2 FETCH (UID 8 BODY[] {0}\r\n)\r\n"
    b'* 3 FETCH (UID 9 BODY[] "A: b")\r\n* 4 FETCH (FLAGS (\\Seen))\r\n'
    b"* 5 EXPUNGE\r\nT1 OK done\r\n"
)
LINES = [
    b"1 FETCH (UID 7 FLAGS () BODY[] {12}",
    bytearray(b"From: a\r\n\r\n("),
    b"",
    b" INTERNALDATE (x))",
]


class Transport:
    """Where a connection is ended."""

    def __init__(self) -> None:
        self.aborted = False

    def abort(self) -> None:
        self.aborted = True


def protocol() -> tuple[Protocol, Transport]:
    made, transport = Protocol(lambda _: None), Transport()
    made.transport, made.state = transport, aioimaplib.SELECTED
    return made, transport


def asked(of: Any) -> Any:
    command = aioimaplib.FetchCommand("T1", "1:9", "(BODY.PEEK[])", prefix="UID")
    of.pending_async_commands["FETCH"] = command
    return command


async def test_fault_49_an_answer_in_any_two_pieces_is_the_same_as_in_one() -> None:
    whole, _ = protocol()
    expected = asked(whole)
    whole.data_received(FETCHED)

    assert expected.response.lines[:2] == LINES[:2]
    assert expected.response.result == "OK"
    for at in range(1, len(FETCHED)):
        pieces, _ = protocol()
        found = asked(pieces)
        pieces.data_received(FETCHED[:at])
        pieces.data_received(FETCHED[at:])
        assert found.response == expected.response, at


async def test_an_answer_is_taken_apart_as_the_library_does() -> None:
    ours, _ = protocol()
    theirs = aioimaplib.IMAP4ClientProtocol(asyncio.get_running_loop())
    theirs.state = aioimaplib.SELECTED
    found, expected = asked(ours), asked(theirs)

    for at in range(0, len(FETCHED), 7):
        ours.data_received(FETCHED[at : at + 7])
        theirs.data_received(FETCHED[at : at + 7])

    assert found.response == expected.response


async def test_fault_50_an_answer_of_ten_thousand_lines_is_only_long() -> None:
    long, transport = protocol()
    command = asked(long)

    long.data_received(b"* 1 FETCH (UID 1 FLAGS ())\r\n" * 10_000 + b"T1 OK done\r\n")

    assert len(command.response.lines) == 10_001
    assert not transport.aborted


async def test_fault_50_a_literal_that_never_ends_holds_no_more_than_was_asked_for() -> None:
    endless, transport = protocol()
    asked(endless)
    endless.data_received(b"* 1 FETCH (UID 1 BODY[] {999999999999}\r\n")

    for _ in range(ORDINARY_BYTES // 1_000_000 + 1):
        endless.data_received(b"x" * 1_000_000)

    assert transport.aborted
    assert len(endless._unread) <= ORDINARY_BYTES


@pytest.mark.parametrize("said", [b"T9 OK whose\r\n", b"\xff\xfe * (\r\n* \xff FETCH\r\n"])
async def test_fault_49_nonsense_ends_the_connection_or_is_passed_over(said: bytes) -> None:
    confused, transport = protocol()
    command = asked(confused)

    confused.data_received(said)

    assert transport.aborted or not command._event.is_set()
