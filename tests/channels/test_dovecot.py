"""The mail door on Debian's Dovecot, so that it is not only our own idea of IMAP that it speaks."""

import asyncio
import tracemalloc
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from assistant.handlers.mail_connection import ImapSettings, MailConnection
from assistant.handlers.mailbox import MailboxSettings
from assistant.request import Proof
from tests.mail_door import Behind, reading
from tests.mail_samples import PASSED, SERVER, US, raw
from tests.parties.dovecot import PASSWORD, DovecotServer
from tests.parties.wire import BODIES, Wire, wired

pytestmark = pytest.mark.dovecot

MANY = 20_000


@pytest.fixture(autouse=True)
def _emptied(dovecot: DovecotServer) -> None:
    dovecot.empty()


@pytest.fixture
async def wire(dovecot: DovecotServer) -> AsyncIterator[Wire]:
    """A line to the server, to be broken."""
    async with wired(dovecot.port) as line:
        yield line


@pytest.fixture
def behind() -> Behind:
    return Behind()


def settings(server: DovecotServer | Wire, *, patience: float = 3) -> MailboxSettings:
    imap = ImapSettings("127.0.0.1", server.port, US, PASSWORD, tls="none", patience=patience)
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


@pytest.mark.parametrize("cuts", [1, 2])
async def test_fault_49_a_line_cut_in_the_middle_of_a_mail_loses_nothing(
    dovecot: DovecotServer, wire: Wire, behind: Behind, cuts: int
) -> None:
    await asyncio.to_thread(dovecot.append, *mails("pay 1", "pay 2", "pay 3"))
    wire.cuts = cuts

    async with reading(settings(wire), behind):
        await behind.until(lambda: len(behind.texts) == 3)
        await all_seen(dovecot)

    assert sorted(each.text for each in behind.answered) == ["pay 1", "pay 2", "pay 3"]
    assert wire.connections > cuts
    assert behind.aside == []


async def test_fault_49_a_server_silent_for_ever_is_left(
    dovecot: DovecotServer, wire: Wire, behind: Behind
) -> None:
    async with reading(settings(wire, patience=0.5), behind):
        await wire.until_connected(1)
        wire.silent = True
        await wire.until_connected(2)
        wire.silent = False
        await asyncio.to_thread(dovecot.append, *mails("after"))

        await behind.until(lambda: len(behind.answered) == 1)


async def test_fault_49_a_slow_literal_is_waited_for(
    dovecot: DovecotServer, wire: Wire, behind: Behind
) -> None:
    await asyncio.to_thread(dovecot.append, *mails(f"pay 123\n{'x' * 15_000}"[:15_000]))
    wire.slow_literal = 200

    async with reading(settings(wire), behind):
        await behind.until(lambda: len(behind.answered) == 1)

    assert wire.connections == 1


async def test_fault_51_mail_expunged_by_others_while_it_is_fetched_is_simply_gone(
    dovecot: DovecotServer, wire: Wire, behind: Behind
) -> None:
    await asyncio.to_thread(dovecot.append, *mails("pay 1", "pay 2", "pay 3"))
    connection = await MailConnection.open(settings(dovecot).imap)
    first = (await connection.unseen())[0]
    await connection.close()

    async def take_away() -> None:
        await asyncio.to_thread(dovecot.expunge, str(first))

    wire.before[BODIES] = take_away
    async with reading(settings(wire), behind):
        await behind.until(lambda: len(behind.answered) == 2)
        await all_seen(dovecot)
        await asyncio.to_thread(dovecot.append, *mails("pay 4"))
        await behind.until(lambda: len(behind.answered) == 3)

    assert behind.texts == ["pay 2", "pay 3", "pay 4"]
    assert wire.connections == 1


async def test_fault_51_mail_a_person_has_read_is_left_to_them(
    dovecot: DovecotServer, behind: Behind
) -> None:
    await asyncio.to_thread(dovecot.append, *mails("read by hand"))
    await asyncio.to_thread(dovecot.see, "1:*")
    await asyncio.to_thread(dovecot.append, *mails("new"))

    async with reading(settings(dovecot), behind):
        await behind.until(lambda: len(behind.answered) == 1)
        await all_seen(dovecot)

    assert behind.texts == ["new"]


async def test_fault_50_a_large_mail_is_never_fetched(
    dovecot: DovecotServer, wire: Wire, behind: Behind
) -> None:
    await asyncio.to_thread(dovecot.append, raw("x" * 50_000), *mails("small"))

    async with reading(replace(settings(wire), most_bytes=40_000), behind):
        await behind.until(lambda: len(behind.answered) == 1 and len(behind.aside) == 1)

    assert behind.texts == ["small"]
    assert behind.aside[0][0] == b""
    assert "too large" in behind.aside[0][1]


@pytest.fixture(scope="module")
def crowded(dovecot: DovecotServer) -> str:
    """A folder of 20,000 unseen mails from long ago."""
    [old] = mails("show my invoices")
    dovecot.fill("Crowded", MANY, old, datetime(2020, 1, 2, tzinfo=UTC))
    return "Crowded"


def in_folder(wanted: MailboxSettings, folder: str) -> MailboxSettings:
    return replace(wanted, imap=replace(wanted.imap, mailbox=folder, patience=20))


async def test_fault_50_of_20_000_old_mails_none_is_looked_at_before_the_first_day(
    dovecot: DovecotServer, wire: Wire, behind: Behind, crowded: str
) -> None:
    await asyncio.to_thread(dovecot.append, *mails("pay 1", "pay 2"), folder=crowded)
    wanted = replace(in_folder(settings(wire), crowded), since=date(2021, 1, 1))

    async with reading(wanted, behind):
        await behind.until(lambda: len(behind.answered) == 2)

    assert behind.texts == ["pay 1", "pay 2"]
    assert wire.count(BODIES) == 1
    assert wire.connections == 1


async def test_fault_50_20_000_mails_are_taken_batch_by_batch_and_never_held(
    wire: Wire, behind: Behind, crowded: str
) -> None:
    """Three commands for fifty mails, and not even the list of what waits is asked for again."""
    tracemalloc.start()
    try:
        async with reading(in_folder(settings(wire), crowded), behind):
            await behind.until(lambda: len(behind.answered) >= 100)
            early, _ = tracemalloc.get_traced_memory()
            tracemalloc.reset_peak()
            await behind.until(lambda: len(behind.answered) >= 500)
            _, peak = tracemalloc.get_traced_memory()
            answered = len(behind.answered)
    finally:
        tracemalloc.stop()

    assert len(wire.commands) <= 3 * (answered / 50 + 1) + 10
    assert wire.count(b"SEARCH") == 1
    assert peak - early < 4_000_000
