"""Whoever reads the mailbox is killed at every step; each mail gets one answer."""

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from assistant.handlers.mail_connection import ImapSettings, MailConnection
from assistant.sandbox.mail.smtp_host import SmtpHost
from tests.faults import mail_reader
from tests.faults.running import warm
from tests.mail_samples import PASSED, raw
from tests.parties.dovecot import PASSWORD, USER, DovecotServer
from tests.parties.wire import BODIES, MARKING, Wire, wired
from tests.stories.house import House

pytestmark = pytest.mark.dovecot

PATIENCE = 60.0
LEASES = 300.0
POINTS = (
    "after the fetch",
    "before_answer",
    "before the marking",
    "after the marking",
    "before the sending",
    "after the sending",
)


@dataclass
class Readers:
    """One reader after the other on one mailbox, and what they sent before they were killed."""

    url: str
    wire: Wire
    folder: Path
    process: BaseProcess = field(init=False)
    smtp_port: int = 0
    sent: list[tuple[str, str]] = field(default_factory=list)
    at_dot: str = ""
    lived: int = 0
    news: asyncio.Event = field(default_factory=asyncio.Event)
    dead: asyncio.Event = field(default_factory=asyncio.Event)

    async def kill(self) -> None:
        """As the kernel does when memory is short."""
        self.process.kill()
        await self.dead.wait()

    async def taken(
        self, _from: str, _to: tuple[str, ...], content: bytes, _user: str | None
    ) -> None:
        """What the far side has, unless death comes before it is taken."""
        at, self.at_dot = self.at_dot, ""
        if at == "before the sending":
            await self.kill()
            return
        mail = message_from_bytes(content)
        self.sent.append((str(mail["In-Reply-To"]), str(mail["Message-ID"])))
        if at == "after the sending":
            await self.kill()
        self.news.set()

    def told(self, die: str) -> dict[str, object]:
        """What the next reader is told; its clock is after the leases of those before."""
        self.lived += 1
        ahead = self.lived * LEASES
        where = {"url": self.url, "imap": self.wire.port, "smtp": self.smtp_port}
        return {**where, "ahead": ahead, "die": die}

    async def until_killed(self, point: str) -> None:
        """Let one read until it is killed at this point."""
        deeds: dict[str, tuple[dict[bytes, Callable[[], Awaitable[None]]], bytes]] = {
            "after the fetch": (self.wire.after, BODIES),
            "before the marking": (self.wire.before, MARKING),
            "after the marking": (self.wire.after, MARKING),
        }
        if point in deeds:
            where, word = deeds[point]
            where[word] = self.kill
        self.at_dot = point if "sending" in point else ""
        told = self.told(point if point == "before_answer" else "")
        said, log = self.folder / "said", self.folder / "log"
        self.process = warm.Process(target=mail_reader.main, args=(told, said, log))
        self.dead.clear()
        await asyncio.to_thread(self.process.start)
        await asyncio.to_thread(self.process.join, PATIENCE)
        self.dead.set()
        assert self.process.exitcode == -signal.SIGKILL, log.read_text()
        self.process.close()

    @asynccontextmanager
    async def healthy(self) -> AsyncIterator[None]:
        """Have one read for the block that nobody kills."""
        reading = asyncio.create_task(mail_reader.run(self.told("")))
        try:
            async with asyncio.timeout(PATIENCE):
                yield
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    async def until_answered(self, wanted: set[str]) -> None:
        """Wait until every one of these mails has an answer."""
        while wanted - {asked for asked, _ in self.sent}:
            self.news.clear()
            await self.news.wait()


@asynccontextmanager
async def readers(url: str, dovecot: DovecotServer, folder: Path) -> AsyncIterator[Readers]:
    """A mailbox on Dovecot, a line to it and a far side."""
    async with wired(dovecot.port) as wire:
        found = Readers(url, wire, folder)
        smtp = SmtpHost({}, found.taken)
        found.smtp_port = await smtp.start()
        try:
            yield found
        finally:
            await smtp.close()


def asking(name: str) -> bytes:
    """A mail of somebody on file, proven."""
    return raw(
        f"what do we owe? ({name})",
        Message_ID=f"<{name}@acme.example>",
        Authentication_Results=PASSED,
    )


def unreadable(name: str) -> bytes:
    """A mail that can only be set aside."""
    return raw(f"--b\n\n{name}\n" * 300, Content_Type="multipart/mixed; boundary=b")


async def unseen(dovecot: DovecotServer) -> int:
    connection = await MailConnection.open(
        ImapSettings("127.0.0.1", dovecot.port, USER, PASSWORD, tls="none")
    )
    try:
        return len(await connection.unseen())
    finally:
        await connection.close()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("seeded_url", ["sqlite"], indirect=True)
async def test_fault_49_killed_anywhere_between_fetching_and_marking_each_mail_is_answered(
    office: House, seeded_url: str, dovecot: DovecotServer, tmp_path: Path
) -> None:
    dovecot.empty()
    asked: set[str] = set()
    async with readers(seeded_url, dovecot, tmp_path) as each:
        for number, point in enumerate(POINTS):
            mails = [asking(f"{number}-{copy}") for copy in "ab"]
            asked |= {f"<{number}-{copy}@acme.example>" for copy in "ab"}
            await asyncio.to_thread(dovecot.append, *mails, unreadable(f"{number}"))
            await each.until_killed(point)
            async with each.healthy():  # two kills over the same answer would leave it in doubt
                await each.until_answered(asked)
                while await unseen(dovecot):
                    await asyncio.sleep(0.05)

    answers = dict(Counter(each.sent))
    aside = await office.rows("SELECT id FROM set_aside")
    assert {about for about, _ in answers} == asked
    assert len(answers) == len(asked)  # a double has the Message-ID of the first
    assert max(answers.values()) == 2  # whoever was killed between the dot and its answer
    assert len(aside) == len(POINTS)
