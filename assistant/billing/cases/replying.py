"""What an agent answers a customer: shown to them first, sent on their own yes, once.

Nothing else an agent says about a case ever leaves the house.
"""

from typing import Any

from sqlalchemy.engine import Connection

from assistant.billing.cases import telling
from assistant.billing.cases.working import ANSWERED_IN, entered
from assistant.billing.ids import new_id
from assistant.billing.model import Asker
from assistant.billing.model.case import CaseFile, CaseProblem, CaseState, EntryKind, Reply
from assistant.billing.outcomes.cases import (
    CaseRefused,
    ReplyDrafted,
    ReplyDropped,
    ReplySent,
    ReplyWanted,
)
from assistant.billing.store import agents, case_entries, cases


def draft(
    tx: Connection, asker: Asker, number: int, words: str
) -> ReplyDrafted | ReplyWanted | CaseRefused:
    """Show what would be sent, to whom and where; nothing is, and nobody hears of it."""
    case = _answerable(tx, asker, number)
    if isinstance(case, CaseRefused):
        return case
    if not words:
        return ReplyWanted(case)
    reply_id = new_id("rep")
    row = {
        "id": reply_id,
        "case_id": case.id,
        "author_id": asker.person_id,
        "text": words,
        "state": "drafted",
        "request_id": asker.request_id,
        "created_at": asker.now,
    }
    case_entries.draft(tx, row)
    return ReplyDrafted(case, reply_id, words)


def send(tx: Connection, asker: Asker, reply_id: str) -> ReplySent | CaseRefused:
    """Send what its author has seen, once; whose case nobody holds is then the author's."""
    found = _own(tx, asker, reply_id)
    if isinstance(found, CaseRefused):
        return found
    case = cases.locked(tx, found.case_id)
    if found.state == "sent":
        return ReplySent(case, found.text, repeated=True)
    if found.state != "drafted":
        return CaseRefused(CaseProblem.REPLY_DROPPED, case.number, case)
    answerable = _answerable(tx, asker, case.number)
    if isinstance(answerable, CaseRefused):
        return answerable
    if not case_entries.decide(tx, reply_id, "sent", sent_at=asker.now):
        return ReplySent(case, found.text, repeated=True)
    return _sent(tx, asker, case, found)


def drop(tx: Connection, asker: Asker, reply_id: str) -> ReplyDropped | CaseRefused:
    """Throw a draft away."""
    found = _own(tx, asker, reply_id)
    if isinstance(found, CaseRefused):
        return found
    case = cases.locked(tx, found.case_id)
    done = case_entries.decide(tx, reply_id, "dropped", sent_at=None)
    return ReplyDropped(case, too_late=not done and found.state == "sent")


def _sent(tx: Connection, asker: Asker, case: CaseFile, reply: Reply) -> ReplySent:
    values: dict[str, Any] = {
        "holder_id": asker.person_id,
        "state": CaseState.CLAIMED,
        "snoozed_until": None,
    }
    if case.answered_at is None:
        ANSWERED_IN.observe((asker.now - case.opened_at).total_seconds())
        values["answered_at"] = asker.now
    cases.change(tx, case.id, **values)
    entered(tx, asker, case, EntryKind.REPLY, reply.text)
    now = cases.locked(tx, case.id)
    by = agents.agent(tx, asker.person_id).name
    telling.to_customer(tx, now, reply.text, by=by, about=reply.id, now=asker.now)
    telling.news(tx, now, "replied", at=asker.now, words=reply.text, by=by, of=asker.request_id)
    return ReplySent(now, reply.text)


def _own(tx: Connection, asker: Asker, reply_id: str) -> Reply | CaseRefused:
    """What this very agent drafted: nobody sends what somebody else was shown."""
    if not agents.agent(tx, asker.person_id).agent:
        return CaseRefused(CaseProblem.NOT_AN_AGENT, 0)
    found = case_entries.reply(tx, reply_id)
    if found is None or found.author_id != asker.person_id:
        return CaseRefused(CaseProblem.NO_SUCH_REPLY, 0)
    return found


def _answerable(tx: Connection, asker: Asker, number: int) -> CaseFile | CaseRefused:
    if not agents.agent(tx, asker.person_id).agent:
        return CaseRefused(CaseProblem.NOT_AN_AGENT, number)
    case = cases.numbered(tx, number, lock=True)
    if case is None:
        return CaseRefused(CaseProblem.UNKNOWN, number)
    if case.state is CaseState.RESOLVED:
        return CaseRefused(CaseProblem.OVER, number, case)
    if not case.person_id or case.origin is None:
        return CaseRefused(CaseProblem.NOBODY_TO_ANSWER, number, case)
    if case.holder_id not in ("", asker.person_id):
        return CaseRefused(CaseProblem.HELD, number, case)
    return case
