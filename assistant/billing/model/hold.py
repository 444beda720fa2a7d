"""What holds reminders back for a while: a promise, a claim to have paid, or a plain wish."""

from datetime import date, datetime
from enum import StrEnum

from assistant.values import dataclass


class HoldKind(StrEnum):
    """Why nobody is reminded."""

    PROMISE = "promise"
    SAYS_PAID = "says_paid"
    PAUSED = "paused"
    MUTED = "muted"
    DISPUTE = "dispute"  # whose word it is; that nobody is reminded stands on the invoice


class HoldState(StrEnum):
    """The life of a hold; a promise is made, falls due, and is kept, broken or withdrawn."""

    MADE = "made"
    KEPT = "kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Hold:
    """Of this invoice, or all; for this person, or everybody; until then, or for good."""

    id: str
    account_id: str
    invoice_id: str | None
    person_id: str | None
    kind: HoldKind
    state: HoldState
    until: datetime | None
    day: date | None
    said_by: str

    def covers(self, invoice_id: str, person_id: str) -> bool:
        """Whether it is about reminding this person of this invoice."""
        return self.invoice_id in (None, invoice_id) and self.person_id in (None, person_id)


def in_force(holds: list[Hold]) -> list[Hold]:
    """Those that count, of some in the order they were made.

    Of what several people promised of an invoice that is the newest; the others wait behind it.
    """
    newest = {each.invoice_id: each.id for each in holds if each.kind is HoldKind.PROMISE}
    return [
        each
        for each in holds
        if each.kind is not HoldKind.PROMISE or newest[each.invoice_id] == each.id
    ]


def promised_days(holds: list[Hold]) -> dict[str, date]:
    """By invoice, the day somebody's word that counts names."""
    said = [each for each in in_force(holds) if each.kind is HoldKind.PROMISE]
    return {each.invoice_id: each.day for each in said if each.invoice_id and each.day}
