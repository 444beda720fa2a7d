"""Cases: what billing cannot decide and a person must look at, each opened once."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, NamedTuple

import structlog
from prometheus_client import Counter
from sqlalchemy.engine import Connection

from assistant.billing.cases import telling
from assistant.billing.ids import new_id, ordered_id
from assistant.billing.model import Asker
from assistant.billing.model.case import CaseFile, CaseState, EntryKind
from assistant.billing.model.case import CaseKind as CaseKind
from assistant.billing.store import case_entries, cases
from assistant.values import dataclass

OPENED = Counter("assistant_cases", "Cases opened for a person to look at", ["kind"])

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Case:
    """Something to look at. ``about`` is the payment, charge or invoice in question."""

    id: str
    account_id: str | None
    kind: str
    about: str
    facts: Mapping[str, Any]
    opened_at: datetime
    closed_at: datetime | None = None
    number: int = 0


class HandedOver(NamedTuple):
    """The case somebody's wish is left to a person in, and whether it was opened just now.

    ``noted``: one of ours says it for a customer, and nobody waits for an answer.
    """

    case: str
    new: bool
    number: int
    opened_at: datetime
    noted: bool = False


def open_case(
    tx: Connection,
    kind: CaseKind,
    about: str,
    *,
    account_id: str | None,
    facts: Mapping[str, Any],
    at: datetime,
) -> str | None:
    """Open a case; None when this one was opened before, even if it is closed by now."""
    row = {"kind": kind, "about": about, "account_id": account_id, "facts": dict(facts)}
    opened = _open(tx, {**row, "opened_at": at})
    if opened is None:
        return None
    telling.news(tx, cases.locked(tx, opened), "opened", at=at)
    return opened


def hand_over(
    tx: Connection, asker: Asker, about: str, *, facts: Mapping[str, Any] | None = None
) -> HandedOver:
    """Leave to a person what somebody asks for: a new case, or the one they wait for already.

    ``facts`` say more for whoever looks at it; ``invoice`` is the number of the one it is about,
    so that only that one is left alone meanwhile.
    """
    if asker.for_customer:
        return _noted(tx, asker, about, dict(facts or {}) | {"about": about})
    wish = f"{asker.person_id}:{asker.account_id}:{about}:"
    # Counted first: who opens one after that is found waiting, or has the same key as we.
    wish += str(cases.so_far(tx, _key(CaseKind.PERSON_ASKED, wish)))
    if waiting := _waiting_for(tx, asker, about):
        return _continued(tx, asker, waiting)
    row = {
        "kind": CaseKind.PERSON_ASKED,
        "about": wish,
        "account_id": asker.account_id or None,
        "facts": {"person": asker.person_id, "request": asker.request_id}
        | dict(facts or {})
        | {"about": about},
        "opened_at": asker.now,
        "person_id": asker.person_id,
        "origin": asdict(asker.origin),
        "conversation": asker.conversation,
    }
    opened = _open(tx, row)
    case = cases.under(tx, _key(CaseKind.PERSON_ASKED, wish))
    if opened is None:  # somebody was a moment faster with the same
        return _continued(tx, asker, case)
    person = asker.person_id
    said = _entry(case, EntryKind.ASKED, asker.words, at=asker.now, by=person, of=asker.request_id)
    case_entries.add(tx, [said])
    telling.news(tx, case, "opened", at=asker.now, words=asker.words, of=asker.request_id)
    return HandedOver(case.id, True, case.number, case.opened_at)


def _noted(tx: Connection, asker: Asker, about: str, facts: dict[str, Any]) -> HandedOver:
    """What one of ours says for a customer is a note on a case of that customer's."""
    known = {"noted_by": asker.person, "request": asker.request_id, **facts}
    row = {"kind": CaseKind.PERSON_ASKED, "account_id": asker.account_id, "facts": known}
    same = [
        each.id
        for each in cases.open_of_account(tx, asker.account_id)
        if each.person_id is None and facts.items() <= each.facts.items()
    ]
    wish = f"{asker.request_id}:{about}:{facts.get('invoice', facts.get('invoices', ''))}"[:120]
    opened = None if same else _open(tx, {**row, "about": wish, "opened_at": asker.now})
    which = opened or (same[0] if same else cases.under(tx, _key(CaseKind.PERSON_ASKED, wish)).id)
    case, by = cases.locked(tx, which), asker.person_id
    note = _entry(case, EntryKind.NOTE, asker.words, at=asker.now, by=by, of=asker.request_id)
    case_entries.add(tx, [note])
    if opened:
        telling.news(tx, case, "opened", at=asker.now, words=asker.words, of=asker.request_id)
    return HandedOver(case.id, opened is not None, case.number, case.opened_at, noted=True)


def put_before(tx: Connection, case_id: str, said: list[tuple[datetime, str, str]]) -> None:
    """Write down what was said until the case was opened: (when, asked, answered), masked.

    The person is whoever the case is of.
    """
    case = cases.locked(tx, case_id)
    rows = []
    for at, asked, answered in said:
        rows.append(_entry(case, EntryKind.ASKED, asked, at=at, by=case.person_id))
        if answered:
            rows.append(_entry(case, EntryKind.ANSWERED, answered, at=at))
    case_entries.add(tx, rows)


def add_words(tx: Connection, asker: Asker, case: CaseFile, words: str) -> None:
    """Add what its person says to a case, and where; one that was over is open again."""
    person = asker.person_id
    entry = _entry(case, EntryKind.ASKED, words, at=asker.now, by=person, of=asker.request_id)
    case_entries.add(tx, [entry])
    here: dict[str, Any] = {"origin": asdict(asker.origin), "conversation": asker.conversation}
    stage = "added"
    if case.state is CaseState.RESOLVED:
        stage = "reopened"
        state = CaseState.CLAIMED if case.holder_id else CaseState.OPEN
        here |= {"state": state, "closed_at": None}
    elif case.state is CaseState.SNOOZED:
        here |= {"state": CaseState.CLAIMED, "snoozed_until": None}
    cases.change(tx, case.id, **here)
    told = cases.locked(tx, case.id)
    telling.news(tx, told, stage, at=asker.now, words=words, of=asker.request_id)


def _waiting_for(tx: Connection, asker: Asker, about: str) -> CaseFile | None:
    """The case this wish belongs to: the same wish, or one made here that says no more than it."""
    for case in cases.open_of_person(tx, asker.person_id):
        same = case.subject == about
        here = about in _SAYS_LITTLE and case.conversation == asker.conversation
        if case.account_id == asker.account_id and (same or here):
            return case
    return None


_SAYS_LITTLE = ("human", "not_understood")


def _continued(tx: Connection, asker: Asker, case: CaseFile) -> HandedOver:
    case = cases.locked(tx, case.id)
    add_words(tx, asker, case, asker.words)
    return HandedOver(case.id, False, case.number, case.opened_at)


def _open(tx: Connection, row: dict[str, Any]) -> str | None:
    kind, about = row["kind"], row["about"]
    row = {**row, "id": new_id("case"), "key": _key(kind, about)}
    if cases.add(tx, row) is None:
        return None
    OPENED.labels(kind).inc()
    tell = log.error if CaseKind(kind).of_money else log.info
    tell("case_opened", case=row["id"], kind=kind, about=about, account=row["account_id"])
    return str(row["id"])


def _entry(
    case: CaseFile, kind: EntryKind, text: str, *, at: datetime, by: str = "", of: str = ""
) -> dict[str, Any]:
    return {
        "id": ordered_id("ent"),
        "case_id": case.id,
        "kind": kind,
        "by_id": by or None,
        "text": text,
        "request_id": of,
        "at": at,
    }


def _key(kind: CaseKind, about: str) -> str:
    return f"{kind}:{about}"


def close_case(tx: Connection, named: str, *, at: datetime) -> bool:
    """Note that a person has dealt with it, named by id or number; False when none is open."""
    number = int(named) if named.isdecimal() and len(named) < 10 else 0
    found = cases.numbered(tx, number) if number else None
    return cases.close(tx, found.id if found else named, at)


def open_cases(tx: Connection, *, limit: int = 1000) -> list[Case]:
    """What waits for a person, oldest first."""
    return [_case(row) for row in cases.open_ones(tx, limit)]


def open_cases_of(tx: Connection, account_id: str) -> list[Case]:
    """What waits for a person about one account, oldest first."""
    return [_case(row) for row in cases.open_of_account(tx, account_id)]


def _case(row: Any) -> Case:
    return Case(
        row.id,
        row.account_id,
        row.kind,
        row.about,
        row.facts,
        row.opened_at,
        row.closed_at,
        row.number,
    )
