"""What only the seller's agents may ask for about the day an invoice is due."""

from datetime import date
from typing import Literal

from pydantic import Field

from assistant.command.ask import Ask


class ChangeDueDate(Ask, frozen=True):
    """``change due date of 123 to 15 January because "agreed by phone"``: shown, not yet done."""

    kind: Literal["change_due_date"] = "change_due_date"
    number: str
    to: date
    reason: str = Field(default="", max_length=300)


class MoveDueDate(Ask, frozen=True):
    """The yes to it, bound to the invoice as it was shown."""

    kind: Literal["move_due_date"] = "move_due_date"
    number: str
    to: date
    reason: str = Field(default="", max_length=300)
    version: int

    @property
    def says(self) -> str:
        """What its button says."""
        because = f" because {self.reason}" if self.reason else ""
        return (
            f"confirm due date of {self.number} as {self.to.isoformat()}"
            f" at version {self.version}{because}"
        )
