"""Rows of what was said about a case, and of agents' answers before they are sent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.engine import Connection

from assistant.billing.model.case import Entry, EntryKind, Reply
from assistant.billing.store.tables.accounts import people
from assistant.billing.store.tables.cases import case_entries, case_replies


def add(tx: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Write what was said, in the caller's transaction."""
    if rows:
        tx.execute(_add, list(rows))


_add = insert(case_entries)


def of_case(tx: Connection, case_id: str, *, limit: int) -> list[Entry]:
    """The last things said about a case, oldest first."""
    rows = tx.execute(_of_case, {"case": case_id, "limit": limit}).all()
    return [Entry(EntryKind(row.kind), row.name or "", row.text, row.at) for row in rows[::-1]]


_of_case = (
    select(case_entries.c.kind, people.c.name, case_entries.c.text, case_entries.c.at)
    .outerjoin(people, people.c.id == case_entries.c.by_id)
    .where(case_entries.c.case_id == bindparam("case"))
    .order_by(case_entries.c.at.desc(), case_entries.c.id.desc())
    .limit(bindparam("limit"))
)


def draft(tx: Connection, row: dict[str, Any]) -> None:
    """Keep what an agent means to answer."""
    tx.execute(insert(case_replies), row)


def reply(tx: Connection, reply_id: str) -> Reply | None:
    """An answer, drafted or sent."""
    row = tx.execute(_reply, {"id": reply_id}).one_or_none()
    if row is None:
        return None
    return Reply(row.id, row.case_id, row.author_id, row.text, row.state, row.created_at)


_reply = select(case_replies).where(case_replies.c.id == bindparam("id"))


def decide(tx: Connection, reply_id: str, state: str, *, sent_at: datetime | None) -> bool:
    """Send or drop a draft; False when that was decided before."""
    done = tx.execute(_decide, {"which": reply_id, "state": state, "sent_at": sent_at})
    return done.rowcount > 0


_decide = update(case_replies).where(
    case_replies.c.id == bindparam("which"), case_replies.c.state == "drafted"
)
