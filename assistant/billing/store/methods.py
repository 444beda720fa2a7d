"""Saved methods: who may be charged how. A removed one stays, for the payments that name it."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, case, exists, insert, or_, select, update
from sqlalchemy.engine import Connection

from assistant.billing.model import Method, MethodState
from assistant.billing.store.tables.methods import methods
from assistant.billing.store.tables.payments import allocations, payments
from assistant.db import first_due, insert_new


def add(tx: Connection, account_id: str, method: Method) -> bool:
    """Write a method; False when this reference of the provider's is on file, whoever has it."""
    return insert_new(tx, methods, _row(method) | {"account_id": account_id})


def _row(each: Method) -> dict[str, Any]:
    names = (name for name in each.__slots__)
    return {name: getattr(each, name) for name in names}


def method(row: Any) -> Method:
    """Read a row of ``methods``."""
    return Method(
        id=row.id,
        gateway_ref=row.gateway_ref,
        kind=row.kind,
        brand=row.brand,
        last4=row.last4,
        exp_month=row.exp_month,
        exp_year=row.exp_year,
        state=MethodState(row.state),
        is_default=row.is_default,
        is_backup=row.is_backup,
        added_by=row.added_by,
        tell=row.tell,
        billing=row.billing,
        created_at=row.created_at,
        removed_at=row.removed_at,
        fingerprint=row.fingerprint,
    )


BESIDE = [methods.c[name].label(f"method_{name}") for name in Method.__slots__ if name != "id"]
"""Columns to select beside a row whose ``method_id`` names a method."""


def beside(row: Any) -> Method | None:
    """Read the method beside another row, if it names one."""
    if row.method_id is None:
        return None
    found = {name: getattr(row, f"method_{name}") for name in Method.__slots__}
    return Method(**found | {"state": MethodState(row.method_state)})


_of_account = methods.c.account_id == bindparam("account")
_kept = methods.c.removed_at.is_(None)
_by_id = select(methods).where(methods.c.id == bindparam("which"))
_default = select(methods).where(_of_account, methods.c.is_default)
_backup = select(methods).where(_of_account, methods.c.is_backup)
_on_file = (
    select(methods)
    .where(_of_account, _kept)
    .order_by(
        case((methods.c.is_default, 0), (methods.c.is_backup, 1), else_=2),
        methods.c.created_at.nulls_first(),
        methods.c.id,
    )
)
_usable = _on_file.where(methods.c.state == MethodState.ACTIVE.value)
_own = select(methods).where(_of_account, methods.c.id == bindparam("which"))
_referred = select(methods).where(methods.c.gateway_ref == bindparam("ref"))


def identified(tx: Connection, method_id: str) -> Method:
    """A method named by an offer or a payment, removed or not."""
    return method(tx.execute(_by_id, {"which": method_id}).one())


def default(tx: Connection, account_id: str) -> Method | None:
    """The saved method that pays unless another is named; it is active."""
    return _one(tx, _default, {"account": account_id})


def backup(tx: Connection, account_id: str) -> Method | None:
    """The method that pays when the default one does not; it is active."""
    return _one(tx, _backup, {"account": account_id})


def on_file(tx: Connection, account_id: str) -> list[Method]:
    """Every method of an account that is not removed: the default first, then the backup."""
    return [method(row) for row in tx.execute(_on_file, {"account": account_id})]


def active(tx: Connection, account_id: str) -> list[Method]:
    """Those that may be charged: the default first, then the backup, then the oldest."""
    return asking_for_active(tx, account_id)()


def asking_for_active(tx: Connection, account_id: str) -> Callable[[], list[Method]]:
    """The same for who asks more at once; what it returns tells."""
    found = tx.execute(_usable, {"account": account_id})
    return lambda: [method(row) for row in found]


def own(tx: Connection, account_id: str, method_id: str) -> Method | None:
    """A method by our id, but only the account's own."""
    return _one(tx, _own, {"account": account_id, "which": method_id})


def referred(tx: Connection, gateway_ref: str) -> tuple[str, Method] | None:
    """The account and the method that the provider's reference names; for the tails."""
    row = tx.execute(_referred, {"ref": gateway_ref}).one_or_none()
    return None if row is None else (row.account_id, method(row))


def _one(tx: Connection, query: Any, wanted: dict[str, Any]) -> Method | None:
    row = tx.execute(query, wanted).one_or_none()
    return None if row is None else method(row)


def change(tx: Connection, method_id: str, **values: Any) -> None:
    """Write what is now known of a method."""
    tx.execute(_change, {"which": method_id, **values})


_change = update(methods).where(methods.c.id == bindparam("which"))
_no_default = update(methods).where(_of_account, methods.c.is_default).values(is_default=False)
_no_backup = update(methods).where(_of_account, methods.c.is_backup).values(is_backup=False)


def make_default(tx: Connection, account_id: str, method_id: str) -> None:
    """Let it pay unless another is named; the caller holds the account's turn."""
    tx.execute(_no_default, {"account": account_id})
    change(tx, method_id, is_default=True, is_backup=False)


def no_backup(tx: Connection, account_id: str) -> None:
    """Nothing pays when the default method does not."""
    tx.execute(_no_backup, {"account": account_id})


def make_backup(tx: Connection, account_id: str, method_id: str) -> None:
    """Let it pay when the default one does not; the caller holds the account's turn."""
    tx.execute(_no_backup, {"account": account_id})
    change(tx, method_id, is_backup=True)


def remove(tx: Connection, method_id: str, now: datetime) -> None:
    """Take it off file; it is due to be let go of at the provider."""
    change(tx, method_id, is_default=False, is_backup=False, removed_at=now, due_at=now, attempts=0)


def in_use(tx: Connection, method_id: str) -> bool:
    """Whether a payment under way charges it."""
    return bool(tx.execute(_in_use, {"which": method_id}).scalar())


_in_use = select(
    exists().where(
        payments.c.method_id == bindparam("which"),
        payments.c.id == allocations.c.payment_id,
        allocations.c.live,
    )
)


def any_due(tx: Connection, *, now: datetime) -> bool:
    """Whether there is a method to let go of."""
    return tx.execute(_due, {"now": now}).first() is not None


_due = first_due(methods.c.id, methods.c.due_at)


def claim(
    tx: Connection, now: datetime, *, lease: timedelta, limit: int
) -> list[tuple[Method, int]]:
    """Take removed methods that the provider still has, with the tries so far."""
    due = (
        select(methods.c.id)
        .where(methods.c.due_at <= now)
        .order_by(methods.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = (
        update(methods)
        .where(methods.c.id.in_(due))
        .values(due_at=now + lease, attempts=methods.c.attempts + 1)
        .returning(*methods.c)
    )
    return [(method(row), row.attempts) for row in tx.execute(taken)]


def expiring(tx: Connection, by: date) -> list[tuple[str, Method]]:
    """Cards that pay by themselves and end by that month, with their accounts."""
    found = tx.execute(_expiring, {"year": by.year, "month": by.month})
    return [(row.account_id, method(row)) for row in found]


_expiring = select(methods).where(
    or_(methods.c.is_default, methods.c.is_backup),
    or_(
        methods.c.exp_year < bindparam("year"),
        (methods.c.exp_year == bindparam("year")) & (methods.c.exp_month <= bindparam("month")),
    ),
)


def write(tx: Connection, account_id: str, each: Method) -> None:
    """Write a method that must be new."""
    tx.execute(insert(methods), _row(each) | {"account_id": account_id})
