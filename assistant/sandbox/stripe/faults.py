"""Switches that make the counterpart fail the way networks and Stripe do."""

from fnmatch import fnmatchcase

from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class LostAnswer:
    """The request is performed, then the connection drops without an answer."""


@dataclass(frozen=True, slots=True)
class LostRequest:
    """The connection drops before anything is performed."""


@dataclass(frozen=True, slots=True)
class ServerError:
    """A 500 that is saved under the idempotency key, with or without the effect."""

    performed: bool = False


@dataclass(frozen=True, slots=True)
class Unavailable:
    """A 5xx before execution began: nothing performed, nothing saved."""

    status: int = 503


@dataclass(frozen=True, slots=True)
class RateLimited:
    """A 429: nothing performed, nothing saved."""


@dataclass(frozen=True, slots=True)
class Slow:
    """The request waits this long, then is performed and answered."""

    seconds: float


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The connection stays open and silent until the client gives up."""

    performed: bool = True


Fault = LostAnswer | LostRequest | ServerError | Unavailable | RateLimited | Slow | NoAnswer


@dataclass(slots=True)
class _Planned:
    fault: Fault
    method: str
    path: str
    times: int


class Faults:
    """The faults still to come; each is used up by the calls it matches."""

    def __init__(self) -> None:
        self._planned: list[_Planned] = []

    def inject(self, fault: Fault, on: str = "* *", *, times: int = 1) -> None:
        """Let the next ``times`` calls matching ``on`` fail, ``"POST /v1/payment_intents*"``."""
        method, _, path = on.partition(" ")
        self._planned.append(_Planned(fault, method, path, times))

    def clear(self) -> None:
        """Forget every fault still to come."""
        self._planned.clear()

    @property
    def pending(self) -> int:
        """How many calls are still to fail."""
        return sum(planned.times for planned in self._planned)

    def take(self, method: str, path: str) -> Fault | None:
        """Use up and return the first fault planned for such a call."""
        for planned in self._planned:
            if fnmatchcase(method, planned.method) and fnmatchcase(path, planned.path):
                planned.times -= 1
                if planned.times == 0:
                    self._planned.remove(planned)
                return planned.fault
        return None
