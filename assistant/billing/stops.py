"""Kill switches: an operator stops what goes out or what moves money, in every process at once."""

from datetime import datetime

import structlog
from sqlalchemy.engine import Connection

from assistant.billing.model.stop import Stop as Stop
from assistant.billing.model.stop import Stopped as Stopped
from assistant.billing.store import due_payments, stops
from assistant.billing.store.stops import SENDING as SENDING
from assistant.masking import mask

log = structlog.get_logger(__name__)


def stop(tx: Connection, what: Stop, *, because: str, at: datetime) -> None:
    """Stop it from the next charge or delivery on; what is in hand just now is not called back."""
    stops.put(tx, what, because=mask(because).text[:200], at=at)
    log.warning("stopped", what=what)


def resume(tx: Connection, what: Stop) -> bool:
    """Let it go on; False when it was not stopped."""
    log.warning("resumed", what=what)
    return stops.lift(tx, what)


def every(tx: Connection) -> list[Stopped]:
    """What is stopped, the longest first."""
    return stops.every(tx)


def is_stopped(tx: Connection, what: Stop) -> bool:
    """Whether it is stopped at this moment."""
    return stops.is_stopped(tx, what)


def payments_waiting(tx: Connection) -> int:
    """How many payments people have said yes to and nobody has asked the provider for."""
    return due_payments.waiting(tx)
