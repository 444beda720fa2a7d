"""What agents do with a customer's money: proposed, approved, executed, sent back."""

from assistant.billing.operations.approving import approve, decline, review, waiting
from assistant.billing.operations.drafting import confirm, propose

__all__ = ["approve", "confirm", "decline", "propose", "review", "waiting"]
