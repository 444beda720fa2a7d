"""What somebody was last reminded of: it is what they mean when they name nothing."""

from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from assistant.billing import invited
from assistant.billing.invited import Whose as Whose
from assistant.billing.store import invoices, reminders

ANSWERED_WITHIN = timedelta(days=14)


def account_of(
    tx: Connection, whose: Whose, now: datetime, *, switched_at: datetime | None = None
) -> str | None:
    """The one account of theirs that the last message was about; None where there were several.

    Whoever chose an account since then means that one, unless they answer what we sent them.
    """
    since = now - ANSWERED_WITHIN
    if switched_at and not invited.answers_notice(whose.conversation):
        since = max(since, switched_at)
    told = reminders.accounts_told_last(tx, whose.person_id, since)
    return next(iter(told)) if len(told) == 1 and told <= set(whose.account_ids) else None


def invoices_of(tx: Connection, account_id: str, person_id: str, now: datetime) -> list[str]:
    """The account's invoices that the last message was about."""
    return reminders.told_last(tx, account_id, person_id, now - ANSWERED_WITHIN)


def numbers_of(
    tx: Connection, whose: Whose, now: datetime, *, switched_at: datetime | None = None
) -> tuple[str, ...]:
    """The numbers of the invoices that the last message was about, of whichever one account."""
    account = account_of(tx, whose, now, switched_at=switched_at)
    told = invoices_of(tx, account, whose.person_id, now) if account else []
    return tuple(invoices.identified(tx, str(account), each).number for each in told)
