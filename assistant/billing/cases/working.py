"""What agents do with a case: take it, give it on, put it off, note something, close it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from prometheus_client import Histogram
from sqlalchemy.engine import Connection

from assistant.billing.cases import telling
from assistant.billing.ids import ordered_id
from assistant.billing.model import Asker
from assistant.billing.model.case import (
    RESENT,
    CaseFile,
    CaseKind,
    CaseProblem,
    CaseState,
    EntryKind,
)
from assistant.billing.outcomes.cases import (
    AssignWhom,
    CaseChanged,
    CaseList,
    CaseRefused,
    CaseShown,
)
from assistant.billing.store import agents, case_entries, cases, invoices

LISTED = 20
ENTRIES = 30
A_DAY = timedelta(hours=24)

_HOURS = [60 * 5, 60 * 30, 3600, 3600 * 4, 3600 * 8, 3600 * 24, 3600 * 72, 3600 * 168]
ANSWERED_IN = Histogram(
    "assistant_case_answer_seconds", "From a case opened to a person's first answer", buckets=_HOURS
)
RESOLVED_IN = Histogram(
    "assistant_case_resolve_seconds", "From a case opened to resolved", buckets=_HOURS
)

Answer = CaseChanged | AssignWhom | CaseRefused


def listed(tx: Connection, asker: Asker, which: str) -> CaseList:
    """Open cases, the oldest first: all, the agent's own, or those nobody has answered."""
    holder = asker.person_id if which == "mine" else ""
    found = cases.waiting(tx, limit=LISTED, holder=holder, unanswered=which == "unanswered")
    return CaseList(tuple(found), which, cases.count_open(tx), asker.now)


def shown(tx: Connection, asker: Asker, number: int) -> CaseShown | CaseRefused:
    """A case with all that was said about it, notes and all: for agents."""
    case = cases.numbered(tx, number)
    if case is None:
        return CaseRefused(CaseProblem.UNKNOWN, number)
    entries = case_entries.of_case(tx, case.id, limit=ENTRIES)
    return CaseShown(case, tuple(entries), own=case.holder_id == asker.person_id)


def claim(tx: Connection, asker: Asker, number: int) -> Answer:
    """Take a case; of two who do at once one has it, and the other hears who."""
    case = _in_turn(tx, asker, number)
    if isinstance(case, CaseRefused):
        return case
    if case.holder_id == asker.person_id:
        return CaseChanged(case, "claimed", repeated=True)
    if case.holder_id:
        return CaseRefused(CaseProblem.HELD, number, case)
    return _hold(tx, asker, case, asker.person_id, stage="claimed")


def release(tx: Connection, asker: Asker, number: int) -> Answer:
    """Give back a case, so that anybody may take it."""
    case = _in_turn(tx, asker, number)
    if isinstance(case, CaseRefused):
        return case
    if case.holder_id and case.holder_id != asker.person_id:
        return CaseRefused(CaseProblem.HELD, number, case)
    state = {"state": CaseState.OPEN, "holder_id": None, "snoozed_until": None}
    return _changed(tx, asker, case, "released", state)


def assign(tx: Connection, asker: Asker, number: int, to: str) -> Answer:
    """Give a case to an agent, by name or address; they are told by themselves, too."""
    case = _in_turn(tx, asker, number)
    if isinstance(case, CaseRefused):
        return case
    if not to:
        return AssignWhom(case, tuple(agents.all_agents(tx)))
    me = to.casefold() in ("me", "myself")
    found = [asker.person_id] if me else agents.agents_called(tx, to)
    if len(found) != 1:
        return CaseRefused(CaseProblem.NO_SUCH_AGENT, number, case, named=to)
    if case.holder_id == found[0]:
        return CaseChanged(case, "assigned", repeated=True)
    return _hold(tx, asker, case, found[0], stage="assigned")


def snooze(tx: Connection, asker: Asker, number: int, until: datetime | None) -> Answer:
    """Put a case off, without a time until tomorrow; it comes back by itself."""
    until = until or asker.now + A_DAY
    case = _in_turn(tx, asker, number)
    if isinstance(case, CaseRefused):
        return case
    if until <= asker.now:
        return CaseRefused(CaseProblem.DATE_PAST, number, case)
    return _changed(
        tx, asker, case, "snoozed", {"state": CaseState.SNOOZED, "snoozed_until": until}
    )


def resend(tx: Connection, asker: Asker, number: int) -> Answer:
    """Have what nobody took sent again; what arrived meanwhile, or is on its way, is not."""
    case = _in_turn(tx, asker, number)
    if isinstance(case, CaseRefused):
        return case
    if case.kind is not CaseKind.NOT_TOLD:
        return CaseRefused(CaseProblem.NOTHING_TO_RESEND, number, case)
    entered(tx, asker, case, EntryKind.NOTE, "Sent again what nobody had taken.")
    by = agents.agent(tx, asker.person_id).name
    telling.news(tx, case, RESENT, at=asker.now, by=by, of=asker.request_id)
    return CaseChanged(case, RESENT)


def resolve(tx: Connection, asker: Asker, number: int) -> Answer:
    """Close a case; whoever asked hears that it is over."""
    case = _in_turn(tx, asker, number)
    if isinstance(case, CaseRefused):
        return case
    RESOLVED_IN.observe((asker.now - case.opened_at).total_seconds())
    values = {"state": CaseState.RESOLVED, "closed_at": asker.now, "snoozed_until": None}
    done = _changed(tx, asker, case, "resolved", values)
    if case.person_id and case.origin:
        about = f"{case.id}:over:{asker.request_id}"
        by = agents.agent(tx, asker.person_id).name
        telling.to_customer(tx, done.case, "", by=by, about=about, now=asker.now)
    return replace(done, disputed=_still_disputed(tx, case))


def _still_disputed(tx: Connection, case: CaseFile) -> tuple[str, ...]:
    """The invoices it is about that nobody is asked for: closing a case settles no dispute."""
    numbers = str(case.facts.get("invoices") or case.facts.get("invoice") or "").split()
    found = (invoices.numbered(tx, (case.account_id,), each) for each in numbers)
    return tuple(each.number for each in found if each and each.disputed_at)


def note(tx: Connection, asker: Asker, number: int, words: str, *, tell: bool = True) -> Answer:
    """Keep what an agent says among the agents, also on a case that is over.

    ``tell`` the others, unless it was written where they all see it.
    """
    if problem := _no_agent(tx, asker, number):
        return problem
    case = cases.numbered(tx, number, lock=True)
    if case is None:
        return CaseRefused(CaseProblem.UNKNOWN, number)
    entered(tx, asker, case, EntryKind.NOTE, words)
    if tell:
        by = agents.agent(tx, asker.person_id).name
        telling.news(tx, case, "noted", at=asker.now, words=words, by=by, of=asker.request_id)
    return CaseChanged(case, "noted")


def entered(tx: Connection, asker: Asker, case: CaseFile, kind: EntryKind, words: str) -> None:
    """Write down what an agent said about a case."""
    entry = {
        "id": ordered_id("ent"),
        "case_id": case.id,
        "kind": kind,
        "by_id": asker.person_id,
        "text": words,
        "request_id": asker.request_id,
        "at": asker.now,
    }
    case_entries.add(tx, [entry])


def in_thread(tx: Connection, conversation: str) -> CaseFile | None:
    """The case whose agents' thread a conversation is."""
    return cases.in_thread(tx, conversation)


def _in_turn(tx: Connection, asker: Asker, number: int) -> CaseFile | CaseRefused:
    """The open case, whose turn is the caller's, for an agent of this moment."""
    if problem := _no_agent(tx, asker, number):
        return problem
    case = cases.numbered(tx, number, lock=True)
    if case is None:
        return CaseRefused(CaseProblem.UNKNOWN, number)
    if case.state is CaseState.RESOLVED:
        return CaseRefused(CaseProblem.OVER, number, case)
    return case


def _no_agent(tx: Connection, asker: Asker, number: int) -> CaseRefused | None:
    if agents.agent(tx, asker.person_id).agent:
        return None
    return CaseRefused(CaseProblem.NOT_AN_AGENT, number)


def _hold(tx: Connection, asker: Asker, case: CaseFile, who: str, *, stage: str) -> CaseChanged:
    values = {"state": CaseState.CLAIMED, "holder_id": who, "snoozed_until": None}
    also = [who] if who != asker.person_id else []
    return _changed(tx, asker, case, stage, values, also=also)


def _changed(
    tx: Connection,
    asker: Asker,
    case: CaseFile,
    stage: str,
    values: dict[str, Any],
    *,
    also: list[str] | None = None,
) -> CaseChanged:
    cases.change(tx, case.id, **values)
    now = cases.locked(tx, case.id)
    by = agents.agent(tx, asker.person_id).name
    telling.news(tx, now, stage, at=asker.now, by=by, of=asker.request_id, also=also or ())
    return CaseChanged(now, stage)
