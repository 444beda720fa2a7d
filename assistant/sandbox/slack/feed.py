"""Changes told to whoever watches: tests that wait, the demo page that redraws."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Literal, TypeVar

from assistant.values import dataclass

Kind = Literal[
    "posted",
    "changed",
    "deleted",
    "reacted",
    "view",
    "home",
    "file",
    "status",
    "call",
    "socket",
    "delivered",
]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Change:
    """One visible change; ``subject`` is a message ts, a view id, a user id or a method name."""

    kind: Kind
    subject: str
    channel: str | None = None
    only_for: str | None = None


class Feed:
    """Broadcasts changes; costs nothing while nobody listens."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[Change | None]] = set()
        self._turn = asyncio.Event()

    def publish(self, change: Change) -> None:
        """Tell every subscriber, and wake everyone who waits for a condition."""
        for queue in self._queues:
            queue.put_nowait(change)
        self._turn.set()
        self._turn = asyncio.Event()

    def close(self) -> None:
        """End every open subscription."""
        for queue in self._queues:
            queue.put_nowait(None)

    async def subscribe(self) -> AsyncIterator[Change]:
        """Yield changes from now on, in order, until the counterpart stops."""
        queue: asyncio.Queue[Change | None] = asyncio.Queue()
        self._queues.add(queue)
        try:
            while (change := await queue.get()) is not None:
                yield change
        finally:
            self._queues.discard(queue)

    async def until(self, found: Callable[[], T | None], timeout: float) -> T:
        """Wait until ``found`` returns something true; raises TimeoutError."""
        async with asyncio.timeout(timeout):
            while True:
                turn = self._turn
                if value := found():
                    return value
                await turn.wait()
