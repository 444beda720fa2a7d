"""What there is to do for whoever notifies: one statement says it of everything."""

from datetime import datetime

from sqlalchemy.engine import Connection

from assistant.billing import news
from assistant.billing.reminding import sending
from assistant.db import which_find
from assistant.notify import outbox
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class WhatIsDue:
    """Of each kind of work, whether there is any."""

    looks: bool = True
    promises: bool = True
    reminders: bool = True
    facts: bool = True
    deliveries: bool = True

    @property
    def reminding(self) -> bool:
        """Whether an invoice or a promise is to be looked at, or a reminder to be queued."""
        return self.looks or self.promises or self.reminders


EVERYTHING = WhatIsDue()


def what_is_due(tx: Connection, now: datetime) -> WhatIsDue:
    """What a process would find, unless another takes it first."""
    (found,) = tx.execute(_what_is_due, {"now": now}).all()
    return WhatIsDue(*map(bool, found))


_what_is_due = which_find(*sending.DUE, news.UNTOLD, outbox.DUE)
