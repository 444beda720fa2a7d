"""What this process knows of what people see in Slack, for the door to note and the sender to use.

What one person alone sees in a channel is drawn anew only by the URL that comes with their press,
five times within half an hour. Whoever has that URL can write there, so it stays in memory.
"""

import time
from collections import OrderedDict
from collections.abc import Callable

from assistant.values import dataclass

LASTS = 29 * 60.0
"""Seconds a URL is good for, a little less than Slack says."""

USES = 5
MOST = 10_000
"""Screens remembered at most; the oldest are forgotten first, and answered beneath."""


@dataclass(slots=True)
class _Pressed:
    url: str
    until: float
    left: int = USES

    def __repr__(self) -> str:
        return "_Pressed()"


class Screens:
    """``newest`` is off once Slack has refused the blocks of this year."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.newest = True
        self._clock = clock
        self._pressed: OrderedDict[str, _Pressed] = OrderedDict()

    def pressed(self, which: str, url: str) -> None:
        """Remember by which URL a message is drawn anew; a later press brings a fresh one."""
        self._pressed[which] = _Pressed(url, self._clock() + LASTS)
        self._pressed.move_to_end(which)
        if len(self._pressed) > MOST:
            self._pressed.popitem(last=False)

    def use(self, which: str) -> str | None:
        """The URL for one more drawing; None when there is none that Slack still takes."""
        known = self._pressed.get(which)
        if known is None or known.left <= 0 or known.until < self._clock():
            self.forget(which)
            return None
        known.left -= 1
        return known.url

    def forget(self, which: str) -> None:
        """Slack takes this one no more."""
        self._pressed.pop(which, None)
