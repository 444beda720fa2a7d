"""One contact of the sandbox is reminded, whatever the day and the hour, so that it can be seen."""

from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from assistant.billing.contacts import accounts
from assistant.billing.model import Asker, Origin
from assistant.billing.reminding import preferring

ACCOUNT = "acc_dune"
DAYS = (-21, -7, 4, 10)
"""The stages of Dune, whose invoice is due in eighteen days."""


def remind(tx: Connection, now: datetime) -> None:
    """Let somebody of Dune be written to at all hours, and its invoices be looked at."""
    person = accounts.person_at(tx, "noura@dune.example", slack=False)
    assert person is not None
    asker = Asker(
        person_id=person.id,
        account_id=ACCOUNT,
        account="Dune",
        conversation="",
        request_id="seed",
        origin=Origin("terminal", person.email, ""),
        now=now,
        today=now.date(),
        offer_lasts=timedelta(0),
    )
    preferring.change(tx, asker, None, opens=0, closes=24, weekends=True)
    preferring.set_stages(tx, asker, DAYS)
