"""Switches that make this Slack fail the way the real one does."""

from collections.abc import Callable
from dataclasses import field
from typing import Literal

from assistant.values import dataclass

Switch = Literal["lose_ack", "duplicate", "refuse_socket", "ignore_socket"]


@dataclass(slots=True)
class ApiFault:
    """How the next matching calls go wrong; ``times`` None means until cleared."""

    method: str
    channel: str | None
    times: int | None
    status: int = 200
    word: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    after: bool = False

    def hits(self, method: str, channel: str | None) -> bool:
        """Whether a call is meant, using up one of the times."""
        if self.times == 0 or self.method not in ("*", method):
            return False
        if self.channel not in (None, channel):
            return False
        if self.times is not None:
            self.times -= 1
        return True


class Faults:
    """Every fault is off until asked for; counts run out by themselves."""

    def __init__(self, aim: Callable[[str], str], now: Callable[[], float]) -> None:
        self._aim = aim
        self._now = now
        self._pace: tuple[float, int] | None = None
        self._paced: dict[str, tuple[float, float]] = {}
        self._api: list[ApiFault] = []
        self._switches: dict[Switch, int | None] = {}

    def clear(self) -> None:
        """Back to a healthy Slack."""
        self._api.clear()
        self._switches.clear()
        self._pace = None

    def rate_limit(
        self,
        method: str = "chat.postMessage",
        *,
        channel: str | None = None,
        retry_after: int | None = 1,
        times: int | None = 1,
    ) -> None:
        """Answer 429 ``ratelimited``; ``retry_after=None`` leaves the header out."""
        headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        self._add(ApiFault(method, channel, times, 429, "ratelimited", headers))

    def pace(self, per_second: float = 1.0, burst: int = 1) -> None:
        """Hold posting to Slack's rate per channel; what comes faster gets 429."""
        self._pace = (per_second, burst)
        self._paced.clear()

    def server_error(
        self, method: str = "*", *, status: int = 503, times: int | None = 1, after: bool = False
    ) -> None:
        """Answer 5xx; with ``after`` the call takes effect first, and only its answer is lost."""
        self._add(ApiFault(method, None, times, status, "internal_error", after=after))

    def refuse(
        self, method: str, word: str, *, channel: str | None = None, times: int | None = 1
    ) -> None:
        """Answer ``ok: false`` with this error word."""
        self._add(ApiFault(method, channel, times, 200, word))

    def slow(self, method: str = "*", *, seconds: float, times: int | None = 1) -> None:
        """Answer correctly, but late."""
        self._add(ApiFault(method, None, times, delay=seconds))

    def lose_ack(self, times: int | None = 1) -> None:
        """Overlook the app's acknowledgement, so that Slack delivers again."""
        self._switches["lose_ack"] = times

    def duplicate_events(self, times: int | None = 1) -> None:
        """Send an event twice at once, neither marked as a retry."""
        self._switches["duplicate"] = times

    def refuse_sockets(self, times: int | None = None) -> None:
        """Refuse new WebSockets (503), until cleared unless counted."""
        self._switches["refuse_socket"] = times

    def ignore_new_sockets(self, times: int | None = 1) -> None:
        """Greet and pong a new socket but never send it anything (slackapi/bolt-python#1529)."""
        self._switches["ignore_socket"] = times

    def take(self, switch: Switch) -> bool:
        """Whether this switch strikes now, using up one of its times."""
        left = self._switches.get(switch, 0)
        if left == 0:
            return False
        if left is not None:
            self._switches[switch] = left - 1
        return True

    def strike(self, method: str, channel: str | None) -> ApiFault | None:
        """The fault that hits this call, if any."""
        for fault in self._api:
            if fault.hits(method, channel):
                return fault
        if self._pace and method == "chat.postMessage" and not self._in_pace(str(channel)):
            return ApiFault(method, channel, 1, 429, "ratelimited", {"Retry-After": "1"})
        return None

    def _in_pace(self, channel: str) -> bool:
        rate, burst = self._pace or (0.0, 0)
        now = self._now()
        left, at = self._paced.get(channel, (float(burst), now))
        left = min(float(burst), left + (now - at) * rate)
        allowed = left >= 1
        self._paced[channel] = (left - 1 if allowed else left, now)
        return allowed

    def _add(self, fault: ApiFault) -> None:
        if fault.channel:
            fault.channel = self._aim(fault.channel)
        self._api.append(fault)
