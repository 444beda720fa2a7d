"""A clock that only moves when it is asked or pushed, forwards or back."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

TICK = timedelta(milliseconds=1)


@dataclass(slots=True)
class Clock:
    """The time of a simulated world."""

    now: datetime = datetime(2026, 11, 22, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        """The time, a millisecond later each time it is asked for."""
        self.now += TICK
        return self.now

    def seconds(self) -> float:
        """The same as a Unix time."""
        return self().timestamp()

    def push(self, by: timedelta) -> None:
        """Let time pass, or set the clock back."""
        self.now += by
