"""What agents have done for a customer: refunds, credits, write-offs, charges, approvals."""

from typing import assert_never

from sqlalchemy.engine import Connection

from assistant.billing import operations
from assistant.billing.model import Asker
from assistant.billing.model.operation import OperationKind, OperationProblem
from assistant.billing.operations.proposing import Proposal
from assistant.billing.outcomes.operations import OperationOutcome, OperationRefused
from assistant.command.operations import (
    ApproveOperation,
    ConfirmOperation,
    DeclineOperation,
    OperationCommand,
    ProposeOperation,
    ReviewOperation,
    WaitingOperations,
)
from assistant.request import Actor, Proof

_KINDS = {
    "credit": OperationKind.CREDIT,
    "charge": OperationKind.CHARGE,
    "refund": OperationKind.REFUND,
    "write_off": OperationKind.WRITE_OFF,
    "waive_late_fee": OperationKind.CREDIT,
}


def perform(
    tx: Connection, actor: Actor, asker: Asker, command: OperationCommand
) -> OperationOutcome:
    """Do it for an agent whose words cannot be a copy: a mail may be sent again by anybody."""
    if actor.proof < Proof.SIGNED:
        return OperationRefused(OperationProblem.NOT_PROVEN)
    match command:
        case ProposeOperation():
            return operations.propose(tx, asker, _proposal(command))
        case ConfirmOperation(operation=named):
            return operations.confirm(tx, asker, named)
        case ReviewOperation(operation=named):
            return operations.review(tx, asker, named)
        case ApproveOperation(operation=named, amount=amount):
            return operations.approve(tx, asker, named, amount)
        case DeclineOperation(operation=named):
            return operations.decline(tx, asker, named)
        case WaitingOperations():
            return operations.waiting(tx, asker)
        case _:
            assert_never(command)


def _proposal(command: ProposeOperation) -> Proposal:
    return Proposal(
        kind=_KINDS[command.what],
        amount=command.amount,
        number=command.number,
        payment=command.payment,
        reason=command.reason,
        late_fee=command.what == "waive_late_fee",
    )
