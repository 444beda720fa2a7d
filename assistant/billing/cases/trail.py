"""What became of a case, for the operator: who asked, who had it, what was said, who was told.

What was said is not repeated: customers' words stand in their requests, agents' among agents.
"""

import re
from typing import Any, NamedTuple

from sqlalchemy.engine import Connection

from assistant.billing.store import case_trail as rows

_NUMBER = re.compile(r"case #?([0-9]{1,9})", re.IGNORECASE)


class Followed(NamedTuple):
    """Rows in plain words and values, and the keys that lead on into other rooms."""

    rows: list[dict[str, Any]]
    request_ids: list[str]
    event_ids: list[str]


def follow(tx: Connection, thing: str) -> Followed:
    """Follow a case by its id, or as people say it: ``case 12``; or all those of a person."""
    if thing.startswith("per_"):
        return Followed([_case(row) for row in rows.of_person(tx, thing)], [], [])
    number = _NUMBER.fullmatch(thing.strip())
    if number is None and not thing.startswith("case_"):
        return Followed([], [], [])
    case = rows.named(tx, thing, int(number[1]) if number else 0)
    if case is None:
        return Followed([], [], [])
    said, replies = rows.said(tx, case.id), rows.replies(tx, case.id)
    told = rows.told(tx, case.id, [each.id for each in replies])
    facts = [{"what": "event", "id": each.id, "at": each.at, "kind": each.kind} for each in told]
    asked = [each.request_id for each in (*said, *replies) if each.request_id]
    every = [_case(case), *map(_entry, said), *map(_reply, replies), *facts]
    return Followed(every, list(dict.fromkeys(asked)), [each.id for each in told])


def _case(row: Any) -> dict[str, Any]:
    return {
        "what": "case",
        "id": row.id,
        "at": row.opened_at,
        "number": row.number,
        "kind": row.kind,
        "about": row.about,
        "state": row.state,
        "account": row.account_id,
        "person": row.person_id,
        "holder": row.holder_id,
        "request": row.facts.get("request", ""),
        "answered_at": row.answered_at,
        "closed_at": row.closed_at,
    }


def _entry(row: Any) -> dict[str, Any]:
    return {
        "what": "case_entry",
        "id": row.id,
        "at": row.at,
        "kind": row.kind,
        "by": row.by_id,
        "request": row.request_id,
    }


def _reply(row: Any) -> dict[str, Any]:
    return {
        "what": "case_reply",
        "id": row.id,
        "at": row.created_at,
        "by": row.author_id,
        "state": row.state,
        "sent_at": row.sent_at,
        "request": row.request_id,
    }
