"""What an examination found: one line each, never with a secret in it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

from assistant.values import dataclass

PATIENCE = 25.0
"""Seconds after which one examination is given up, whatever it waits for."""


class State(StrEnum):
    """How it stands with one thing."""

    OK = "ok"
    NOT_SET = "not set"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; ``told`` is what was seen, or the cause of what is wrong."""

    check: str
    state: State
    told: str = ""
    remedy: str = ""

    @property
    def line(self) -> str:
        """As it is printed."""
        told = " ".join(f"{self.told}{': ' if self.remedy else ''}{self.remedy}".split())
        return f"{self.state:8} {self.check:18} {told}".rstrip()


def ok(check: str, told: str = "") -> Finding:
    """It was tried, and works."""
    return Finding(check, State.OK, told)


def not_set(check: str, told: str) -> Finding:
    """Nobody wants it; ``told`` names what would."""
    return Finding(check, State.NOT_SET, told)


def wrong(check: str, cause: str, remedy: str) -> Finding:
    """It would not work."""
    return Finding(check, State.WRONG, cause, remedy)


@dataclass(frozen=True, slots=True)
class Clocks:
    """Our clock, and by how much those of far sides were ahead of it, by name."""

    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ahead: dict[str, timedelta] = field(default_factory=dict)

    def compare(self, far: str, header: str | None) -> None:
        """Note what a far side's ``Date`` header says; one that cannot be read says nothing."""
        try:
            self.ahead[far] = parsedate_to_datetime(header or "") - self.now()
        except (TypeError, ValueError):
            return


async def bounded(
    check: str, examined: Awaitable[list[Finding]], *, patience: float = PATIENCE
) -> list[Finding]:
    """What was found, in time; trouble of any kind is a finding and hides nobody else's."""
    try:
        async with asyncio.timeout(patience):
            return await examined
    except TimeoutError:
        return [wrong(check, f"no answer within {patience:g} seconds", "is the network slow?")]
    except Exception as error:  # the process edge: whatever a far side makes a library raise
        return [wrong(check, f"it ended with {type(error).__name__}", "look at its settings")]
