"""A stop for unknown loops and for backscatter: how often a door may answer the same sender.

A known sender has so many answers an hour; what is more waits. A stranger has one answer a day,
because whoever a forged mail names gets it too. The two are counted apart: mail that only claims to
be somebody's never costs them an answer.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from time import monotonic

_HOUR = 3_600.0
_DAY = 86_400.0
_MOST_SENDERS = 10_000
_MOST_STRANGERS = 1_000


class LoopGuard:
    """Remembers whom it answered, for as long as the process lives."""

    def __init__(
        self, *, now: Callable[[], float] = monotonic, most_strangers: int = _MOST_STRANGERS
    ) -> None:
        self._known = _Answers(_HOUR, now)
        self._strangers = _Answers(_DAY, now)
        self._told_later = _Answers(_HOUR, now)
        self._most_strangers = most_strangers

    def room(self, sender: str, *, most: int) -> int:
        """Return how many more answers a known sender may get within this hour."""
        return max(0, most - self._known.given(sender))

    def full_for(self, sender: str, *, most: int) -> float:
        """Return in how many seconds there is room for another answer."""
        return self._known.oldest_of(sender, most)

    def may_say_later(self, sender: str) -> bool:
        """Tell whether they have not heard within this hour that the rest waits."""
        return not self._told_later.given(sender)

    def said_later(self, sender: str) -> None:
        """Count that they have."""
        self._told_later.add(sender)

    def may_greet(self, stranger: str) -> bool:
        """Tell whether a stranger got nothing today; false for all once too many got something."""
        return self._strangers.given(stranger) == 0 and len(self._strangers) < self._most_strangers

    def answered(self, sender: str, *, known: bool) -> None:
        """Count an answer that was given."""
        (self._known if known else self._strangers).add(sender)


class Held:
    """Mail of known senders that waits until there is room for another answer, in its order."""

    def __init__(self) -> None:
        self._senders: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._senders)

    def hold(self, uid: int, sender: str) -> None:
        """Keep a mail back."""
        self._senders[uid] = sender

    def is_held(self, uid: int) -> bool:
        """Tell whether the mail is to be left alone for now."""
        return uid in self._senders

    def stands_before(self, uid: int, sender: str) -> bool:
        """Tell whether an earlier mail of the sender waits, so that this one must not overtake."""
        return any(one < uid and by == sender for one, by in self._senders.items())

    def release(self, unseen: Iterable[int], room: Callable[[str], int]) -> None:
        """Let go of what there is room for, oldest first, and forget what is unseen no more."""
        left = set(unseen)
        free: dict[str, int] = {}
        for uid, sender in sorted(self._senders.items()):
            free.setdefault(sender, room(sender))
            if uid not in left:
                del self._senders[uid]
            elif free[sender] > 0:
                free[sender] -= 1
                del self._senders[uid]


class _Answers:
    """When each sender was answered, for a window; whoever was answered last stands last."""

    def __init__(self, window: float, now: Callable[[], float]) -> None:
        self._window = window
        self._now = now
        self._times: OrderedDict[str, deque[float]] = OrderedDict()

    def __len__(self) -> int:
        self._forget()
        return len(self._times)

    def given(self, sender: str) -> int:
        self._forget()
        times = self._times.get(sender, deque())
        while times and self._now() - times[0] >= self._window:
            times.popleft()
        return len(times)

    def oldest_of(self, sender: str, most: int) -> float:
        """Return in how many seconds fewer than so many are within the window."""
        kept = self.given(sender) - most
        if kept < 0:
            return 0
        return self._window - (self._now() - self._times[sender][kept])

    def add(self, sender: str) -> None:
        self._times.setdefault(sender, deque()).append(self._now())
        self._times.move_to_end(sender)
        while len(self._times) > _MOST_SENDERS:
            self._times.popitem(last=False)

    def _forget(self) -> None:
        """Drop senders whose last answer is out of the window; they stand first."""
        while self._times:
            sender, times = next(iter(self._times.items()))
            if times and self._now() - times[-1] < self._window:
                return
            del self._times[sender]
