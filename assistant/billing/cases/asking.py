"""What whoever opened a case may do with it: ask how it stands, add to it; never anybody else."""

from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from assistant.billing.cases import add_words
from assistant.billing.model import Asker
from assistant.billing.model.case import CaseFile
from assistant.billing.outcomes.cases import AddedToCase, YourCases, YourCaseUnknown
from assistant.billing.store import cases


def mine(tx: Connection, asker: Asker, number: int | None) -> YourCases | YourCaseUnknown:
    """How this person's case stands, or all they wait for; another's looks like none at all."""
    if number is None:
        return YourCases(tuple(cases.open_of_person(tx, asker.person_id)))
    found = cases.own(tx, asker.person_id, number)
    return YourCases((found,)) if found else _unknown(tx, asker, number)


def add(
    tx: Connection, asker: Asker, number: int, words: str, *, quiet: bool = False
) -> AddedToCase | YourCaseUnknown:
    """Add to a case of theirs; ``quiet`` when it was simply said to the agent who has it."""
    found = cases.own(tx, asker.person_id, number)
    if found is None:
        return _unknown(tx, asker, number)
    case = cases.locked(tx, found.id)
    add_words(tx, asker, case, words)
    return AddedToCase(case.number, case.holder, quiet)


def talked_about(tx: Connection, person_id: str, conversation: str) -> CaseFile | None:
    """The case of this person that an agent has in hand and that is talked about just here."""
    for case in cases.open_of_person(tx, person_id):
        if case.holder_id and case.conversation == conversation:
            return case
    return None


def closed_lately(tx: Connection, person_id: str, now: datetime) -> CaseFile | None:
    """The case of this person that was resolved last, less than a day ago."""
    return cases.closed_of_person(tx, person_id, since=now - REOPENS)


REOPENS = timedelta(days=1)
"""For how long after it was resolved a case is what "that did not help" is about."""


def waits_here(tx: Connection, person_id: str, conversation: str) -> bool:
    """Whether this person has a case that is not resolved and was last talked about here."""
    waiting = cases.open_of_person(tx, person_id)
    return any(each.conversation == conversation for each in waiting)


def waits_about(tx: Connection, person_id: str, subject: str) -> bool:
    """Whether this person has a case about this that is not resolved."""
    return any(each.subject == subject for each in cases.open_of_person(tx, person_id))


def _unknown(tx: Connection, asker: Asker, number: int) -> YourCaseUnknown:
    waiting = cases.open_of_person(tx, asker.person_id)
    return YourCaseUnknown(number, tuple(each.number for each in waiting))
