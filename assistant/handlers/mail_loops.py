"""A stop for unknown loops: two machines answering each other without saying that they are."""

from collections import OrderedDict, deque
from collections.abc import Callable
from time import monotonic

_HOUR = 3_600.0
_MOST_SENDERS = 10_000


class LoopGuard:
    """Counts answers to each sender within the last hour; forgets on restart."""

    def __init__(self, *, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._answered: OrderedDict[str, deque[float]] = OrderedDict()

    def allows(self, sender: str, *, most: int) -> bool:
        """Count one more answer to this sender, unless ``most`` were given within the hour."""
        now = self._now()
        times = self._answered.setdefault(sender, deque())
        self._answered.move_to_end(sender)
        while len(self._answered) > _MOST_SENDERS:
            self._answered.popitem(last=False)
        while times and now - times[0] >= _HOUR:
            times.popleft()
        if len(times) >= most:
            return False
        times.append(now)
        return True
