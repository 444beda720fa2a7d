"""The mail door on Debian's Dovecot, so that it is not only our own idea of IMAP that it speaks."""

import asyncio
from collections.abc import Iterator

import pytest

from assistant.handlers.mail_connection import ImapSettings, MailConnection
from assistant.handlers.mailbox import MailboxSettings
from assistant.request import Proof
from tests.mail_door import Behind, reading
from tests.mail_samples import PASSED, SERVER, US, raw
from tests.parties.dovecot import PASSWORD, DovecotServer, NoDovecotError, dovecot_server
from tests.parties.missing import missing

pytestmark = pytest.mark.dovecot


@pytest.fixture(scope="module")
def dovecot() -> Iterator[DovecotServer]:
    try:
        with dovecot_server() as server:
            yield server
    except NoDovecotError as absent:
        missing("Dovecot", str(absent))


@pytest.fixture(autouse=True)
def _emptied(dovecot: DovecotServer) -> None:
    dovecot.empty()


@pytest.fixture
def behind() -> Behind:
    return Behind()


def settings(dovecot: DovecotServer) -> MailboxSettings:
    imap = ImapSettings("127.0.0.1", dovecot.port, US, PASSWORD, tls="none", patience=3)
    return MailboxSettings(imap, US, SERVER, idle=1, answers_per_hour=10_000, longest_pause=0.2)


def mails(*texts: str) -> list[bytes]:
    return [
        raw(
            text,
            Message_ID=f"<{text.replace(' ', '-')}@acme.example>",
            Authentication_Results=PASSED,
        )
        for text in texts
    ]


async def all_seen(dovecot: DovecotServer) -> None:
    connection = await MailConnection.open(settings(dovecot).imap)
    try:
        async with asyncio.timeout(10):
            while await connection.unseen():
                await asyncio.sleep(0)
    finally:
        await connection.close()


async def test_mail_is_answered_once_and_then_seen(dovecot: DovecotServer, behind: Behind) -> None:
    await asyncio.to_thread(dovecot.append, *mails("pay 1", "pay 2"))

    async with reading(settings(dovecot), behind):
        await behind.until(lambda: len(behind.answered) == 2)
        await all_seen(dovecot)

    assert [request.text for request in behind.answered] == ["pay 1", "pay 2"]
    assert {request.sender.proof for request in behind.answered} == {Proof.ALIGNED}


async def test_new_mail_ends_the_idling(dovecot: DovecotServer, behind: Behind) -> None:
    async with reading(settings(dovecot), behind):
        for number in range(3):
            await asyncio.to_thread(dovecot.append, *mails(f"pay {number}"))
            await behind.until(lambda wanted=number + 1: len(behind.answered) == wanted)


async def test_fault_49_bye_while_idle_is_followed_by_a_new_connection(
    dovecot: DovecotServer, behind: Behind
) -> None:
    await asyncio.to_thread(dovecot.append, *mails("before"))
    async with reading(settings(dovecot), behind):
        await behind.until(lambda: len(behind.answered) == 1)
        await asyncio.to_thread(dovecot.kick)
        await asyncio.to_thread(dovecot.append, *mails("after"))

        await behind.until(lambda: len(behind.answered) == 2)

    assert [request.text for request in behind.answered] == ["before", "after"]


async def test_fault_50_several_hundred_mails_are_read_in_batches(
    dovecot: DovecotServer, behind: Behind
) -> None:
    texts = [f"pay {number}" for number in range(300)]
    await asyncio.to_thread(dovecot.append, *mails(*texts))

    async with reading(settings(dovecot), behind):
        await behind.until(lambda: len(behind.answered) == 300)
        await all_seen(dovecot)

    assert behind.texts == texts


async def test_fault_51_renumbered_mail_is_read_again_under_the_same_keys(
    dovecot: DovecotServer, behind: Behind
) -> None:
    await asyncio.to_thread(dovecot.append, *mails("pay 1", "pay 2"))
    async with reading(settings(dovecot), behind):
        await behind.until(lambda: len(behind.answered) == 2)
        await all_seen(dovecot)

    await asyncio.to_thread(dovecot.renumber)
    async with reading(settings(dovecot), behind):
        await behind.until(lambda: len(behind.answered) == 4)

    assert len({request.key for request in behind.answered}) == 2


async def test_fault_52_unreadable_mail_is_set_aside_whole(
    dovecot: DovecotServer, behind: Behind
) -> None:
    bomb = raw("--b\n\nx\n" * 300, Content_Type="multipart/mixed; boundary=b")
    await asyncio.to_thread(dovecot.append, bomb, *mails("after"))

    async with reading(settings(dovecot), behind):
        await behind.until(lambda: len(behind.answered) == 1 and len(behind.aside) == 1)
        await all_seen(dovecot)

    [(kept, reason)] = behind.aside
    assert (kept, reason) == (bomb, "more than 100 parts")
