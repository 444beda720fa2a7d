"""Facts nobody has been told yet, for notify to tell."""

from datetime import datetime

from sqlalchemy.engine import Connection

from assistant.billing.events import Event
from assistant.billing.store import events


def any_untold(tx: Connection) -> bool:
    """Whether there is anything to tell."""
    return events.any_unannounced(tx)


def unannounced(tx: Connection, limit: int) -> list[tuple[str, Event]]:
    """The oldest facts that have not become deliveries, with their ids."""
    return events.unannounced(tx, limit)


def announced(tx: Connection, event_ids: list[str], now: datetime) -> None:
    """Note, in the transaction that queued their deliveries, that facts are being told."""
    events.announced(tx, event_ids, now)
