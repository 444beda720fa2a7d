"""Remember every request we accepted: a redelivery gets the same answer, and none is lost."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.engine import Connection

from assistant.answered import Answered as Answered
from assistant.answered import Apart as Apart
from assistant.card import Card
from assistant.db import Json, Moment, first_due, insert_each_new, metadata
from assistant.request import Request, Sender

_requests = Table(
    "requests",
    metadata,
    Column("id", String(48), primary_key=True),
    Column("channel", String(12), nullable=False),
    Column("address", String(300), nullable=False),  # a Message-ID is the sender's to forge
    Column("key", String(300), nullable=False),
    Column("body", Json, nullable=False),  # the request, masked
    Column("conversation", String(300), nullable=False),
    Column("at", Moment, nullable=False),
    Column("due_at", Moment),  # when to answer it, should whoever accepted it have died
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("person_id", String(48)),
    Column("account_id", String(48)),
    Column("command", Json),
    Column("outcome", String(40)),
    Column("card", Json),
    UniqueConstraint("channel", "address", "key"),
    Index(None, "channel", "address", "conversation", "at"),
    Index(
        "ix_requests_due",
        "due_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
)

rows = _requests
"""For ``threads``, which looks for conversations in them."""

ANSWERS_LAST = timedelta(hours=72)
"""How long an answer may still be answered by a yes or a number."""


def accept_all(tx: Connection, arrived: Sequence[tuple[str, Request, datetime]]) -> set[str]:
    """Put requests on record, each (id, request, due), before they are acknowledged.

    Returns the ids of those that did not come before.
    """
    rows = [{"id": which, "due_at": due, **_asked(request)} for which, request, due in arrived]
    return insert_each_new(tx, _requests, rows)


def enter(tx: Connection, request: Request, answered: Answered) -> None:
    """Put a request on record with its answer, at once.

    One that is there already raises IntegrityError, by the commit at the latest: nobody has to wait
    to hear that it is new, and nothing stays of what was done for it.
    """
    tx.execute(_enter, {"id": answered.request_id, **_asked(request), **_said(answered)})


_enter = insert(_requests)


def _asked(request: Request) -> dict[str, Any]:
    return {
        "channel": request.sender.channel,
        "address": request.sender.address,
        "key": request.key,
        "body": request.model_dump(mode="json"),
        "conversation": request.conversation,
        "at": request.at,
    }


def _said(answered: Answered) -> dict[str, Any]:
    return {
        "card": answered.card.model_dump(mode="json"),
        "outcome": answered.outcome,
        "command": answered.command and answered.command.model_dump(mode="json"),
        "person_id": answered.person_id,
        "account_id": answered.account_id,
    }


def earlier(tx: Connection, request: Request) -> str | None:
    """The id of the same request, when it came before."""
    query = select(_requests.c.id).where(
        _requests.c.channel == request.sender.channel,
        _requests.c.address == request.sender.address,
        _requests.c.key == request.key,
    )
    found: str | None = tx.execute(query).scalar_one_or_none()
    return found


def conversation_of(tx: Connection, sender: Sender, thread: str) -> str | None:
    """The conversation a thread continues for this sender; None when they never spoke there.

    A thread is named by the message that began it, so it is either the key of their own request or
    a conversation they took part in.
    """
    here = (_requests.c.key == thread) | (_requests.c.conversation == thread)
    query = select(_requests.c.conversation).where(
        _requests.c.channel == sender.channel, _requests.c.address == sender.address, here
    )
    found: str | None = tx.execute(query.order_by(_requests.c.at).limit(1)).scalar_one_or_none()
    return found


def answer_of(tx: Connection, request_id: str) -> Answered | None:
    """What was answered, if anything was; whoever answers it just now is waited for."""
    return _answered(tx.execute(_answer, {"which": request_id}).one())


_answer = (
    select(
        _requests.c.id,
        _requests.c.card,
        _requests.c.outcome,
        _requests.c.person_id,
        _requests.c.account_id,
    )
    .where(_requests.c.id == bindparam("which"))
    .with_for_update()
)


def remember(tx: Connection, answered: Answered) -> None:
    """Keep the answer, in the transaction that did the work."""
    tx.execute(_change, {"which": answered.request_id, "due_at": None, **_said(answered)})


_change = update(_requests).where(_requests.c.id == bindparam("which"))


def any_due(tx: Connection, *, now: datetime) -> bool:
    """Whether somebody left a request unanswered."""
    return tx.execute(_due, {"now": now}).first() is not None


_due = first_due(_requests.c.id, _requests.c.due_at)


_others = _requests.alias()


def claim_unanswered(
    tx: Connection, now: datetime, *, lease: timedelta, limit: int
) -> list[tuple[str, int, Request]]:
    """Take requests that nobody has in hand: (id, tries so far, request).

    Those of a sender of whom somebody has one in hand wait for it: they were said later.
    """
    in_hand = select(_others.c.address).where(_others.c.due_at > now)
    due = (
        select(_requests.c.id)
        .where(_requests.c.due_at <= now, _requests.c.address.not_in(in_hand))
        .order_by(_requests.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = (
        update(_requests)
        .where(_requests.c.id.in_(due))
        .values(due_at=now + lease, attempts=_requests.c.attempts + 1)
        .returning(_requests.c.id, _requests.c.attempts, _requests.c.body)
    )
    return [(row.id, row.attempts, Request.model_validate(row.body)) for row in tx.execute(taken)]


Passes = Callable[[str, Card], bool]


def last_answer(
    tx: Connection,
    request: Request,
    *,
    over: Passes | None = None,
    within: timedelta = ANSWERS_LAST,
) -> tuple[str, Card] | None:
    """How the last request of this sender ended here, and the card they were shown, while fresh.

    It is what a plain "yes" or a number answers. Answers that ``over`` holds of are passed over.
    """
    here = _here(request, _LOOKED_BACK if over else 1) | {"since": request.at - within}
    rows = tx.execute(_last_answer, here).all()
    answers = ((row.outcome, Card.model_validate(row.card)) for row in rows)
    return next((each for each in answers if over is None or not over(*each)), None)


def answers(tx: Connection, request: Request) -> Iterator[tuple[str, Card, dict[str, Any]]]:
    """How this sender's requests here ended lately, what was shown and asked: the newest first."""
    rows = tx.execute(_last_answer, _here(request, _LOOKED_BACK)).all()
    return ((row.outcome, Card.model_validate(row.card), row.command or {}) for row in rows)


_LOOKED_BACK = 10
"""How many answers are passed over at most."""

_SAID_HERE = (
    _requests.c.channel == bindparam("channel"),
    _requests.c.address == bindparam("address"),
    _requests.c.conversation == bindparam("conversation"),
    _requests.c.at > bindparam("since"),
    _requests.c.outcome != "stranger",  # anybody can write in their name
)
_NEWEST = (_requests.c.at.desc(), _requests.c.id.desc())
_last_answer = (
    select(_requests.c.outcome, _requests.c.card, _requests.c.command)
    .where(*_SAID_HERE)
    .order_by(*_NEWEST)
    .limit(bindparam("limit"))
)


def _here(request: Request, limit: int) -> dict[str, Any]:
    return {
        "channel": request.sender.channel,
        "address": request.sender.address,
        "conversation": request.conversation,
        "since": request.at - ANSWERS_LAST,
        "limit": limit,
    }


def said_before(tx: Connection, request: Request) -> list[tuple[datetime, str, str]]:
    """What this sender said here lately and was answered: (when, their words, the card's title)."""
    rows = tx.execute(_said_before, _here(request, _LOOKED_BACK)).all()
    return [(row.at, row.body["text"], row.card["title"]) for row in rows[::-1] if row.card]


_said_before = (
    select(_requests.c.at, _requests.c.body, _requests.c.card)
    .where(*_SAID_HERE)
    .order_by(*_NEWEST)
    .limit(bindparam("limit"))
)


def trace(tx: Connection, request_ids: list[str], *, person_id: str = "") -> list[dict[str, Any]]:
    """What was asked and answered, also by a person, for the operator; text is masked already."""
    theirs = [_requests.c.person_id == person_id] if person_id else []
    query = select(_requests).where(or_(_requests.c.id.in_(request_ids), *theirs))
    return [_told(row) for row in tx.execute(query.order_by(_requests.c.at))]


def latest(tx: Connection, since: datetime, *, limit: int) -> list[dict[str, Any]]:
    """What was asked from then on, newest first; text is masked already."""
    query = select(_requests).where(_requests.c.at >= since).order_by(_requests.c.at.desc())
    return [_told(row) for row in tx.execute(query.limit(limit))]


def _told(row: Any) -> dict[str, Any]:
    return {
        "what": "request",
        "id": row.id,
        "at": row.at,
        "channel": row.channel,
        "person": row.person_id,
        "text": row.body["text"],
        "outcome": row.outcome,
    }


def _answered(row: Any) -> Answered | None:
    if row.card is None:
        return None
    return Answered(
        request_id=row.id,
        card=Card.model_validate(row.card),
        outcome=row.outcome,
        command=None,
        person_id=row.person_id,
        account_id=row.account_id,
    )
