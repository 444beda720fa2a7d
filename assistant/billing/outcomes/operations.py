"""What billing answers an agent who proposes, approves or declines."""

from assistant.billing.amount import Amount
from assistant.billing.model import Payment
from assistant.billing.model.operation import Operation, OperationProblem
from assistant.billing.money import Money
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class OperationDrafted:
    """What a yes of its author would do; nothing has been done, and nobody else has been told.

    ``alone`` says that a yes is enough, else one of ``approvers`` decides then. ``payment`` is what
    a refund is of, ``pays`` what a credit would pay now, ``told`` who at the customer would hear.
    ``left`` is what its author may still do alone, of the operation's ``limit``, today.
    """

    operation: Operation
    alone: bool
    approvers: tuple[str, ...] = ()
    payment: Payment | None = None
    pays: tuple[tuple[str, Money], ...] = ()
    told: tuple[str, ...] = ()
    again: bool = False
    left: Money | None = None


@dataclass(frozen=True, slots=True)
class OperationShown:
    """One operation as it stands, opened by somebody who may decide it, or may not.

    ``instead_of`` is the amount that was to be approved, and is not this one's.
    """

    operation: Operation
    own: bool
    may_decide: bool
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class OperationProposed:
    """It is above what the proposer may do alone and waits for one of ``approvers``, by name.

    ``left`` is what of their ``limit`` was left, today.
    """

    operation: Operation
    approvers: tuple[str, ...]
    repeated: bool = False
    left: Money | None = None


@dataclass(frozen=True, slots=True)
class OperationDone:
    """It is done, or at the provider; ``repeated`` says that it had been before this request."""

    operation: Operation
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class OperationDeclined:
    """Somebody said no to what waited; ``own`` when they took back what they had proposed."""

    operation: Operation
    own: bool


@dataclass(frozen=True, slots=True)
class OperationRefused:
    """It is not done, and nothing has moved. ``named`` is what was said, as far as it matters.

    ``left`` is what of a payment could still go back, beside what ``waits`` for approval to do so;
    ``payments`` are those it could be about, with what was to go back of one, and why.
    """

    problem: OperationProblem
    operation: Operation | None = None
    named: str = ""
    left: Money | None = None
    waits: Money | None = None
    payments: tuple[Payment, ...] = ()
    amount: Amount | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OperationsWaiting:
    """What waits for a second person, oldest first; ``asker_id`` may not approve their own."""

    operations: tuple[Operation, ...]
    asker_id: str


OperationOutcome = (
    OperationDrafted
    | OperationProposed
    | OperationShown
    | OperationDone
    | OperationDeclined
    | OperationRefused
    | OperationsWaiting
)
