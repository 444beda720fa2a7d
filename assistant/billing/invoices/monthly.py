"""The statement of the month: a fact about each account, once the month is over everywhere.

One row says how far it has come, so that whoever dies over it is gone on from, and after downtime
only the newest month is told. A fact is told once for each account and month.
"""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.engine import Connection

from assistant.billing import ledger
from assistant.billing.events import StatementReady
from assistant.billing.events.invoices import Balance
from assistant.billing.ids import new_id
from assistant.billing.store import chores, events, statements

CHORE = "monthly statements"
ACCOUNTS = 100
"""Accounts told of in one transaction."""

_HELD = timedelta(minutes=1)


def any_due(tx: Connection, now: datetime) -> bool:
    """Whether a month is over that was not gone through."""
    return chores.is_due(tx, CHORE, now)


def look(tx: Connection, now: datetime) -> int:
    """Go through the next accounts; returns how many were told of.

    What was before this began to run is nobody's news: the first time only notes the day.
    """
    until = now + _HELD
    mark = chores.take(tx, CHORE, now=now, until=until)
    if mark is None:
        return 0
    month, _, after = mark.partition(":")
    over = _over(now)
    if not month or month > over.isoformat():
        chores.go_on(tx, CHORE, held=until, held_until=None, **_done(over))
        return 0
    after = after if month == over.isoformat() else ""
    since = (over - timedelta(days=1)).replace(day=1)
    span = _begins(since), _begins(over)
    found = statements.with_news(tx, span, after=after, limit=ACCOUNTS)
    for account_id, name in found:
        _tell(tx, account_id, name, since, over, now)
    so_far = {"mark": f"{over}:{found[-1][0]}"} if len(found) == ACCOUNTS else _done(over)
    chores.go_on(tx, CHORE, held=until, held_until=None, **so_far)
    return len(found)


def _over(now: datetime) -> date:
    """The first day of the month that has begun everywhere."""
    return (now - timedelta(hours=12)).astimezone(UTC).date().replace(day=1)


def _done(over: date) -> dict[str, object]:
    following = (over + timedelta(days=31)).replace(day=1)
    return {"mark": following.isoformat(), "due_at": _begins(following) + timedelta(hours=12)}


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(0), UTC)


def _tell(
    tx: Connection, account_id: str, name: str, since: date, before: date, now: datetime
) -> None:
    owed = ledger.balances(tx, account_id)
    fact = StatementReady(
        account_id=account_id,
        account=name,
        about=f"{account_id}:{since:%Y-%m}",
        at=now,
        since=since,
        before=before,
        owed=tuple(Balance(minor=each.minor, currency=each.currency) for each in owed),
    )
    events.add(tx, new_id("evt"), fact)
