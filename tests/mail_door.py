"""What stands behind the mail door in its tests, and a way to wait for what comes through."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from assistant.handlers.mail_loops import LoopGuard
from assistant.handlers.mail_reading import Mail
from assistant.handlers.mailbox import Mailbox, MailboxSettings, MailLine
from assistant.request import Request

DEADLINE = 20.0


@dataclass
class Behind:
    """Keeps what comes through; raises what ``failing`` says for a text, once per entry."""

    answered: list[Request] = field(default_factory=list)
    noted: list[Mail] = field(default_factory=list)
    aside: list[tuple[bytes, str]] = field(default_factory=list)
    failing: dict[str, list[Exception]] = field(default_factory=dict)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def texts(self) -> list[str]:
        """What was asked, each request once."""
        return list({request.key: request.text for request in self.answered}.values())

    def line(self) -> MailLine:
        """The line for a door that leads here."""
        return MailLine(self._answer, self._note, self._set_aside, temporary=(KeyError,))

    async def until(self, happened: Callable[[], bool]) -> None:
        """Wait until something has happened here, but not for ever."""
        async with asyncio.timeout(DEADLINE):
            while not happened():
                self.news.clear()
                await self.news.wait()

    async def _answer(self, request: Request) -> None:
        if errors := self.failing.get(request.text):
            self.news.set()
            raise errors.pop()
        self.answered.append(request)
        self.news.set()

    async def _note(self, mail: Mail) -> None:
        self.noted.append(mail)
        self.news.set()

    async def _set_aside(self, raw: bytes, reason: str) -> None:
        self.aside.append((raw, reason))
        self.news.set()


@asynccontextmanager
async def reading(settings: MailboxSettings, behind: Behind) -> AsyncIterator[asyncio.Task[None]]:
    """Run a door to ``behind`` for the block; leaving must stop it at once."""
    door = asyncio.create_task(Mailbox(settings, behind.line(), guard=LoopGuard()).run())
    try:
        yield door
    finally:
        door.cancel()
        with suppress(asyncio.CancelledError):
            async with asyncio.timeout(5):
                await door
