"""How somebody wants to hear what nobody asked for: where first, when, and what not at all."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal

from assistant.billing.model.hours import Hours
from assistant.values import dataclass

MAY_BE_OFF = ("reminders", "methods", "contacts", "promises", "statements")
"""Kinds of news that may be unwanted altogether; the others say when money moves or is due."""


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """The wish for no more notices at an address: answers still go there, and ``invoices`` may."""

    address: str
    since: datetime
    invoices: bool
    told: bool


@dataclass(frozen=True, slots=True)
class Preferences:
    """One person's, for all their accounts; news about money is never kept waiting by them.

    ``opens`` and ``closes`` are full hours of the day; None: our own, working hours. ``off`` names
    what they do not want: ``reminders``, or ``reminders:slack`` for one channel. Without ``first``
    reminders come by mail, and everything else by mail and in Slack.
    """

    first: Literal["", "mail", "slack"] = ""
    opens: int | None = None
    closes: int | None = None
    weekends: bool = False
    digest: Literal["", "daily", "weekly"] = ""
    off: tuple[str, ...] = ()

    @property
    def hours(self) -> Hours:
        """When they may be written to."""
        usual = Hours()
        opens = usual.opens if self.opens is None else self.opens
        closes = usual.closes if self.closes is None else self.closes
        return Hours(opens, closes, self.weekends)

    def wants(self, what: str, channel: str = "") -> bool:
        """Whether they want to hear of this at all, or in this channel."""
        return what not in self.off and f"{what}:{channel}" not in self.off

    def row(self) -> dict[str, Any]:
        """What is kept of them: only what is not as usual."""
        usual = asdict(AS_USUAL)
        return {name: value for name, value in asdict(self).items() if value != usual[name]}


AS_USUAL = Preferences()


def of_row(kept: Mapping[str, Any] | None) -> Preferences:
    """Read what was kept; names of a newer version are passed over."""
    known = {name: kept[name] for name in Preferences.__slots__ if name in kept} if kept else {}
    if "off" in known:
        known["off"] = tuple(known["off"])
    return Preferences(**known)
