"""Bring back the cases that were put off, when their time has come."""

from datetime import datetime
from functools import partial

from sqlalchemy.engine import Connection

from assistant.billing.cases import telling
from assistant.billing.model.case import CaseState
from assistant.billing.store import cases
from assistant.db import Database


async def wake_due(database: Database, now: datetime) -> int:
    """Bring back what was put off until now; returns how many cases."""
    if not await database.peek(partial(cases.any_asleep, now=now)):
        return 0
    return await database.write(partial(_wake, now=now))


def _wake(tx: Connection, now: datetime) -> int:
    asleep = cases.asleep(tx, now)
    for case in asleep:
        state = CaseState.CLAIMED if case.holder_id else CaseState.OPEN
        cases.change(tx, case.id, state=state, snoozed_until=None)
        also = [case.holder_id] if case.holder_id else []
        telling.news(tx, cases.locked(tx, case.id), "woken", at=now, also=also)
    return len(asleep)
