"""Write down, in the transaction that made it true, what is to be told of an operation.

Two audiences, two facts: the customer hears what was done for them or to them, the seller's own
people hear how what they proposed or must approve stands. Nobody at the customer is told of a
write-off, or of an operation that was not done.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.engine import Connection

from assistant.billing.events import (
    AtDesk,
    Charged,
    Credited,
    MoneyWentBack,
    OperationEvent,
    OperationNews,
    PaidPart,
    RefundTold,
)
from assistant.billing.ids import new_id
from assistant.billing.model import Invoice, Payment, Role
from assistant.billing.model.operation import Operation, OperationKind
from assistant.billing.money import Money
from assistant.billing.settling.taking_back import Moved
from assistant.billing.store import agents, events, people
from assistant.billing.store.agents import Reach


def proposed(tx: Connection, operation: Operation, *, now: datetime) -> None:
    """Whoever may approve it should."""
    _news(tx, operation, "proposed", agents.approvers(tx, but=operation.proposed_by), now)


def hearers(tx: Connection, operation: Operation, payer_id: str = "") -> tuple[str, ...]:
    """Who at the customer is going to hear of it, by name; nobody hears of a write-off."""
    if operation.kind is OperationKind.WRITE_OFF:
        return ()
    charged = operation.kind is OperationKind.CHARGE
    everybody = people.contacts_of(tx, operation.account_id)
    flagged = [
        each
        for each in everybody
        if each.person_id == payer_id
        or (each.receives_invoices if charged else each.receives_payments)
    ]
    admins = [each for each in everybody if each.role >= Role.ADMIN]
    return tuple(each.name for each in flagged or admins)


def executed(tx: Connection, operation: Operation, *, now: datetime, by_author: bool) -> None:
    """Who proposed it hears that somebody else approved it; their own answer says the rest."""
    if not by_author:
        _author(tx, operation, "approved", now)


def refused(tx: Connection, operation: Operation, *, now: datetime) -> None:
    """Who proposed it hears that it will not be done."""
    _author(tx, operation, "refused", now)


def credited(
    tx: Connection,
    operation: Operation,
    number: str,
    paid: Sequence[tuple[Invoice, Money]],
    *,
    now: datetime,
) -> None:
    """The customer hears what a credit paid and what of it is left."""
    parts = tuple(
        PaidPart(number=each.number, minor=part.minor, open_minor=each.open_amount.minor)
        for each, part in paid
    )
    fact = Credited(
        account_id=operation.account_id,
        account=operation.account,
        about=operation.id,
        at=now,
        by=operation.proposer,
        request_id=operation.request_id,
        minor=operation.amount.minor,
        currency=operation.amount.currency,
        reason=operation.reason,
        number=number,
        parts=parts,
        kept_minor=operation.amount.minor - sum(each.minor for each in parts),
    )
    _add(tx, fact)


def charged(tx: Connection, operation: Operation, number: str, due: date, *, now: datetime) -> None:
    """The customer hears of the new invoice."""
    fact = Charged(
        account_id=operation.account_id,
        account=operation.account,
        about=operation.id,
        at=now,
        by=operation.proposer,
        request_id=operation.request_id,
        minor=operation.amount.minor,
        currency=operation.amount.currency,
        reason=operation.reason,
        number=number,
        due_on=due,
    )
    _add(tx, fact)


def refund_stage(
    tx: Connection,
    operation: Operation,
    payment: Payment,
    stage: str,
    *,
    now: datetime,
    kept: Money | None = None,
) -> None:
    """Both hear how a refund stands; of one that never began only the seller's people."""
    _author(tx, operation, stage, now)
    if operation.result is None:
        return
    fact = RefundTold(
        account_id=operation.account_id,
        account=operation.account,
        about=f"{operation.id}:{stage}",
        at=now,
        by=operation.proposer,
        request_id=operation.request_id,
        stage=stage,
        minor=operation.amount.minor,
        currency=operation.amount.currency,
        reason=operation.reason,
        payment_id=payment.id,
        payer_id=payment.person_id,
        numbers=payment.numbers,
        number=operation.result,
        kept_minor=kept.minor if kept else 0,
    )
    _add(tx, fact)


def went_back(
    tx: Connection,
    payment: Payment,
    amount: Money,
    *,
    what: tuple[str, str],
    moved: Moved,
    now: datetime,
    reason: str = "",
) -> None:
    """The customer hears of money nobody here had moved; ``what`` is (kind, about)."""
    kind, about = what
    fact = MoneyWentBack(
        account_id=payment.account_id,
        account=people.account(tx, payment.account_id).name,
        about=about,
        at=now,
        what=kind,
        minor=amount.minor,
        currency=amount.currency,
        payment_id=payment.id,
        payer_id=payment.person_id,
        numbers=payment.numbers,
        parts=moved.parts,
        credit_minor=moved.credit.minor,
        reason=reason,
    )
    _add(tx, fact)


def _author(tx: Connection, operation: Operation, stage: str, now: datetime) -> None:
    concerned = [operation.proposed_by, operation.approved_by]
    if stage in ("approved", "refused"):  # whoever decided it knows
        concerned = [operation.proposed_by]
    _news(tx, operation, stage, agents.reach(tx, [each for each in concerned if each]), now)


def _news(
    tx: Connection, operation: Operation, stage: str, told: Sequence[Reach], now: datetime
) -> None:
    news = OperationNews(
        account_id=operation.account_id,
        account=operation.account,
        about=f"{operation.id}:{stage}",
        at=now,
        request_id=operation.request_id,
        stage=stage,
        operation_id=operation.id,
        what=operation.kind,
        minor=operation.amount.minor,
        currency=operation.amount.currency,
        reason=operation.reason,
        number=operation.number or "",
        result=operation.result or "",
        proposer=operation.proposer,
        approver=operation.approver or "",
        problem=operation.problem or "",
        failure=operation.failure or "",
        told=tuple(_at_desk(each) for each in told),
    )
    events.add(tx, new_id("evt"), news)


def _at_desk(each: Reach) -> AtDesk:
    return AtDesk(
        person_id=each.person_id,
        name=each.name,
        email=each.email,
        locale=each.locale,
        timezone=each.timezone,
        slack=each.slack,
    )


def _add(tx: Connection, fact: OperationEvent) -> None:
    events.add(tx, new_id("evt"), fact)
