"""One example at least of every way that linking a Slack user can end."""

from datetime import UTC, datetime

from assistant.billing.outcomes.linking import (
    Letter,
    LinkAsked,
    LinkEnded,
    LinkMade,
    LinkOutcome,
    LinkProblem,
    LinkRefused,
)

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
NASTY = "Ac<me> & *Söhne* `x` <!channel> =1+1"
LETTER = Letter(NASTY, "ann@acme.example", "en", "UTC", "T1/U1", "bcdf-ghjk")

LINKING: tuple[LinkOutcome, ...] = (
    LinkAsked("ann@acme.example", NOW),
    LinkAsked("ann@acme.example", NOW, LETTER),
    LinkMade(NASTY, "ann@acme.example", (NASTY, "Acme EU"), LETTER),
    LinkMade(NASTY, "ann@acme.example", ()),
    *(LinkRefused(each) for each in LinkProblem),
    LinkRefused(LinkProblem.WRONG_CODE, left=4),
    LinkRefused(LinkProblem.WRONG_CODE, left=1),
    LinkEnded(0),
    LinkEnded(1, LETTER),
    LinkEnded(2),
)
