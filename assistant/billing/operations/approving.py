"""What one person proposed and another decides, and the doing of it.

Rights are looked up when something is to be *done*, never only when it was asked for: whoever lost
them meanwhile gets nothing done, as author or as approver. The account's turn is held throughout,
so an operation and a payment of the same money come one after the other.

An approval names the amount: typed, or by the button that stood beside it. One that does not is
answered with the amount, and approves nothing.
"""

from sqlalchemy.engine import Connection

from assistant.billing.amount import Amount
from assistant.billing.model import Asker
from assistant.billing.model.operation import Agent, Operation, OperationProblem, OperationState
from assistant.billing.money import Money
from assistant.billing.operations import executing, telling
from assistant.billing.outcomes import (
    OperationDeclined,
    OperationDone,
    OperationProposed,
    OperationRefused,
    OperationShown,
    OperationsWaiting,
)
from assistant.billing.store import agents, operations, people

SHOWN = 20
"""How many waiting operations are listed at once."""

Shown = OperationShown | OperationsWaiting | OperationRefused
Decided = Shown | OperationDone


def review(tx: Connection, asker: Asker, named: str | None) -> Shown:
    """Open one that waits, or was decided, for whoever wants to see it before saying anything."""
    found = _found(tx, asker, named)
    if not isinstance(found, Operation):
        return found
    return _opened(tx, asker, found)


def _opened(
    tx: Connection, asker: Asker, found: Operation, amount: Amount | None = None
) -> OperationShown:
    person = agents.agent(tx, asker.person_id)
    waits = found.state is OperationState.PROPOSED
    own = found.proposed_by == person.person_id
    may_decide = waits and _may_not_approve(person, found) is None
    return OperationShown(found, own and waits, may_decide, amount.text if amount else "")


def approve(
    tx: Connection, asker: Asker, named: str | None, amount: Amount | None = None
) -> Decided:
    """Let what somebody else proposed be done, for this very amount; else show what it would be.

    Without a name the only one that waits is shown, or all of them.
    """
    found = _turn(tx, asker, named)
    if not isinstance(found, Operation):
        return found
    if named is None:
        return _opened(tx, asker, found)
    if found.state is not OperationState.PROPOSED:
        return OperationRefused(OperationProblem.OVER, found)
    approver = agents.agent(tx, asker.person_id, lock=True)
    if problem := _may_not_approve(approver, found):
        return OperationRefused(problem, found)
    if amount is None or not _is_exactly(amount, found.amount):
        return _opened(tx, asker, found, amount)
    if not agents.agent(tx, found.proposed_by, lock=True).agent:
        return refuse(tx, asker, found, OperationProblem.RIGHTS_REVOKED)
    operations.change(tx, found.id, approved_by=approver.person_id)
    return carry_out(tx, asker, operations.identified(tx, found.id), by_author=False)


def decline(tx: Connection, asker: Asker, named: str | None) -> OperationDeclined | Shown:
    """Say no to what waits; the author may take their own back, even before their yes."""
    found = _turn(tx, asker, named)
    if not isinstance(found, Operation):
        return found
    if named is None:
        return _opened(tx, asker, found)
    if found.state not in (OperationState.PROPOSED, OperationState.DRAFTED):
        return OperationRefused(OperationProblem.OVER, found)
    person = agents.agent(tx, asker.person_id, lock=True)
    own = found.proposed_by == person.person_id and person.agent
    if not own and (problem := _may_not_approve(person, found)):
        return OperationRefused(problem, found)
    refuse(tx, asker, found, OperationProblem.BY_PERSON)
    return OperationDeclined(operations.identified(tx, found.id), own)


def waiting(tx: Connection, asker: Asker) -> OperationsWaiting | OperationRefused:
    """What waits for a second person, of every customer."""
    if not agents.agent(tx, asker.person_id).agent:
        return OperationRefused(OperationProblem.RIGHTS_REVOKED)
    return OperationsWaiting(tuple(operations.waiting(tx, limit=SHOWN)), asker.person_id)


def carry_out(
    tx: Connection, asker: Asker, operation: Operation, *, by_author: bool
) -> OperationDone | OperationRefused:
    """Do what nothing more has to be decided about; the caller holds the account's turn."""
    problem = executing.execute(tx, operation, now=asker.now)
    if problem is not None:
        return refuse(tx, asker, operation, problem)
    done = operations.identified(tx, operation.id)
    telling.executed(tx, done, now=asker.now, by_author=by_author)
    return OperationDone(done)


def refuse(
    tx: Connection, asker: Asker, operation: Operation, problem: OperationProblem
) -> OperationRefused:
    """End it undone; whoever proposed it is told, unless it is they who hear it now."""
    end = {"problem": problem, "decided_at": asker.now, "finished_at": asker.now}
    was = operation.state
    operations.move(tx, operation.id, come_from=was, state=OperationState.REFUSED, **end)
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


def _is_exactly(said: Amount, amount: Money) -> bool:
    """Whether it can be read as this amount in this currency, and in no other way."""
    only = len(said.readings) == 1 and said.currencies == (amount.currency,)
    return only and Money.of(said.readings[0], amount.currency) == amount


def _turn(
    tx: Connection, asker: Asker, named: str | None
) -> Operation | OperationsWaiting | OperationRefused:
    """The operation that is meant, with its account's turn taken and read again after that."""
    found = _found(tx, asker, named)
    if not isinstance(found, Operation):
        return found
    people.lock(tx, found.account_id)
    return operations.identified(tx, found.id)


def _found(
    tx: Connection, asker: Asker, named: str | None
) -> Operation | OperationsWaiting | OperationRefused:
    """The one that is meant, or those it could be, to choose from.

    What somebody else has not said yes to is nobody's business.
    """
    if not agents.agent(tx, asker.person_id).agent:
        return OperationRefused(OperationProblem.RIGHTS_REVOKED)
    every = operations.named(tx, named) if named else operations.waiting(tx, limit=SHOWN)
    found = [
        each
        for each in every
        if each.state is not OperationState.DRAFTED or each.proposed_by == asker.person_id
    ]
    if not found:
        return OperationRefused(OperationProblem.UNKNOWN, named=named or "")
    if len(found) > 1:
        return OperationsWaiting(tuple(found), asker.person_id)
    return found[0]


def as_it_stands(
    tx: Connection, operation: Operation, *, left: Money, repeated: bool = True
) -> OperationProposed | OperationDone:
    """How far something has come that its author asks for again, or has just asked for.

    ``left`` is what the author may still do alone.
    """
    if operation.state is OperationState.PROPOSED:
        who = tuple(each.name for each in agents.approvers(tx, but=operation.proposed_by))
        return OperationProposed(operation, who, repeated, left)
    return OperationDone(operation, repeated)
