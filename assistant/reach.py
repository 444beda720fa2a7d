"""Whether the far side of a door can be reached, told by the calls that are made anyway."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import aiohttp

PATIENCE = 60.0
"""Seconds that calls may go on failing: a blip is not an outage, and has no later call fail."""


class Reach:
    """One far side: well until calls have failed for longer than a minute with none between."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._since: float | None = None
        self._last = 0.0

    @property
    def well(self) -> bool:
        """Whether it was reached lately, as far as anybody has tried."""
        return self._since is None or self._last - self._since <= PATIENCE

    def reached(self) -> None:
        """It answered."""
        self._since = None

    def missed(self) -> None:
        """It could not be reached, or answered that something is wrong with it."""
        self._last = self._clock()
        if self._since is None:
            self._since = self._last


def watching(reach: Reach) -> "list[aiohttp.TraceConfig]":
    """What a session is given, so that each of its calls is counted."""
    import aiohttp

    async def ended(_s: object, _c: object, call: aiohttp.TraceRequestEndParams) -> None:
        if call.response.status < 500:
            reach.reached()
        else:
            reach.missed()

    async def broke(_s: object, _c: object, call: aiohttp.TraceRequestExceptionParams) -> None:
        if isinstance(call.exception, Exception):  # and not that we gave it up ourselves
            reach.missed()

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(ended)
    trace.on_request_exception.append(broke)
    return [trace]
