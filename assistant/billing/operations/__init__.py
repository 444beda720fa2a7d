"""What agents do with a customer's money: proposed, approved, executed, sent back."""

from assistant.billing.operations.approving import approve, decline, propose, waiting

__all__ = ["approve", "decline", "propose", "waiting"]
