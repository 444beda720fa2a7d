"""What each month came to: invoiced and paid, every currency for itself."""

from collections.abc import Sequence
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection

from assistant.billing.model import Asker
from assistant.billing.money import Money
from assistant.billing.outcomes.views import SpendingShown, Spent
from assistant.billing.store import spending as rows


def by_month(tx: Connection, asker: Asker, year: str, month: int | None = None) -> SpendingShown:
    """The months of a year up to this one, or the last twelve; a month is the asker's own.

    Of one ``month`` it is that one alone.
    """
    first = _first(asker.today, year)
    if month is not None:
        named = month if month > 0 else asker.today.month + month
        first = _later(first, (named - first.month) % rows.MONTHS)
    edges = [_later(first, months) for months in range(rows.MONTHS + 1)]
    zone = ZoneInfo(asker.timezone)
    moments = [datetime.combine(edge, time(), zone) for edge in edges]
    invoiced = rows.invoiced(tx, asker.account_id, edges)
    paid = rows.paid(tx, asker.account_id, moments)
    months = [edge for edge in edges[:-1] if edge <= asker.today] or edges[:1]
    months = months if month is None else months[:1]
    spent = _spent(months, invoiced, paid)
    return SpendingShown(asker.account, first, _later(months[-1], 1), tuple(spent))


def _spent(months: Sequence[date], invoiced: rows.Sums, paid: rows.Sums) -> list[Spent]:
    billed = {(month, currency): minor for month, currency, minor in invoiced}
    came = {(month, currency): minor for month, currency, minor in paid}
    shown = range(len(months))
    currencies = sorted({currency for month, currency in (*billed, *came) if month in shown})
    return [
        Spent(
            month,
            Money(billed.get((number, currency), 0), currency),
            Money(came.get((number, currency), 0), currency),
        )
        for currency in currencies
        for number, month in enumerate(months)
    ]


def _first(today: date, year: str) -> date:
    if year.isdigit():
        return date(int(year), 1, 1)
    if year:
        return date(today.year - (year == "last"), 1, 1)
    return _later(today.replace(day=1), 1 - rows.MONTHS)


def _later(first: date, months: int) -> date:
    passed = first.year * 12 + first.month - 1 + months
    return date(passed // 12, passed % 12 + 1, 1)
