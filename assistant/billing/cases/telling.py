"""Write down, in the transaction that made it true, what is to be told of a case.

Two audiences, two facts: the agents hear everything in their thread, the customer hears only what
an agent sent them on purpose, and that the case is over.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy.engine import Connection

from assistant.billing.events.cases import CaseNews, CaseReplied
from assistant.billing.events.fact import AtDesk
from assistant.billing.ids import new_id
from assistant.billing.model.case import CaseFile
from assistant.billing.store import agents, events


def news(
    tx: Connection,
    case: CaseFile,
    stage: str,
    *,
    at: datetime,
    words: str = "",
    by: str = "",
    of: str = "",
    also: Sequence[str] = (),
) -> None:
    """The agents hear how a case stands; ``also`` are agents who hear it by themselves, too."""
    asking = agents.reach(tx, [case.person_id] if case.person_id else [])
    events.add(
        tx,
        new_id("evt"),
        CaseNews(
            account_id=case.account_id,
            account=case.account,
            about=case.id if stage == "opened" else f"{case.id}:{new_id(stage)}",
            at=at,
            by=by,
            request_id=of,
            stage=stage,
            case_id=case.id,
            number=case.number,
            within_eu=case.within_eu,
            subject=case.subject,
            facts={name: str(value) for name, value in case.facts.items()},
            person=case.person,
            email=asking[0].email if asking else "",
            holder=case.holder,
            words=words,
            until=case.snoozed_until,
            told=tuple(AtDesk(**asdict(each)) for each in agents.reach(tx, list(also))),
        ),
    )


def to_customer(
    tx: Connection, case: CaseFile, words: str, *, by: str, about: str, now: datetime
) -> None:
    """Whoever asked hears it where they last spoke; without words, that the case is over."""
    assert case.origin is not None, case
    (person,) = agents.reach(tx, [case.person_id])
    events.add(
        tx,
        new_id("evt"),
        CaseReplied(
            account_id=case.account_id,
            account=case.account,
            about=about,
            at=now,
            by=by,
            case_id=case.id,
            number=case.number,
            words=words,
            to=AtDesk(**asdict(person)),
            origin_channel=case.origin.channel,
            origin_address=case.origin.address,
            origin_place=case.origin.place,
        ),
    )
