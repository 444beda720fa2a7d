"""What an operator has stopped: a row that every process reads in the statement that takes work."""

from datetime import datetime

from sqlalchemy import Exists, bindparam, delete, select, update
from sqlalchemy.engine import Connection

from assistant.billing.model.stop import Stop, Stopped
from assistant.billing.store.tables.stops import stops
from assistant.db import insert_new


def put(tx: Connection, what: Stop, *, because: str, at: datetime) -> None:
    """Stop it, or say anew why it is stopped."""
    if not insert_new(tx, stops, {"name": what, "since": at, "because": because}):
        tx.execute(_again, {"which": what, "because": because})


def lift(tx: Connection, what: Stop) -> bool:
    """Let it go on; False when it was not stopped."""
    return tx.execute(_lift, {"which": what}).rowcount > 0


def every(tx: Connection) -> list[Stopped]:
    """What is stopped, the longest first."""
    return [Stopped(Stop(row.name), row.since, row.because) for row in tx.execute(_every)]


def is_stopped(tx: Connection, what: Stop) -> bool:
    """Whether it is stopped at this moment."""
    return tx.execute(_named, {"which": what}).first() is not None


_again = update(stops).where(stops.c.name == bindparam("which"))
_lift = delete(stops).where(stops.c.name == bindparam("which"))
_every = select(stops).order_by(stops.c.since, stops.c.name)
_named = select(stops.c.name).where(stops.c.name == bindparam("which"))


def _on(what: Stop) -> Exists:
    """Whether it is stopped, as a part of another statement: one look more, and no round trip."""
    return select(stops.c.name).where(stops.c.name == what.value).exists()


PAYING, SENDING = _on(Stop.PAYING), _on(Stop.SENDING)
