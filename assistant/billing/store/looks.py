"""When invoices are to be looked at for reminders, and whether anything is to be done about any."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import bindparam, select, update
from sqlalchemy.engine import Connection

from assistant.billing.store.tables.accounts import accounts
from assistant.billing.store.tables.invoices import invoices
from assistant.billing.store.tables.reminders import holds, reminder_looks, reminders
from assistant.db import first_due, insert_new
from assistant.db.direct import short_lists
from assistant.values import dataclass

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Look:
    """An invoice whose next stage may have come, with its account's stages as they are kept."""

    invoice_id: str
    account_id: str
    due_on: date
    owing: bool
    stages: str | None


def look_at(tx: Connection, invoice_id: str, account_id: str, due: datetime | None) -> None:
    """Have an invoice looked at then, whether or not it was on the list."""
    row = {"invoice_id": invoice_id, "account_id": account_id, "due_at": due}
    if not insert_new(tx, reminder_looks, row):
        tx.execute(_put_look, {"which": invoice_id, "due_at": due})


def look_again(tx: Connection, account_id: str, now: datetime) -> None:
    """Have every open invoice of an account looked at now."""
    tx.execute(_look_again, {"account": account_id, "due_at": now})


_put_look = update(reminder_looks).where(reminder_looks.c.invoice_id == bindparam("which"))
_look_again = update(reminder_looks).where(
    reminder_looks.c.account_id == bindparam("account"),
    reminder_looks.c.invoice_id.in_(
        select(invoices.c.id).where(
            invoices.c.account_id == bindparam("account"), invoices.c.status == "OPEN"
        )
    ),
)


DUE = tuple(
    first_due(each, each) for each in (reminder_looks.c.due_at, holds.c.due_at, reminders.c.due_at)
)
"""The first invoice and the first promise to be looked at, and the first reminder to be sent."""


def due(tx: Connection, now: datetime, limit: int) -> list[Look]:
    """Invoices to look at, held against other processes until commit."""
    return [
        Look(
            row.id,
            row.account_id,
            row.due_on,
            row.status == "OPEN" and row.total_minor > row.paid_minor,
            row.reminder_days,
        )
        for row in tx.execute(_due, {"now": now, "limit": limit})
    ]


_due = (
    select(
        invoices.c.id,
        invoices.c.account_id,
        invoices.c.due_on,
        invoices.c.status,
        invoices.c.total_minor,
        invoices.c.paid_minor,
        accounts.c.reminder_days,
    )
    .join_from(reminder_looks, invoices, invoices.c.id == reminder_looks.c.invoice_id)
    .join(accounts, accounts.c.id == invoices.c.account_id)
    .where(reminder_looks.c.due_at <= bindparam("now"))
    .order_by(reminder_looks.c.due_at)
    .limit(bindparam("limit"))
    .with_for_update(of=reminder_looks, skip_locked=True)
)


def looked(tx: Connection, nexts: Iterable[tuple[str, datetime | None]]) -> None:
    """Note when each invoice is to be looked at next, if at all."""
    for due, which in alike(nexts).items():
        for some in short_lists(which):
            tx.execute(_put_looks, {"which": some, "due_at": due})


_put_looks = update(reminder_looks).where(
    reminder_looks.c.invoice_id.in_(bindparam("which", expanding=True))
)


def alike(pairs: Iterable[tuple[str, T]]) -> dict[T, list[str]]:
    """By what is the same of them, which they are."""
    found: dict[T, list[str]] = {}
    for which, what in pairs:
        found.setdefault(what, []).append(which)
    return found
