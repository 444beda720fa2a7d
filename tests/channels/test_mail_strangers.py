"""Who writes too much: strangers hear once a day, the known are answered late instead of never."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import pytest

from assistant.handlers.mail_classes import Kind
from assistant.handlers.mail_connection import ImapSettings, MailConnection
from assistant.handlers.mail_loops import LoopGuard
from assistant.handlers.mailbox import Mailbox, MailboxSettings, TemporaryError
from assistant.request import Proof, Sender
from assistant.sandbox.mail import MailCounterpart
from tests.mail_door import Behind
from tests.mail_samples import DANA, US, raw

HOUR = 3_600.0
DAY = 86_400.0


class Clock:
    """The door's clock, moved by hand."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def behind() -> Behind:
    return Behind()


@pytest.fixture
async def post() -> AsyncIterator[MailCounterpart]:
    async with MailCounterpart({US: "ours"}) as counterpart:
        yield counterpart


def settings(post: MailCounterpart, *, most: int = 20) -> MailboxSettings:
    imap = ImapSettings("127.0.0.1", post.imap_port, US, "ours", tls="none", patience=5)
    return MailboxSettings(imap, US, post.authserv_id, idle=0.05, answers_per_hour=most)


def door(wanted: MailboxSettings, behind: Behind, clock: Clock) -> Mailbox:
    return Mailbox(wanted, behind.line(), guard=LoopGuard(now=clock))


@asynccontextmanager
async def opened(mailbox: Mailbox) -> AsyncIterator[None]:
    """Read the mailbox for the block."""
    reading = asyncio.create_task(mailbox.run())
    try:
        yield
    finally:
        reading.cancel()
        with suppress(asyncio.CancelledError):
            await reading


async def deliver(post: MailCounterpart, *texts: str, sender: str = DANA, proven: bool) -> None:
    for text in texts:
        mail = raw(text, From=sender, Message_ID=f"<{text}.{proven}@acme.example>")
        if proven:
            await post.deliver(US, mail)
        else:
            await post.deliver(US, mail, proof="none")


async def unseen(post: MailCounterpart) -> int:
    connection = await MailConnection.open(settings(post).imap)
    try:
        return len(await connection.unseen())
    finally:
        await connection.close()


async def until_unseen(post: MailCounterpart, count: int) -> None:
    async with asyncio.timeout(10):
        while await unseen(post) != count:
            await asyncio.sleep(0)


async def test_fault_56_twelve_forged_mails_send_their_victim_one_answer_a_day(
    post: MailCounterpart, behind: Behind, clock: Clock
) -> None:
    await deliver(post, *(f"forged{n}" for n in range(12)), proven=False)

    async with opened(door(settings(post), behind, clock)):
        await behind.until(lambda: len(behind.noted) == 11)
        clock.at = DAY
        await deliver(post, "tomorrow", proven=False)
        await behind.until(lambda: len(behind.answered) == 2)
        await until_unseen(post, 0)

    assert behind.texts == ["forged0", "tomorrow"]
    assert {mail.kind for mail in behind.noted} == {Kind.AUTOMATIC}
    assert "once a day" in behind.noted[0].reasons[0]


async def test_fault_56_forged_mail_does_not_silence_the_one_it_names(
    post: MailCounterpart, behind: Behind, clock: Clock
) -> None:
    await deliver(post, *(f"forged{n}" for n in range(30)), proven=False)
    await deliver(post, "mine1", "mine2", proven=True)

    async with opened(door(settings(post, most=2), behind, clock)):
        await behind.until(lambda: len(behind.answered) == 3)

    asked = [(request.text, request.sender.proof) for request in behind.answered]
    assert asked == [
        ("forged0", Proof.NONE),
        ("mine1", Proof.ALIGNED),
        ("mine2", Proof.ALIGNED),
    ]


async def test_fault_60_after_a_restart_a_stranger_hears_at_most_once_more(
    post: MailCounterpart, behind: Behind, clock: Clock
) -> None:
    for life in range(2):
        await deliver(post, f"a{life}", f"b{life}", proven=False)
        async with opened(door(settings(post), behind, clock)):
            await until_unseen(post, 0)

    assert behind.texts == ["a0", "a1"]
    assert len(behind.noted) == 2


async def test_a_proven_sender_nobody_knows_is_a_stranger_too(
    post: MailCounterpart, behind: Behind, clock: Clock
) -> None:
    async def knows(sender: Sender) -> bool:
        return sender.address == DANA

    await deliver(post, "who", "are", "you", sender="new@acme.example", proven=True)
    await deliver(post, "pay", "yes", proven=True)
    line = replace(behind.line(), knows=knows)

    async with opened(Mailbox(settings(post), line, guard=LoopGuard(now=clock))):
        await behind.until(lambda: len(behind.answered) == 3 and len(behind.noted) == 2)

    assert behind.texts == ["who", "pay", "yes"]


async def test_fault_60_a_machine_never_gets_even_the_one_answer(
    post: MailCounterpart, behind: Behind, clock: Clock
) -> None:
    away = raw("I am away", Auto_Submitted="auto-replied")
    await post.deliver(US, away, proof="none")
    await deliver(post, "pay7", proven=False)

    async with opened(door(settings(post), behind, clock)):
        await behind.until(lambda: len(behind.answered) == 1)

    assert behind.texts == ["pay7"]


async def test_fault_60_beyond_the_hours_answers_mail_waits_unseen_and_is_answered_in_order(
    post: MailCounterpart, behind: Behind, clock: Clock
) -> None:
    await deliver(post, *(f"pay{n}" for n in range(5)), proven=True)

    async with opened(door(settings(post, most=2), behind, clock)):
        await behind.until(lambda: len(behind.answered) == 2)
        await until_unseen(post, 3)
        clock.at = HOUR
        await behind.until(lambda: len(behind.answered) == 4)
        await until_unseen(post, 1)
        clock.at = 2 * HOUR
        await behind.until(lambda: len(behind.answered) == 5)
        await until_unseen(post, 0)

    assert [request.text for request in behind.answered] == [f"pay{n}" for n in range(5)]
    assert behind.noted == []


async def test_mail_that_waits_holds_up_nobody_else(
    post: MailCounterpart, behind: Behind, clock: Clock
) -> None:
    await deliver(post, "pay1", "pay2", proven=True)
    await deliver(post, "bob", sender="bob@acme.example", proven=True)

    async with opened(door(settings(post, most=1), behind, clock)):
        await behind.until(lambda: len(behind.answered) == 2)
        await deliver(post, "pay3", proven=True)
        await deliver(post, "ann", sender="ann@acme.example", proven=True)
        await behind.until(lambda: len(behind.answered) == 3)
        await until_unseen(post, 2)

    assert behind.texts == ["pay1", "bob", "ann"]


async def test_mail_that_waits_is_not_lost_by_a_restart(
    post: MailCounterpart, behind: Behind, clock: Clock
) -> None:
    await deliver(post, "pay1", "pay2", proven=True)
    async with opened(door(settings(post, most=1), behind, clock)):
        await behind.until(lambda: len(behind.answered) == 1)
        await until_unseen(post, 1)

    async with opened(door(settings(post, most=1), behind, clock)):
        await behind.until(lambda: len(behind.answered) == 2)

    assert behind.texts == ["pay1", "pay2"]


async def test_a_line_that_was_busy_does_not_use_up_the_one_answer(
    post: MailCounterpart, behind: Behind, clock: Clock
) -> None:
    behind.failing["pay7"] = [TemporaryError("busy")]
    await deliver(post, "pay7", proven=False)

    async with opened(door(settings(post), behind, clock)):
        await behind.until(lambda: len(behind.answered) == 1)

    assert behind.noted == []
