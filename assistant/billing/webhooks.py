"""Keep the provider's webhooks until somebody has read what they point at."""

from datetime import datetime

from sqlalchemy.engine import Connection

from assistant.billing.gateway import GatewayEvent
from assistant.billing.store import events


def keep(tx: Connection, event: GatewayEvent, *, now: datetime) -> bool:
    """Store a verified webhook before it is acknowledged; False when it came before."""
    return events.keep(tx, event, now)
