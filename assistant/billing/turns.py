"""Work that only one process may do at a time, for as long as it goes on.

A turn is a row with a lease: whoever keeps it renews it in time, and of a process that died it runs
out. What is done under it must be harmless when two do it for a moment.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.engine import Connection

from assistant.billing.store import chores
from assistant.db import Database
from assistant.values import dataclass

LASTS = timedelta(seconds=60)


@dataclass(slots=True)
class Turn:
    """One process's hold on one kind of work, by name."""

    database: Database
    name: str
    clock: Callable[[], datetime]
    lasts: timedelta = LASTS
    _until: datetime | None = None

    async def keep(self) -> bool:
        """Take the turn or go on keeping it; False while another process has it."""
        now = self.clock()
        if self._until is not None and self._until - now > self.lasts / 2:
            return True
        kept = await self.database.write(partial(self._keep, now=now, held=self._until))
        self._until = now + self.lasts if kept else None
        return kept

    def _keep(self, tx: Connection, *, now: datetime, held: datetime | None) -> bool:
        until = now + self.lasts
        if held and held > now and chores.go_on(tx, self.name, held=held, held_until=until):
            return True
        return chores.take(tx, self.name, now=now, until=until) is not None

    async def give_back(self) -> None:
        """Let another process have it at once."""
        held, self._until = self._until, None
        if held is not None:
            give = partial(chores.go_on, name=self.name, held=held, held_until=self.clock())
            await self.database.write(give)

    async def begun(self) -> datetime:
        """When anybody first had this turn; kept from then on."""
        return await self.database.write(self._begun)

    def _begun(self, tx: Connection) -> datetime:
        now = self.clock()
        chores.hasten(tx, self.name, now)
        mark = chores.mark(tx, self.name)
        if mark:
            return datetime.fromisoformat(mark)
        chores.set_mark(tx, self.name, now.isoformat())
        return now
