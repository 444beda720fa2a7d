"""Examples of every answer and every fact about cases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from assistant.billing.events import AtDesk, CaseNews, CaseReplied, Event
from assistant.billing.events.cases import CaseLine
from assistant.billing.model import Origin
from assistant.billing.model.case import (
    CaseFile,
    CaseKind,
    CaseProblem,
    CaseState,
    Entry,
    EntryKind,
)
from assistant.billing.outcomes import cases as c
from assistant.outcome import Outcome, PersonNeeded

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
NASTY = "Ac<me> & *Söhne* `x` <!channel> =1+1"
CASE = CaseFile(
    id="case_" + "0f" * 16,
    number=12,
    account_id="acc_1",
    account=NASTY,
    within_eu=False,
    kind=CaseKind.PERSON_ASKED,
    subject="human",
    facts={},
    state=CaseState.OPEN,
    person_id="per_1",
    person=NASTY,
    holder_id="",
    holder="",
    origin=Origin("slack", "T/U", ""),
    conversation="c1",
    snoozed_until=None,
    opened_at=NOW,
    answered_at=None,
    closed_at=None,
)
HELD = replace(CASE, state=CaseState.CLAIMED, holder_id="per_2", holder=NASTY, answered_at=NOW)
SNOOZED = replace(HELD, state=CaseState.SNOOZED, snoozed_until=NOW)
OVER = replace(HELD, state=CaseState.RESOLVED, closed_at=NOW)
OURS = replace(
    CASE, kind=CaseKind.OVERPAID, subject="overpaid", person_id="", person="", origin=None
)
REPLY = "rep_" + "0f" * 16

TO_CUSTOMERS: tuple[Outcome, ...] = (
    *(
        PersonNeeded(about, "case_1", number=12, opened_at=NOW, told=told, expected=NOW, late=late)
        for about in ("human", "dispute", "refund_request", "anything")
        for told in (True, False)
        for late in (True, False)
    ),
    PersonNeeded("human", "case_1", number=12, opened_at=NOW, noted=True),
    PersonNeeded(
        "not_understood", "case_1", number=12, told=True, nearest=("summary", "show invoice 12")
    ),
    c.YourCases(()),
    *(c.YourCases((each,)) for each in (CASE, HELD, SNOOZED, OVER)),
    c.YourCases((CASE, HELD)),
    c.YourCaseUnknown(13, ()),
    c.YourCaseUnknown(13, (12, 14)),
    c.AddedToCase(12, ""),
    c.AddedToCase(12, NASTY, quiet=True),
)
TO_AGENTS: tuple[Outcome, ...] = (
    *(c.CaseList((), which, 0, NOW) for which in ("all", "mine", "unanswered")),
    c.CaseList((CASE, HELD, OURS), "all", 3, NOW),
    c.CaseShown(CASE, (), own=False),
    c.CaseShown(OURS, (), own=False),
    *(
        c.CaseShown(each, tuple(Entry(kind, NASTY, NASTY, NOW) for kind in EntryKind), own=True)
        for each in (HELD, SNOOZED, OVER)
    ),
    *(
        c.CaseChanged(SNOOZED, stage, repeated)
        for stage in ("claimed", "released", "assigned", "snoozed", "resolved", "noted", "resent")
        for repeated in (True, False)
    ),
    *(c.CaseRefused(problem, 12, HELD, NASTY) for problem in CaseProblem),
    c.CaseRefused(CaseProblem.UNKNOWN, 99),
    c.AssignWhom(CASE, ("Sam Okafor", "Uma Lind")),
    c.ReplyWanted(CASE),
    c.ReplyDrafted(CASE, REPLY, NASTY),
    c.ReplySent(HELD, NASTY),
    c.ReplySent(HELD, NASTY, repeated=True),
    c.ReplyDropped(HELD, too_late=True),
    c.ReplyDropped(HELD, too_late=False),
)

_NEWS = CaseNews(
    account_id="acc_1",
    account=NASTY,
    about="case_1",
    at=NOW,
    by=NASTY,
    stage="opened",
    case_id="case_1",
    number=12,
    within_eu=False,
    subject="human",
    facts={"invoice": "123"},
    person=NASTY,
    email="dana@x.example",
    holder="",
    words=NASTY,
)
_STAGES = (
    "opened added reopened claimed released assigned snoozed woken noted replied resent resolved"
).split()
_TO = AtDesk(
    person_id="per_1", name=NASTY, email="dana@x.example", locale="en", timezone="UTC", slack="T/U"
)
FACTS: tuple[Event, ...] = (
    *(
        _NEWS.model_copy(
            update={
                "stage": stage,
                "holder": holder,
                "until": NOW + timedelta(days=1),
                "transcript": (CaseLine(by="", text=NASTY, at=NOW),) * 2,
            }
        )
        for stage in _STAGES
        for holder in ("", NASTY)
    ),
    _NEWS.model_copy(update={"person": "", "email": "", "subject": "overpaid", "words": ""}),
    *(
        CaseReplied(
            account_id="acc_1",
            account=NASTY,
            about=REPLY,
            at=NOW,
            by=NASTY,
            case_id="case_1",
            number=12,
            words=words,
            to=_TO,
            origin_channel="slack",
            origin_address="T/U",
            origin_place="",
        )
        for words in ("", NASTY)
    ),
)
