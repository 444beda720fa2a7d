"""The world the page shows: the far sides, and the assistant that stands between them."""

from dataclasses import dataclass
from datetime import datetime

from assistant.app import House
from assistant.sandbox.together import Sandbox


@dataclass(frozen=True, slots=True)
class World:
    """An open sandbox and the assistant that runs in it.

    What happened before ``since`` is history, as the seeded years are, and not told.
    """

    far: Sandbox
    house: House
    since: datetime


class NoWorldError(Exception):
    """The sandbox is being opened or wiped: ask again in a second."""


@dataclass(slots=True)
class Held:
    """The world of the moment; there is none while it starts over."""

    _world: World | None = None

    def show(self, world: World | None) -> None:
        """Let the page see this world from now on."""
        self._world = world

    @property
    def world(self) -> World:
        """The world as it is now. Raises NoWorldError."""
        if self._world is None:
            raise NoWorldError
        return self._world
