"""Work that one process at a time does again and again, and how far it has come."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.engine import Connection

from assistant.billing.store.tables.outside import chores
from assistant.db import insert_new


def is_due(tx: Connection, name: str, now: datetime) -> bool:
    """Whether it is time, and nobody is at it."""
    row = tx.execute(_named, {"name": name}).one_or_none()
    return row is None or (row.due_at <= now and (row.held_until is None or row.held_until <= now))


def known(tx: Connection, name: str) -> bool:
    """Whether it was ever begun."""
    return tx.execute(_named, {"name": name}).first() is not None


def mark(tx: Connection, name: str) -> str:
    """How far it has come; empty before the first time."""
    row = tx.execute(_named, {"name": name}).one_or_none()
    return "" if row is None else str(row.mark)


_named = select(chores).where(chores.c.name == bindparam("name"))


def hold(tx: Connection, name: str) -> None:
    """Do what follows one at a time, until the transaction ends."""
    tx.execute(_named_turn, {"name": name})


_named_turn = _named.with_for_update()


def take(tx: Connection, name: str, *, now: datetime, until: datetime) -> str | None:
    """Begin, due or not; returns how far it had come, None while another process is at it."""
    insert_new(tx, chores, {"name": name, "due_at": now, "mark": ""})
    row = tx.execute(_take, {"which": name, "now": now, "held_until": until}).one_or_none()
    return None if row is None else str(row.mark)


_take = (
    update(chores)
    .where(
        chores.c.name == bindparam("which"),
        or_(chores.c.held_until.is_(None), chores.c.held_until <= bindparam("now")),
    )
    .values(held_until=bindparam("held_until"))
    .returning(chores.c.mark)
)


def go_on(tx: Connection, name: str, *, held: datetime, **values: Any) -> bool:
    """Write how far it has come; False when another process has taken it over."""
    row = {"which": name, "held": held, **values}
    return tx.execute(_go_on, row).rowcount > 0


_go_on = update(chores).where(
    chores.c.name == bindparam("which"), chores.c.held_until == bindparam("held")
)


def hasten(tx: Connection, name: str, now: datetime) -> None:
    """Let it be due now."""
    insert_new(tx, chores, {"name": name, "due_at": now, "mark": ""})
    tx.execute(_hasten, {"which": name, "due_at": now})


_hasten = update(chores).where(chores.c.name == bindparam("which"))


def set_mark(tx: Connection, name: str, mark: str) -> None:
    """Write how far it has come, whoever is at it."""
    tx.execute(_set_mark, {"which": name, "mark": mark})


_set_mark = update(chores).where(chores.c.name == bindparam("which"))
