"""How fast mail goes to one provider: those who send too fast are put off, or called spammers."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from assistant.notify.senders import DeliveryLaterError

_LONGEST_WAIT = 20.0
_MOST_DOMAINS = 2_000


class Pace:
    """Gives each domain its turns, ``gap`` seconds apart; without a gap nobody waits."""

    def __init__(
        self,
        gap: float,
        *,
        now: Callable[[], float] | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._gap = gap
        self._now = now
        self._sleep = sleep
        self._next: OrderedDict[str, float] = OrderedDict()

    async def turn(self, address: str) -> None:
        """Wait for the turn of an address's domain. Raises DeliveryLaterError if that is far."""
        if not self._gap:
            return
        domain = address.rpartition("@")[2].lower()
        now = self._now() if self._now else asyncio.get_running_loop().time()
        at = max(now, self._next.get(domain, 0.0))
        if at - now > _LONGEST_WAIT:
            raise DeliveryLaterError("many mails to this provider are under way", after=at - now)
        self._next[domain] = at + self._gap
        self._next.move_to_end(domain)
        if len(self._next) > _MOST_DOMAINS:
            self._next.popitem(last=False)
        if at > now:
            await self._sleep(at - now)
