"""Whom nobody must chase just now, because a person of ours talks with them about it."""

from collections.abc import Callable, Iterable
from typing import Any

from sqlalchemy.engine import Connection

from assistant.billing.store import cases
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Pause:
    """What is left alone: the whole account, or these invoices of it."""

    everything: bool = False
    numbers: frozenset[str] = frozenset()

    def covers(self, number: str) -> bool:
        """Whether an invoice is left alone."""
        return self.everything or number in self.numbers


def asking_for_paused(tx: Connection, account_ids: Iterable[str]) -> Callable[[], dict[str, Pause]]:
    """What of each account reminders and the like leave alone while its cases are in hand.

    A case that names its invoice pauses that one only, any other the account. It is for who asks
    more at once; what it returns tells.
    """
    of_cases: dict[str, list[dict[str, Any]]] = {each: [] for each in account_ids}
    found = cases.pausing(tx, of_cases)

    def paused() -> dict[str, Pause]:
        for account_id, facts in found:
            of_cases[account_id].append(facts)
        return {account_id: _pause(facts) for account_id, facts in of_cases.items()}

    return paused


def _pause(of_cases: list[dict[str, Any]]) -> Pause:
    numbers = [facts.get("invoice") for facts in of_cases]
    named = frozenset(str(each) for each in numbers if each)
    return Pause(everything=not all(numbers), numbers=named)
