"""What an operator can stop at once, everywhere."""

from datetime import datetime
from enum import StrEnum

from assistant.values import dataclass


class Stop(StrEnum):
    """What can be stopped; people are always answered, and mail and messages are always read."""

    SENDING = "sending"  # whatever nobody asked for: notices and reminders
    PAYING = "paying"  # whatever moves money: charges and refunds


@dataclass(frozen=True, slots=True)
class Stopped:
    """Something that is stopped, since when, and why."""

    what: Stop
    since: datetime
    because: str
