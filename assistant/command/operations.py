"""What only the seller's agents may ask for: operations on a customer's account."""

from typing import Literal

from pydantic import Field

from assistant.billing.amount import Amount
from assistant.command.ask import Ask


class ProposeOperation(Ask, frozen=True):
    """``for acme: credit 20 EUR "outage"``, ``refund payment 88``, ``waive late fee on 123``.

    For agents only. ``number`` is an invoice's, ``payment`` the beginning of a payment's id.
    """

    kind: Literal["propose_operation"] = "propose_operation"
    what: Literal["credit", "charge", "refund", "write_off", "waive_late_fee"]
    amount: Amount | None = None
    number: str | None = None
    payment: str | None = None
    reason: str = Field(default="", max_length=300)


class ConfirmOperation(Ask, frozen=True):
    """``yes`` of an agent to what a proposal would do, or the button bound to it."""

    kind: Literal["confirm_operation"] = "confirm_operation"
    operation: str | None = None


class ReviewOperation(Ask, frozen=True):
    """``review op_…``: one operation opened, with what can be decided about it; for agents only."""

    kind: Literal["review_operation"] = "review_operation"
    operation: str


class ApproveOperation(Ask, frozen=True):
    """``approve op_… 400 USD``, or a button bound to one operation and its amount; for agents only.

    Without the amount it only shows what would be approved.
    """

    kind: Literal["approve_operation"] = "approve_operation"
    operation: str | None = None
    amount: Amount | None = None


class DeclineOperation(Ask, frozen=True):
    """``decline op_…``; for agents only."""

    kind: Literal["decline_operation"] = "decline_operation"
    operation: str | None = None


class WaitingOperations(Ask, frozen=True):
    """``approvals``: what waits for a second person; for agents only."""

    kind: Literal["waiting_operations"] = "waiting_operations"


OperationCommand = (
    ProposeOperation
    | ConfirmOperation
    | ReviewOperation
    | ApproveOperation
    | DeclineOperation
    | WaitingOperations
)

AGENTS_ONLY = (
    ProposeOperation,
    ConfirmOperation,
    ReviewOperation,
    ApproveOperation,
    DeclineOperation,
    WaitingOperations,
)
"""To anybody but an agent these commands do not exist: what they said is read without them."""
