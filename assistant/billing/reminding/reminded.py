"""What somebody was last reminded of: it is what they mean when they name nothing."""

from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from assistant.billing.store import invoices, reminders

ANSWERED_WITHIN = timedelta(days=14)


def account_of(
    tx: Connection, person_id: str, account_ids: tuple[str, ...], now: datetime
) -> str | None:
    """The one account of theirs that the last message was about; None where there were several."""
    told = reminders.accounts_told_last(tx, person_id, now - ANSWERED_WITHIN)
    return next(iter(told)) if len(told) == 1 and told <= set(account_ids) else None


def invoices_of(tx: Connection, account_id: str, person_id: str, now: datetime) -> list[str]:
    """The account's invoices that the last message was about."""
    return reminders.told_last(tx, account_id, person_id, now - ANSWERED_WITHIN)


def numbers_of(
    tx: Connection, person_id: str, account_ids: tuple[str, ...], now: datetime
) -> tuple[str, ...]:
    """The numbers of the invoices that the last message was about, of whichever one account."""
    account = account_of(tx, person_id, account_ids, now)
    told = invoices_of(tx, account, person_id, now) if account else []
    return tuple(invoices.identified(tx, str(account), each).number for each in told)
