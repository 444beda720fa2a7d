"""One thing's whole way through the house, in the order it happened: ``assistant audit show``."""

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from assistant import inbox
from assistant.billing import audit
from assistant.billing.cases import trail as cases
from assistant.billing.contacts import accounts
from assistant.billing.reminding import trail as reminders
from assistant.notify import overview


def trace(tx: Connection, thing: str) -> list[dict[str, Any]]:
    """Requests, offers, payments, webhooks, ledger entries, facts, reminders, deliveries about it.

    ``thing`` is any of their ids, an invoice number, ``case 12``, or the address of a person. Empty
    when there is nothing.
    """
    person_id = _person_at(tx, thing)
    rows = _followed(tx, thing, person_id)
    if person_id and person_id != thing:
        rows += _followed(tx, person_id, person_id)
    once = {(row["what"], row["id"]): row for row in rows}
    return sorted(once.values(), key=lambda row: row["at"])


def _person_at(tx: Connection, thing: str) -> str:
    """Whoever reads there, by mail or in Slack, or has this id."""
    if thing.startswith("per_"):
        return thing
    person = accounts.person_at(tx, thing.lower(), slack=False)
    person = person or accounts.person_at(tx, thing, slack=True)
    return person.id if person else ""


def _followed(tx: Connection, thing: str, person_id: str) -> list[dict[str, Any]]:
    trail = audit.follow(tx, thing)
    reminded, batches = reminders.follow(tx, thing)
    of_case = cases.follow(tx, thing)
    asked = [*trail.request_ids, *of_case.request_ids, thing]
    requests = inbox.trace(tx, asked, person_id=person_id)
    sent = overview.trace(
        tx,
        events=list(dict.fromkeys([*trail.event_ids, *of_case.event_ids])),
        requests=list({*asked, *(row["id"] for row in requests)}),
        batches=batches,
        person_id=person_id,
    )
    return [*requests, *trail.rows, *reminded, *of_case.rows, *sent]


def latest(tx: Connection, since: datetime, *, limit: int) -> list[dict[str, Any]]:
    """The newest things of every kind that happened from then on, newest first."""
    rows = [
        *inbox.latest(tx, since, limit=limit),
        *audit.latest(tx, since, limit=limit),
        *(row for row in overview.listed(tx, states=(), limit=limit) if row["at"] >= since),
    ]
    # turned around and not sorted downwards: at the same moment the cause stays below its effect
    return sorted(rows, key=lambda row: row["at"])[::-1][:limit]
