"""Operations: what agents propose and approve; a row with ``due_at`` is a refund to make."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Select,
    and_,
    bindparam,
    case,
    func,
    insert,
    literal,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.engine import Connection

from assistant.billing.model import Asker, Origin
from assistant.billing.model.operation import (
    Operation,
    OperationKind,
    OperationProblem,
    OperationState,
)
from assistant.billing.money import Money
from assistant.billing.store.stops import PAYING
from assistant.billing.store.tables.accounts import accounts, people
from assistant.billing.store.tables.invoices import invoices
from assistant.billing.store.tables.operations import operations
from assistant.db import first_due

_about = invoices.alias("about")
_result = invoices.alias("result")
_proposer = people.alias("proposer")
_approver = people.alias("approver")

_operations = (
    select(
        operations,
        accounts.c.name.label("account"),
        _about.c.number.label("number"),
        _result.c.number.label("result"),
        _proposer.c.name.label("proposer"),
        _approver.c.name.label("approver"),
    )
    .join(accounts, accounts.c.id == operations.c.account_id)
    .join(_proposer, _proposer.c.id == operations.c.proposed_by)
    .outerjoin(_approver, _approver.c.id == operations.c.approved_by)
    .outerjoin(_about, _about.c.id == operations.c.invoice_id)
    .outerjoin(_result, _result.c.id == operations.c.result_id)
)
_identified = _operations.where(operations.c.id.in_(bindparam("ids", expanding=True)))
_waiting = (
    _operations.where(operations.c.state == OperationState.PROPOSED)
    .order_by(operations.c.created_at, operations.c.id)
    .limit(bindparam("limit"))
)
_named = (
    _operations.where(
        operations.c.id >= bindparam("first"),
        operations.c.id < bindparam("beyond"),
    )
    .order_by(operations.c.created_at.desc())
    .limit(3)
)
_same = (
    _operations.where(
        operations.c.proposed_by == bindparam("person"),
        operations.c.created_at > bindparam("since"),
        operations.c.account_id == bindparam("account"),
        operations.c.kind == bindparam("kind"),
        operations.c.amount_minor == bindparam("minor"),
        operations.c.currency == bindparam("currency"),
        operations.c.reason == bindparam("reason"),
        operations.c.state.not_in([OperationState.REFUSED, OperationState.FAILED]),
    )
    .order_by(operations.c.created_at.desc())
    .limit(10)
)
_latest_of = (
    _operations.where(
        operations.c.proposed_by == bindparam("person"),
        operations.c.created_at > bindparam("since"),
    )
    .order_by(operations.c.created_at.desc(), operations.c.id.desc())
    .limit(1)
)


def add(tx: Connection, operation_id: str, row: dict[str, Any], asker: Asker) -> None:
    """Put a proposal on record."""
    origin = asdict(asker.origin)
    values = {
        **row,
        "id": operation_id,
        "account_id": asker.account_id,
        "proposed_by": asker.person_id,
        "request_id": asker.request_id,
        "origin": origin,
        "created_at": asker.now,
    }
    tx.execute(_add, values)


_add = insert(operations)


def identified(tx: Connection, operation_id: str) -> Operation:
    """An operation by its whole id, which must exist."""
    (found,) = _all(tx, _identified, {"ids": [operation_id]})
    return found


def named(tx: Connection, beginning: str) -> list[Operation]:
    """Operations whose id begins so: nobody types all of one."""
    return _all(tx, _named, {"first": beginning, "beyond": beginning + "g"})


def waiting(tx: Connection, *, limit: int) -> list[Operation]:
    """What waits for a second person, of every account, oldest first."""
    return _all(tx, _waiting, {"limit": limit})


def same(tx: Connection, asker: Asker, row: dict[str, Any], *, since: datetime) -> Operation | None:
    """What this agent proposed a moment ago in just the same words, about the same thing."""
    wanted = {
        "person": asker.person_id,
        "account": asker.account_id,
        "since": since,
        "kind": row["kind"],
        "minor": row["amount_minor"],
        "currency": row["currency"],
        "reason": row["reason"],
    }
    about = (row["invoice_id"], row["payment_id"])
    found = _all(tx, _same, wanted)
    return next((each for each in found if (each.invoice_id, each.payment_id) == about), None)


def latest_of(tx: Connection, person_id: str, *, since: datetime) -> Operation | None:
    """What this agent asked for last, if it was after that."""
    found = _all(tx, _latest_of, {"person": person_id, "since": since})
    return found[0] if found else None


def alone_since(tx: Connection, person_id: str, currency: str, since: datetime) -> Money:
    """What this agent has had done without a second person since then, in one currency."""
    wanted = {"person": person_id, "currency": currency, "since": since}
    return Money(int(tx.execute(_alone, wanted).scalar_one() or 0), currency)


_alone = select(func.sum(operations.c.amount_minor)).where(
    operations.c.proposed_by == bindparam("person"),
    operations.c.currency == bindparam("currency"),
    operations.c.created_at > bindparam("since"),
    operations.c.approved_by.is_(None),
    operations.c.state.not_in(
        [
            OperationState.DRAFTED,
            OperationState.PROPOSED,
            OperationState.REFUSED,
            OperationState.FAILED,
        ]
    ),
)


def credited_for(tx: Connection, invoice_id: str, reason: str) -> bool:
    """Whether a credit for this reason was proposed or given on an invoice."""
    return tx.execute(_credited, {"invoice": invoice_id, "reason": reason}).first() is not None


_credited = select(operations.c.id).where(
    operations.c.invoice_id == bindparam("invoice"),
    operations.c.kind == OperationKind.CREDIT,
    operations.c.reason == bindparam("reason"),
    operations.c.state.not_in(
        [OperationState.DRAFTED, OperationState.REFUSED, OperationState.FAILED]
    ),
)


def move(tx: Connection, operation_id: str, *, come_from: OperationState, **values: Any) -> bool:
    """Take an operation on from a state; False when it is not in it (any more)."""
    wanted = {"which": operation_id, "was": come_from, **values}
    return tx.execute(_move, wanted).rowcount > 0


_move = update(operations).where(
    operations.c.id == bindparam("which"), operations.c.state == bindparam("was")
)


def change(tx: Connection, operation_id: str, **values: Any) -> None:
    """Write what is now known of an operation."""
    tx.execute(_change, {"which": operation_id, **values})


_change = update(operations).where(operations.c.id == bindparam("which"))


def any_due(tx: Connection, *, now: datetime) -> bool:
    """Whether there is a refund to make or to look up."""
    return tx.execute(_due, {"now": now}).first() is not None


_due = first_due(operations.c.id, operations.c.due_at)


def claim(
    tx: Connection, now: datetime, *, lease: timedelta, limit: int, paying: bool = True
) -> list[Operation]:
    """Take refunds that are due, as they were before; a dead process's fall due again.

    While paying is stopped, those that nobody has asked the provider for stay where they are.
    """
    may_ask = and_(literal(paying), not_(PAYING))
    due = (
        select(operations.c.id)
        .where(
            operations.c.due_at <= now,
            or_(operations.c.state != OperationState.APPROVED, may_ask),
        )
        .order_by(operations.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = [row.id for row in tx.execute(due)]
    if not ids:
        return []
    found = _all(tx, _identified, {"ids": ids})
    state = operations.c.state
    asked = case((state == OperationState.APPROVED, OperationState.EXECUTING), else_=state)
    taken = update(operations).where(operations.c.id.in_(ids))
    tx.execute(taken.values(due_at=now + lease, state=asked, attempts=operations.c.attempts + 1))
    return found


def is_of(tx: Connection, operation_id: str, payment_id: str) -> bool:
    """Whether this is the id of a refund of this payment."""
    return tx.execute(_is_of, {"id": operation_id, "payment": payment_id}).first() is not None


_is_of = select(operations.c.id).where(
    operations.c.id == bindparam("id"), operations.c.payment_id == bindparam("payment")
)


def ids_of_account(tx: Connection, account_id: str) -> list[str]:
    """Every operation of an account, oldest first."""
    query = select(operations.c.id).where(operations.c.account_id == account_id)
    return [str(row.id) for row in tx.execute(query.order_by(operations.c.created_at))]


def _all(tx: Connection, query: Select[Any], wanted: dict[str, Any]) -> list[Operation]:
    return [_operation(row) for row in _rows(tx, query, wanted)]


def _rows(tx: Connection, query: Select[Any], wanted: dict[str, Any]) -> Sequence[Any]:
    return tx.execute(query, wanted).all()


def _operation(row: Any) -> Operation:
    return Operation(
        id=row.id,
        account_id=row.account_id,
        account=row.account,
        kind=OperationKind(row.kind),
        amount=Money(row.amount_minor, row.currency),
        reason=row.reason,
        invoice_id=row.invoice_id,
        number=row.number,
        payment_id=row.payment_id,
        state=OperationState(row.state),
        proposed_by=row.proposed_by,
        proposer=row.proposer,
        approved_by=row.approved_by,
        approver=row.approver,
        limit=Money(row.limit_minor, row.currency),
        problem=OperationProblem(row.problem) if row.problem else None,
        failure=row.failure,
        attempts=row.attempts,
        gateway_ref=row.gateway_ref,
        result_id=row.result_id,
        result=row.result,
        request_id=row.request_id,
        origin=Origin(**row.origin),
        created_at=row.created_at,
        finished_at=row.finished_at,
    )
