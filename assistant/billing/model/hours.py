"""When somebody may be written to without having asked: their hours, in their own time zone."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assistant.values import dataclass

DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Hours:
    """Full hours of the day, ``opens`` included and ``closes`` not; quiet ones may span midnight.

    By default working days from eight to six: nobody is woken by a reminder.
    """

    opens: int = 8
    closes: int = 18
    weekends: bool = False

    def allow(self, at: datetime, timezone: str) -> bool:
        """Whether this moment is one of their hours."""
        local = at.astimezone(zone(timezone))
        return self._day(local.date()) and self._hour(local.hour)

    def next(self, at: datetime, timezone: str) -> datetime:
        """The moment itself, or else the first one after it that is in their hours; UTC."""
        where = zone(timezone)
        moment = at.astimezone(UTC)
        for _ in range(24 * 8):  # the next full hour that fits; a week has them all
            if self.allow(moment, timezone):
                return moment
            local = moment.astimezone(where) + timedelta(hours=1)
            local = local.replace(minute=0, second=0, microsecond=0)
            later = local.astimezone(UTC)
            moment = later if later > moment else moment + timedelta(hours=1)
        return moment

    def _day(self, day: date) -> bool:
        return self.weekends or day.weekday() < _SATURDAY

    def _hour(self, hour: int) -> bool:
        if self.opens <= self.closes:
            return self.opens <= hour < self.closes
        return hour >= self.opens or hour < self.closes


def morning(day: date, timezone: str, hour: int = 9) -> datetime:
    """That hour of a day where somebody is, as UTC."""
    return datetime.combine(day, time(hour), zone(timezone)).astimezone(UTC)


def begins(day: date) -> datetime:
    """When a day begins where it begins first: fourteen hours before it does in UTC."""
    return datetime.combine(day, time(0), UTC) - timedelta(hours=14)


def local_day(at: datetime, timezone: str) -> date:
    """Which day it is there."""
    return at.astimezone(zone(timezone)).date()


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    """The named time zone, or UTC for a name nobody knows."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
