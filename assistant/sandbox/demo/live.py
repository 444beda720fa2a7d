"""Tell open pages that something changed; what it is they ask for themselves."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import field
from typing import Literal

from assistant.db import DatabaseBusyError, DatabaseUnavailableError
from assistant.sandbox.demo.inside import fingerprint
from assistant.sandbox.demo.world import World
from assistant.values import dataclass

Topic = Literal["slack", "mail", "inside", "world"]

LOOK = 0.3
"""Seconds between looks at the database, while somebody watches."""

BEAT = 15.0
"""Seconds after which a silent stream shows that it is alive."""

_SEEN = frozenset({"posted", "changed", "deleted", "reacted", "file", "view", "home"})


@dataclass(slots=True)
class Live:
    """Broadcasts topics to every open page."""

    _pages: set[asyncio.Queue[Topic | None]] = field(default_factory=set)
    _closed: bool = False

    @property
    def watched(self) -> bool:
        """Whether any page is open."""
        return bool(self._pages)

    def tell(self, topic: Topic) -> None:
        """Tell every page that what it shows of this is old."""
        for page in self._pages:
            page.put_nowait(topic)

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        self._closed = True
        for page in self._pages:
            page.put_nowait(None)

    async def stream(self) -> AsyncIterator[str]:
        """Server-sent events, one for each change; a first one at once, as all may be old."""
        mine: asyncio.Queue[Topic | None] = asyncio.Queue()
        self._pages.add(mine)
        try:
            yield "retry: 500\ndata: world\n\n"
            while not self._closed:
                try:
                    async with asyncio.timeout(BEAT):
                        topic = await mine.get()
                except TimeoutError:
                    yield ": alive\n\n"
                    continue
                if topic is None:
                    return
                yield f"data: {topic}\n\n"
        finally:
            self._pages.discard(mine)

    async def watch(self, world: World) -> None:
        """Tell of every change in this world, until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._watch_slack(world))
            tasks.create_task(self._watch_mail(world))
            tasks.create_task(self._watch_rows(world))

    async def _watch_slack(self, world: World) -> None:
        async for change in world.far.slack.subscribe():
            if change.kind in _SEEN:
                self.tell("slack")

    async def _watch_mail(self, world: World) -> None:
        count = await world.far.mail.changed()
        while True:
            self.tell("mail")
            count = await world.far.mail.changed(count)

    async def _watch_rows(self, world: World) -> None:
        seen = ""
        while True:
            await asyncio.sleep(LOOK)
            if not self.watched:
                continue
            try:
                found = await fingerprint(world)
            except (DatabaseBusyError, DatabaseUnavailableError):
                continue
            if found != seen:
                seen = found
                self.tell("inside")
