"""What billing answers an agent who proposes, approves or declines."""

from dataclasses import dataclass

from assistant.billing.model import Payment
from assistant.billing.model.operation import Operation, OperationProblem
from assistant.billing.money import Money


@dataclass(frozen=True, slots=True)
class OperationProposed:
    """It is above what the proposer may do alone and waits for one of ``approvers``, by name."""

    operation: Operation
    approvers: tuple[str, ...]
    repeated: bool = False


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

    ``left`` is what of a payment could still go back; ``payments`` are those it could be about.
    """

    problem: OperationProblem
    operation: Operation | None = None
    named: str = ""
    left: Money | None = None
    payments: tuple[Payment, ...] = ()


@dataclass(frozen=True, slots=True)
class OperationsWaiting:
    """What waits for a second person, oldest first; ``asker_id`` may not approve their own."""

    operations: tuple[Operation, ...]
    asker_id: str


OperationOutcome = (
    OperationProposed | OperationDone | OperationDeclined | OperationRefused | OperationsWaiting
)
