"""A queue in which nobody waits for somebody else's thousand things: senders take turns.

What one sender has put in comes out in its order; between senders, each is served in turn.
"""

from collections import OrderedDict, deque
from typing import Generic, TypeVar

T = TypeVar("T")


class FairQueue(Generic[T]):
    """First come, first served, as long as everybody puts in one thing at a time."""

    def __init__(self) -> None:
        self._of_each: OrderedDict[str, deque[T]] = OrderedDict()
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def of(self, sender: str) -> int:
        """How many things of this sender wait."""
        return len(self._of_each.get(sender, ()))

    def put(self, sender: str, thing: T) -> None:
        """Put something in for a sender."""
        self._of_each.setdefault(sender, deque()).append(thing)
        self._count += 1

    def take(self, most: int) -> list[T]:
        """Take out so many at most, one from each sender in turn."""
        taken: list[T] = []
        while self._of_each and len(taken) < most:
            sender, waiting = self._of_each.popitem(last=False)
            taken.append(waiting.popleft())
            if waiting:
                self._of_each[sender] = waiting
        self._count -= len(taken)
        return taken
