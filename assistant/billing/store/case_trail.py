"""Rows of a case and of all that was said and told about it, for the operator."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.engine import Connection

from assistant.billing.store.tables.cases import case_entries, case_replies, cases
from assistant.billing.store.tables.events import events


def named(tx: Connection, case_id: str, number: int) -> Any | None:
    """The case with this id or number."""
    mine = or_(cases.c.id == case_id, cases.c.number == number)
    return tx.execute(select(cases).where(mine)).one_or_none()


def of_person(tx: Connection, person_id: str) -> list[Any]:
    """The cases somebody opened or has in hand."""
    mine = or_(cases.c.person_id == person_id, cases.c.holder_id == person_id)
    return list(tx.execute(select(cases).where(mine).order_by(cases.c.opened_at)))


def said(tx: Connection, case_id: str) -> list[Any]:
    """Every word on it, oldest first."""
    query = select(case_entries).where(case_entries.c.case_id == case_id)
    return list(tx.execute(query.order_by(case_entries.c.at, case_entries.c.id)))


def replies(tx: Connection, case_id: str) -> list[Any]:
    """What agents meant to answer, sent or not."""
    query = select(case_replies).where(case_replies.c.case_id == case_id)
    return list(tx.execute(query.order_by(case_replies.c.created_at)))


def told(tx: Connection, case_id: str, reply_ids: Sequence[str]) -> list[Any]:
    """The facts about it, and about these answers to it."""
    about = events.c.about.startswith(case_id, autoescape=True) | events.c.about.in_(reply_ids)
    return list(tx.execute(select(events).where(about).order_by(events.c.at)))
