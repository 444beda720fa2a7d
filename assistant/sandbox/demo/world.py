"""The world the page shows: the far sides, and the assistant that stands between them."""

import asyncio
from contextlib import suppress
from datetime import datetime

from assistant.app import House
from assistant.sandbox.together import Sandbox
from assistant.values import dataclass

PATIENCE = 10.0
"""Seconds a request waits for a world that is being opened."""


@dataclass(frozen=True, slots=True)
class World:
    """An open sandbox and the assistant that runs in it.

    What happened before ``since`` is history, as the seeded years are, and not told.
    """

    far: Sandbox
    house: House
    since: datetime


class NoWorldError(Exception):
    """The sandbox has been opening, or being wiped, for long: ask again in a second."""


class Held:
    """The world of the moment; there is none while it starts over."""

    def __init__(self) -> None:
        self._world: World | None = None
        self._there = asyncio.Event()

    def show(self, world: World | None) -> None:
        """Let the page see this world from now on."""
        self._world = world
        if world is None:
            self._there.clear()
        else:
            self._there.set()

    async def there(self) -> World:
        """The world as it is now; one that is being opened is waited for. Raises NoWorldError."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self._there.wait()
        if self._world is None:
            raise NoWorldError
        return self._world
