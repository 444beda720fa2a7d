"""Refunds, credits, write-offs and one-time charges: proposed by one person, approved by another.

Under their own limit agents act alone; above it somebody else must approve. Rights are looked up
when something is to be *done*, never only when it was asked for: whoever lost them meanwhile gets
nothing done, as author or as approver. The account's turn is held throughout, so an operation and
a payment of the same money come one after the other.
"""

from datetime import timedelta

from sqlalchemy.engine import Connection

from assistant.billing.ids import new_id
from assistant.billing.model import Asker
from assistant.billing.model.operation import Agent, Operation, OperationProblem, OperationState
from assistant.billing.money import Money
from assistant.billing.operations import executing, telling
from assistant.billing.operations.proposing import Proposal, prepared
from assistant.billing.outcomes import (
    OperationDeclined,
    OperationDone,
    OperationProposed,
    OperationRefused,
    OperationsWaiting,
)
from assistant.billing.store import agents, operations, people

DAY = timedelta(hours=24)
"""What an agent does alone is counted over this long, so that a limit is not cut into slices."""

ONCE = timedelta(minutes=10)
"""The same words again within this time are the same operation: a double click, a second try."""

SHOWN = 20
"""How many waiting operations are listed at once."""

Proposed = OperationProposed | OperationDone | OperationRefused


def propose(tx: Connection, asker: Asker, proposal: Proposal) -> Proposed:
    """Do it, or put it before somebody else, or say why not."""
    if not asker.account_id:
        return OperationRefused(OperationProblem.NO_ACCOUNT)
    people.lock(tx, asker.account_id)
    author = agents.agent(tx, asker.person_id, lock=True)
    if not author.agent:
        return OperationRefused(OperationProblem.RIGHTS_REVOKED)
    row = prepared(tx, asker, proposal)
    if isinstance(row, OperationRefused):
        return row
    if again := operations.same(tx, asker, row, since=asker.now - ONCE):
        return _as_it_stands(tx, again)
    amount = Money(row["amount_minor"], row["currency"])
    row["limit_minor"] = author.limit(amount.currency).minor
    operation_id = new_id("op")
    operations.add(tx, operation_id, {**row, "state": OperationState.PROPOSED}, asker)
    proposed = operations.identified(tx, operation_id)
    if _alone(tx, asker, author, amount):
        return _execute(tx, asker, proposed, by_author=True)
    telling.proposed(tx, proposed, now=asker.now)
    return _as_it_stands(tx, proposed, repeated=False)


def approve(tx: Connection, asker: Asker, named: str | None) -> Proposed:
    """Let what somebody else proposed be done."""
    found = _turn(tx, asker, named)
    if isinstance(found, OperationRefused):
        return found
    if found.state is not OperationState.PROPOSED:
        return OperationRefused(OperationProblem.OVER, found)
    approver = agents.agent(tx, asker.person_id, lock=True)
    if problem := _may_not_approve(approver, found):
        return OperationRefused(problem, found)
    if not agents.agent(tx, found.proposed_by, lock=True).agent:
        return _refuse(tx, asker, found, OperationProblem.RIGHTS_REVOKED)
    operations.change(tx, found.id, approved_by=approver.person_id)
    return _execute(tx, asker, operations.identified(tx, found.id), by_author=False)


def decline(
    tx: Connection, asker: Asker, named: str | None
) -> OperationDeclined | OperationRefused:
    """Say no to what waits; the author may take their own back."""
    found = _turn(tx, asker, named)
    if isinstance(found, OperationRefused):
        return found
    if found.state is not OperationState.PROPOSED:
        return OperationRefused(OperationProblem.OVER, found)
    person = agents.agent(tx, asker.person_id, lock=True)
    own = found.proposed_by == person.person_id and person.agent
    if not own and (problem := _may_not_approve(person, found)):
        return OperationRefused(problem, found)
    _refuse(tx, asker, found, OperationProblem.BY_PERSON)
    return OperationDeclined(operations.identified(tx, found.id), own)


def waiting(tx: Connection, asker: Asker) -> OperationsWaiting | OperationRefused:
    """What waits for a second person, of every customer."""
    if not agents.agent(tx, asker.person_id).agent:
        return OperationRefused(OperationProblem.RIGHTS_REVOKED)
    return OperationsWaiting(tuple(operations.waiting(tx, limit=SHOWN)), asker.person_id)


def _alone(tx: Connection, asker: Asker, author: Agent, amount: Money) -> bool:
    since = asker.now - DAY
    spent = operations.alone_since(tx, author.person_id, amount.currency, since)
    return spent + amount <= author.limit(amount.currency)


def _execute(
    tx: Connection, asker: Asker, operation: Operation, *, by_author: bool
) -> OperationDone | OperationRefused:
    problem = executing.execute(tx, operation, now=asker.now)
    if problem is not None:
        return _refuse(tx, asker, operation, problem)
    done = operations.identified(tx, operation.id)
    telling.executed(tx, done, now=asker.now, by_author=by_author)
    return OperationDone(done)


def _refuse(
    tx: Connection, asker: Asker, operation: Operation, problem: OperationProblem
) -> OperationRefused:
    """End it undone; whoever proposed it is told, unless it is they who hear it now."""
    end = {"problem": problem, "decided_at": asker.now, "finished_at": asker.now}
    waits = OperationState.PROPOSED
    operations.move(tx, operation.id, come_from=waits, state=OperationState.REFUSED, **end)
    refused = operations.identified(tx, operation.id)
    if asker.person_id != operation.proposed_by:
        telling.refused(tx, refused, now=asker.now)
    return OperationRefused(problem, refused)


def _may_not_approve(person: Agent, operation: Operation) -> OperationProblem | None:
    if not person.agent or not person.approver:
        return OperationProblem.NOT_APPROVER
    if person.person_id == operation.proposed_by:
        return OperationProblem.SAME_PERSON
    return None


def _turn(tx: Connection, asker: Asker, named: str | None) -> Operation | OperationRefused:
    """The operation that is meant, with its account's turn taken and read again after that."""
    if not agents.agent(tx, asker.person_id).agent:
        return OperationRefused(OperationProblem.RIGHTS_REVOKED)
    found = operations.named(tx, named) if named else operations.waiting(tx, limit=2)
    if not found:
        return OperationRefused(OperationProblem.UNKNOWN, named=named or "")
    if len(found) > 1:
        return OperationRefused(OperationProblem.SEVERAL, named=named or "")
    people.lock(tx, found[0].account_id)
    return operations.identified(tx, found[0].id)


def _as_it_stands(
    tx: Connection, operation: Operation, *, repeated: bool = True
) -> OperationProposed | OperationDone:
    if operation.state is OperationState.PROPOSED:
        who = tuple(each.name for each in agents.approvers(tx, but=operation.proposed_by))
        return OperationProposed(operation, who, repeated)
    return OperationDone(operation, repeated)
