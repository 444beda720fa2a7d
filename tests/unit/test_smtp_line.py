"""What a mail server says, in however many pieces, and what it means for the mail."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import pytest

from assistant.card import Card
from assistant.notify.mail_sender import MailSender
from assistant.notify.senders import (
    DeliveryFailedError,
    DeliveryLaterError,
    DeliveryUncertainError,
    Outgoing,
)
from assistant.notify.smtp_opening import SmtpSettings

NOTICE = Outgoing("dlv_1", "dana@acme.example", "", Card(title="Invoice 123"))
GREETED = (b"220 here\r\n", b"250-here\r\n250 PIPELINING\r\n")
READY = b"250 a\r\n250 b\r\n354 c\r\n"
TAKEN = b"250 taken\r\n"
HANGS_UP = b"\0"
SILENT = b""


class Script:
    """A server that says these things: at the beginning, then after each thing it hears."""

    def __init__(self, *conversations: Iterable[bytes]) -> None:
        self.heard: list[bytes] = []
        self._conversations = iter(conversations)

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            for answer in next(self._conversations):
                said = answer.removesuffix(HANGS_UP)
                size = len(said) // 100 + 1  # of pieces: the shortest come byte by byte
                for at in range(0, len(said), size):
                    writer.write(said[at : at + size])
                    await asyncio.sleep(0)
                if answer.endswith(HANGS_UP):
                    break
                if heard := await reader.read(100_000):
                    self.heard.append(heard)
        finally:
            writer.close()


@asynccontextmanager
async def sending(script: Script, *, timeout: float = 20) -> AsyncIterator[MailSender]:
    server = await asyncio.start_server(script, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    settings = SmtpSettings("127.0.0.1", port, "us@us.example", tls="none", timeout=timeout)
    async with server, MailSender(settings) as sender:
        yield sender


async def test_all_commands_go_out_at_once_and_answers_may_come_in_pieces() -> None:
    script = Script((*GREETED, b"250-a\r\n250 b\r\n250 c\r\n354 d\r\n", TAKEN))

    async with sending(script) as sender:
        await sender.send(NOTICE)

    envelope = b"MAIL FROM:<us@us.example>\r\nRCPT TO:<dana@acme.example>\r\nDATA\r\n"
    assert script.heard[1] == envelope
    assert script.heard[2].endswith(b"\r\n.\r\n")


async def test_fault_62_no_mail_follows_a_refusal_even_where_it_is_waited_for() -> None:
    refused = b"250 a\r\n550 5.1.1 nobody of that name\r\n354 go ahead\r\n"
    script = Script((*GREETED, refused), (*GREETED, READY, TAKEN))

    async with sending(script) as sender:
        with pytest.raises(DeliveryFailedError, match="nobody") as failed:
            await sender.send(NOTICE)
        await sender.send(NOTICE)

    assert failed.value.of_address
    said = [each[:4] for each in script.heard]
    assert said[:5] == [b"EHLO", b"MAIL", b"EHLO", b"MAIL", b"From"]


async def test_fault_62_what_was_refused_before_the_server_hung_up_is_refused() -> None:
    script = Script((*GREETED, b"250 a\r\n550 5.1.1 unknown\r\n421 bye\r\n"))

    async with sending(script) as sender:
        with pytest.raises(DeliveryFailedError, match=r"5\.1\.1"):
            await sender.send(NOTICE)


@pytest.mark.parametrize(
    "answers",
    [
        (HANGS_UP,),
        (b"250 a\r\n" + HANGS_UP,),
        (b"421 4.3.2 closing\r\n",),
        (b"nonsense\r\n",),
        (b"250-" + b"x" * 40_000,),
    ],
)
async def test_fault_62_what_was_not_handed_over_is_for_later(answers: tuple[bytes, ...]) -> None:
    async with sending(Script((*GREETED, *answers))) as sender:
        with pytest.raises(DeliveryLaterError):
            await sender.send(NOTICE)


@pytest.mark.parametrize("answer", [HANGS_UP, b"nonsense\r\n"])
async def test_fault_62_whatever_is_unclear_after_the_mail_is_uncertain(answer: bytes) -> None:
    async with sending(Script((*GREETED, READY, answer))) as sender:
        with pytest.raises(DeliveryUncertainError):
            await sender.send(NOTICE)


async def test_fault_62_silence_before_the_mail_is_for_later() -> None:
    async with sending(Script((*GREETED, SILENT)), timeout=0.2) as sender:
        with pytest.raises(DeliveryLaterError):
            await sender.send(NOTICE)


@pytest.mark.parametrize("more", [b"250 twice\r\n", b"25"])
async def test_a_server_that_says_more_than_was_asked_is_asked_no_more(more: bytes) -> None:
    script = Script((*GREETED, READY, TAKEN + more), (*GREETED, READY, TAKEN))

    async with sending(script) as sender:
        await sender.send(NOTICE)
        await sender.send(NOTICE)

    assert len([said for said in script.heard if said.startswith(b"From")]) == 2


async def test_a_server_that_introduces_itself_the_old_way_is_written_to() -> None:
    old = (b"220 here\r\n", b"502 what\r\n", b"250 hello\r\n", b"250 a\r\n", b"250 b\r\n")
    script = Script((*old, b"354 c\r\n", TAKEN))

    async with sending(script) as sender:
        await sender.send(NOTICE)

    said = [each.split()[0] for each in script.heard]
    assert said[:5] == [b"EHLO", b"HELO", b"MAIL", b"RCPT", b"DATA"]
