"""The tail of plans: whatever is due is worked on, from rows, each in a transaction of its own."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.engine import Connection

from assistant.billing.model.plan import OrderState
from assistant.billing.plans import autopay
from assistant.billing.plans.due import work_on
from assistant.billing.store import people, planned, standing
from assistant.billing.store.planned import Claimed
from assistant.db import Database
from assistant.values import dataclass

LEASE = timedelta(seconds=60)
"""Much longer than a step takes; a process that dies lets go of what it had in hand."""

BATCH = 64
CANCEL_WINDOW = timedelta(minutes=10)

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Planner:
    """Announces and makes what is planned, and plans what standing orders cover.

    Nothing is asked of anybody outside: what is to be charged becomes a payment row. ``window`` is
    how long a payment nobody was asked about just now can still be stopped. One that does not
    ``pay`` leaves what would become a payment to others.
    """

    database: Database
    clock: Callable[[], datetime]
    window: timedelta = CANCEL_WINDOW
    pays: bool = True

    async def work(self) -> int:
        """Do all that is due; returns how many plans and orders were looked at."""
        now = self.clock()
        if not await self.database.peek(partial(planned.any_due, now=now)):
            return 0
        orders = await self._claimed(standing.claim, now)
        for each in orders:
            await self._alone(partial(_look_through, claimed=each, now=now), each)
        found = await self._claimed(partial(planned.claim, paying=self.pays), now)
        for each in found:
            await self._alone(partial(work_on, claimed=each, now=now, window=self.window), each)
        return len(orders) + len(found)

    async def _claimed(self, claim: Callable[..., list[Claimed]], now: datetime) -> list[Claimed]:
        return await self.database.write(partial(claim, now=now, lease=LEASE, limit=BATCH))

    async def _alone(self, work: Callable[[Connection], None], claimed: Claimed) -> None:
        """Whatever is wrong with one does not stop the others; its lease runs out."""
        try:
            await self.database.write(work)
        except Exception:  # the process edge
            log.exception("plan_not_worked_on", plan=claimed.id)


def _look_through(tx: Connection, claimed: Claimed, now: datetime) -> None:
    account = people.lock(tx, claimed.account_id)
    order = standing.identified(tx, claimed.id)
    if order is None or order.state is not OrderState.ACTIVE:
        return
    autopay.look_through(tx, account, order, now)
