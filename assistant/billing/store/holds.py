"""What holds reminders back: promises, pauses, mutes, and what somebody says was paid."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, bindparam, insert, or_, select, update
from sqlalchemy.engine import Connection

from assistant.billing.model.hold import Hold, HoldKind, HoldState
from assistant.billing.store.tables.accounts import people
from assistant.billing.store.tables.invoices import invoices
from assistant.billing.store.tables.reminders import holds
from assistant.db.direct import asked_for_each


def add(
    tx: Connection, hold: Hold, *, due: datetime | None, request_id: str, now: datetime
) -> None:
    """Write a hold, and by when somebody must look at it again."""
    row = asdict(hold) | {"due_at": due, "request_id": request_id, "created_at": now}
    tx.execute(_add, row)


_add = insert(holds)


def live_of(tx: Connection, account_id: str, now: datetime) -> list[Hold]:
    """What holds back reminders of the account at this moment, in the order it was said."""
    return asking_for_live(tx, [account_id], now)()


def asking_for_live(
    tx: Connection, account_ids: Iterable[str], now: datetime
) -> Callable[[], list[Hold]]:
    """The same of several accounts, for who asks more at once; what it returns tells."""
    rows = asked_for_each(tx, _live_of, "accounts", account_ids, now=now)
    return lambda: [_hold(row) for row in rows]


_live = holds.c.ended_at.is_(None), or_(holds.c.until.is_(None), holds.c.until > bindparam("now"))
_live_of = (
    select(holds)
    .where(holds.c.account_id.in_(bindparam("accounts", expanding=True)), *_live)
    .order_by(holds.c.created_at, holds.c.id)
)


def end(tx: Connection, hold_id: str, state: HoldState, now: datetime) -> bool:
    """It holds nothing back any more; False where it had ended before."""
    ended = {"which": hold_id, "state": state, "ended_at": now, "due_at": None}
    return bool(tx.execute(_end, ended).rowcount)


_end = update(holds).where(holds.c.id == bindparam("which"), holds.c.ended_at.is_(None))


def change(tx: Connection, hold_id: str, **values: Any) -> None:
    """Write what is now so of a hold."""
    tx.execute(_change, {"which": hold_id, **values})


_change = update(holds).where(holds.c.id == bindparam("which"))


def due(tx: Connection, now: datetime, limit: int) -> list[Hold]:
    """Promises whose time has come, held against other processes until commit."""
    return [_hold(row) for row in tx.execute(_due, {"now": now, "limit": limit})]


_due = (
    select(holds)
    .where(holds.c.due_at <= bindparam("now"))
    .order_by(holds.c.due_at, holds.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)


def promised(tx: Connection, account_id: str, invoice_id: str) -> list[Hold]:
    """What was promised of an invoice and is not over, the newest word last."""
    given = {"account": account_id, "invoice": invoice_id, "kind": HoldKind.PROMISE.value}
    return [_hold(row) for row in tx.execute(_promised, given)]


_promised = (
    select(holds)
    .where(
        holds.c.account_id == bindparam("account"),
        holds.c.invoice_id == bindparam("invoice"),
        holds.c.kind == bindparam("kind"),
        holds.c.ended_at.is_(None),
    )
    .order_by(holds.c.created_at, holds.c.id)
)


def promises(tx: Connection, account_id: str, since: datetime) -> list[Any]:
    """What was promised for an account and holds, or has been taken back since then."""
    given = {"account": account_id, "since": since, "kind": HoldKind.PROMISE.value}
    return list(tx.execute(_promises, given | _STILL))


_STILL = {"made": HoldState.MADE.value, "withdrawn": HoldState.WITHDRAWN.value}
_promises = (
    select(holds.c.day, holds.c.state, holds.c.ended_at, invoices.c.number, people.c.name)
    .join(invoices, invoices.c.id == holds.c.invoice_id)
    .join(people, people.c.id == holds.c.said_by)
    .where(
        holds.c.account_id == bindparam("account"),
        holds.c.kind == bindparam("kind"),
        or_(
            and_(holds.c.state == bindparam("made"), holds.c.ended_at.is_(None)),
            and_(holds.c.state == bindparam("withdrawn"), holds.c.ended_at > bindparam("since")),
        ),
    )
    .order_by(holds.c.created_at, invoices.c.number)
)


def said_paid(tx: Connection, account_id: str, now: datetime) -> list[Any]:
    """Which invoices somebody says are paid, while we look for the money; the newest word last."""
    given = {"account": account_id, "now": now, "kind": HoldKind.SAYS_PAID.value}
    return list(tx.execute(_said_paid, given))


_said_paid = (
    select(holds.c.invoice_id, holds.c.created_at, invoices.c.number, people.c.name)
    .join(invoices, invoices.c.id == holds.c.invoice_id)
    .join(people, people.c.id == holds.c.said_by)
    .where(holds.c.account_id == bindparam("account"), holds.c.kind == bindparam("kind"), *_live)
    .order_by(holds.c.created_at)
)


def disputed(tx: Connection, account_id: str) -> list[Any]:
    """Who says since when that which invoice of the account is wrong, the oldest word first."""
    given = {"account": account_id, "kind": HoldKind.DISPUTE.value}
    return list(tx.execute(_disputed, given))


_disputed = (
    select(holds.c.invoice_id, holds.c.created_at, holds.c.said_by, people.c.name)
    .join(people, people.c.id == holds.c.said_by)
    .where(
        holds.c.account_id == bindparam("account"),
        holds.c.kind == bindparam("kind"),
        holds.c.ended_at.is_(None),
    )
    .order_by(holds.c.created_at)
)


def of_invoice(tx: Connection, invoice_id: str) -> list[Any]:
    """Every hold of one invoice, over or not, for the operator."""
    return list(tx.execute(_of_invoice, {"invoice": invoice_id}))


def named(tx: Connection, thing: str) -> list[Any]:
    """The hold with this id, or those that this request made or this person's word is."""
    return list(tx.execute(_named, {"thing": thing}))


_of_invoice = select(holds).where(holds.c.invoice_id == bindparam("invoice"))
_named = select(holds).where(
    or_(
        holds.c.id == bindparam("thing"),
        holds.c.request_id == bindparam("thing"),
        holds.c.said_by == bindparam("thing"),
    )
)


def _hold(row: Any) -> Hold:
    day: date | None = row.day
    return Hold(
        id=row.id,
        account_id=row.account_id,
        invoice_id=row.invoice_id,
        person_id=row.person_id,
        kind=HoldKind(row.kind),
        state=HoldState(row.state),
        until=row.until,
        day=day,
        said_by=row.said_by,
    )
