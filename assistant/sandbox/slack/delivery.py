"""Bringing a payload to the app under test, again and again if Slack would."""

import asyncio
from collections.abc import Sequence
from dataclasses import field
from typing import Literal, Protocol

from assistant.sandbox.slack.feed import Change
from assistant.sandbox.slack.records import Body
from assistant.sandbox.slack.stage import Stage
from assistant.values import dataclass

Kind = Literal["events_api", "slash_commands", "interactive"]
Outcome = Literal[
    "acked", "ack_lost", "timeout", "http_error", "connection_failed", "no_connection"
]


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A request exactly as it went over the wire, to be replayed or altered by a test."""

    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Parcel:
    """One payload on one attempt; number 0 is the first."""

    kind: Kind
    payload: Body
    number: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """How one attempt went; ``answer`` is what the app put in its acknowledgement."""

    number: int
    outcome: Outcome
    answer: Body | None = None
    status: int | None = None
    seconds: float = 0.0
    request: SignedRequest | None = field(default=None, repr=False)
    final: bool = False


@dataclass(frozen=True, slots=True)
class Delivery:
    """Everything that happened to one payload."""

    kind: Kind
    payload: Body
    attempts: tuple[Attempt, ...]

    @property
    def acked(self) -> bool:
        """Whether Slack heard the app's acknowledgement in time."""
        return any(attempt.outcome == "acked" for attempt in self.attempts)

    @property
    def answer(self) -> Body | None:
        """The body of the acknowledgement."""
        return next((a.answer for a in self.attempts if a.outcome == "acked"), None)


class Line(Protocol):
    """A way to the app: its sockets, or its request URL."""

    async def carry(self, parcel: Parcel) -> Attempt:
        """Try once."""
        ...


_REASONS: dict[Outcome, tuple[str, str]] = {
    "timeout": ("timeout", "http_timeout"),
    "ack_lost": ("timeout", "http_timeout"),
    "http_error": ("http_error", "http_error"),
    "connection_failed": ("connection_failed", "connection_failed"),
    "no_connection": ("no_connection", "connection_failed"),
}


class Courier:
    """Delivers; only events are retried, after each of ``delays`` (Slack: 0, 60 and 300 s)."""

    def __init__(self, line: Line, stage: Stage, delays: Sequence[float]) -> None:
        self.line = line
        self.delays = tuple(delays)
        self.deliveries: list[Delivery] = []
        self._stage = stage

    async def deliver(self, kind: Kind, payload: Body) -> Delivery:
        """Deliver until acknowledged or out of attempts; the record is kept."""
        twice = kind == "events_api" and self._stage.faults.take("duplicate")
        runs = await asyncio.gather(*(self._try(kind, payload) for _ in range(1 + twice)))
        attempts = tuple(attempt for run in runs for attempt in run)
        delivery = Delivery(kind, payload, attempts)
        self.deliveries.append(delivery)
        self._stage.feed.publish(Change("delivered", kind))
        return delivery

    async def _try(self, kind: Kind, payload: Body) -> list[Attempt]:
        attempts: list[Attempt] = []
        reason = ""
        for number in range(1 + len(self.delays) if kind == "events_api" else 1):
            if number:
                await asyncio.sleep(self.delays[number - 1])
            attempt = await self.line.carry(Parcel(kind, payload, number, reason))
            attempts.append(attempt)
            if attempt.outcome == "acked" or attempt.final:
                break
            reason = _REASONS[attempt.outcome][0 if attempt.request is None else 1]
        return attempts
