"""Whom nobody must chase just now, because a person of ours talks with them about it."""

from dataclasses import dataclass

from sqlalchemy.engine import Connection

from assistant.billing.store import cases


@dataclass(frozen=True, slots=True)
class Pause:
    """What is left alone: the whole account, or these invoices of it."""

    everything: bool = False
    numbers: frozenset[str] = frozenset()

    def covers(self, number: str) -> bool:
        """Whether an invoice is left alone."""
        return self.everything or number in self.numbers


def paused(tx: Connection, account_id: str) -> Pause:
    """What of an account reminders and the like leave alone while its cases are in hand.

    A case that names its invoice pauses that one only, any other the account.
    """
    numbers = [facts.get("invoice") for facts in cases.pausing(tx, account_id)]
    named = frozenset(str(each) for each in numbers if each)
    return Pause(everything=not all(numbers), numbers=named)
