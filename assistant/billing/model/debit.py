"""When money that a bank moves arrives: in business days, which leave out weekends."""

from datetime import date, timedelta

FIRST, LAST = 4, 7
"""Business days a bank debit takes; holidays differ from bank to bank and are not known here."""


def expected(confirmed: date) -> tuple[date, date]:
    """The first and the last day on which a debit confirmed on that day is to arrive."""
    return _business_days_after(confirmed, FIRST), _business_days_after(confirmed, LAST)


def _business_days_after(day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day
