"""Rows of what a person must look at: opened, held, put off, closed."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, exists, func, or_, select, update
from sqlalchemy.engine import Connection

from assistant.billing.model import Origin
from assistant.billing.model.case import CaseFile, CaseKind, CaseState
from assistant.billing.store import issuing
from assistant.billing.store.tables.accounts import accounts, people
from assistant.billing.store.tables.cases import cases
from assistant.db import first_due, insert_new
from assistant.db.direct import asked_for_each

_SERIES, _LAST = "case", 2_000_000_000


def add(tx: Connection, row: dict[str, Any]) -> int | None:
    """Write a case under the next number; None when there is one under its key, open or closed."""
    if tx.execute(_under, {"key": row["key"]}).first() is not None:
        return None
    number = issuing.next_number(tx, _SERIES, first=1, most=_LAST)
    assert number is not None, "two thousand million cases"
    return number if insert_new(tx, cases, {**row, "number": number}) else None


def under(tx: Connection, key: str) -> CaseFile:
    """The case that has this key."""
    row = tx.execute(_file_under, {"key": key}).one()
    return _file(row)


_under = select(cases.c.id).where(cases.c.key == bindparam("key"))


def close(tx: Connection, case_id: str, at: datetime) -> bool:
    """Close an open case; False when there is no such open case."""
    values = {"state": CaseState.RESOLVED, "closed_at": at, "snoozed_until": None}
    return tx.execute(_close, {"which": case_id, **values}).rowcount > 0


_close = update(cases).where(cases.c.id == bindparam("which"), cases.c.closed_at.is_(None))


def change(tx: Connection, case_id: str, **values: Any) -> None:
    """Write how a case stands now; the caller has locked it."""
    tx.execute(_change, {"which": case_id, **values})


_change = update(cases).where(cases.c.id == bindparam("which"))


def open_ones(tx: Connection, limit: int) -> list[Any]:
    """Open cases, oldest first."""
    return list(tx.execute(_open, {"limit": limit}))


_open = (
    select(cases)
    .where(cases.c.closed_at.is_(None))
    .order_by(cases.c.opened_at, cases.c.id)
    .limit(bindparam("limit"))
)


def open_of_account(tx: Connection, account_id: str) -> list[Any]:
    """The account's open cases, oldest first."""
    return list(tx.execute(_open_of_account, {"account": account_id}))


_open_of_account = (
    select(cases)
    .where(cases.c.account_id == bindparam("account"), cases.c.closed_at.is_(None))
    .order_by(cases.c.opened_at, cases.c.id)
)


def count_open(tx: Connection) -> int:
    """How many cases wait for a person."""
    return int(tx.execute(_count).scalar_one())


_count = select(func.count()).select_from(cases).where(cases.c.closed_at.is_(None))

_asking, _holding = people.alias("asking"), people.alias("holding")
_files = (
    select(
        cases,
        accounts.c.name.label("account"),
        accounts.c.eu_supported,
        _asking.c.name.label("person"),
        _holding.c.name.label("holder"),
    )
    .outerjoin(accounts, accounts.c.id == cases.c.account_id)
    .outerjoin(_asking, _asking.c.id == cases.c.person_id)
    .outerjoin(_holding, _holding.c.id == cases.c.holder_id)
)
_file_under = _files.where(cases.c.key == bindparam("key"))
_numbered = _files.where(cases.c.number == bindparam("number"))
_numbered_turn = _numbered.with_for_update(of=cases)
_identified_turn = _files.where(cases.c.id == bindparam("id")).with_for_update(of=cases)
_here = _files.where(cases.c.closed_at.is_(None))
_of_person = _here.where(cases.c.person_id == bindparam("person")).order_by(
    cases.c.opened_at.desc(), cases.c.number.desc()
)
_closed_of_person = (
    _files.where(cases.c.person_id == bindparam("person"), cases.c.closed_at > bindparam("since"))
    .order_by(cases.c.closed_at.desc())
    .limit(1)
)
_in_thread = _files.where(cases.c.thread == bindparam("thread")).limit(1)
_asleep = _files.where(cases.c.snoozed_until <= bindparam("now")).with_for_update(
    of=cases, skip_locked=True
)
_any_asleep = first_due(cases.c.id, cases.c.snoozed_until)
_waiting = _here.order_by(cases.c.opened_at, cases.c.number).limit(bindparam("limit"))
_held = _waiting.where(cases.c.holder_id == bindparam("holder"))
_unanswered = _waiting.where(cases.c.answered_at.is_(None), cases.c.person_id.is_not(None))


def numbered(tx: Connection, number: int, *, lock: bool = False) -> CaseFile | None:
    """The case of this number, whosever it is: for agents; ``lock`` takes its turn."""
    return _one(tx, _numbered_turn if lock else _numbered, {"number": number})


def locked(tx: Connection, case_id: str) -> CaseFile:
    """The case, whose turn is the caller's until the transaction ends."""
    found = _one(tx, _identified_turn, {"id": case_id})
    assert found is not None, case_id
    return found


def open_of_person(tx: Connection, person_id: str) -> list[CaseFile]:
    """What somebody waits for, newest first."""
    return [_file(row) for row in tx.execute(_of_person, {"person": person_id})]


def closed_of_person(tx: Connection, person_id: str, *, since: datetime) -> CaseFile | None:
    """What was resolved last of what somebody had waited for, if it was after that."""
    return _one(tx, _closed_of_person, {"person": person_id, "since": since})


def own(tx: Connection, person_id: str, number: int) -> CaseFile | None:
    """A case of this very person."""
    found = numbered(tx, number)
    return found if found and found.person_id == person_id else None


def in_thread(tx: Connection, thread: str) -> CaseFile | None:
    """The case whose agents' thread this is."""
    return _one(tx, _in_thread, {"thread": thread})


def asleep(tx: Connection, now: datetime) -> list[CaseFile]:
    """Cases that were put off until now, held against other processes."""
    return [_file(row) for row in tx.execute(_asleep, {"now": now})]


def any_asleep(tx: Connection, now: datetime) -> bool:
    """Whether a case was put off until now."""
    return tx.execute(_any_asleep, {"now": now}).first() is not None


def waiting(
    tx: Connection, *, limit: int, holder: str = "", unanswered: bool = False
) -> list[CaseFile]:
    """Open cases, oldest first: all, one agent's, or those nobody has answered."""
    query = _held if holder else _unanswered if unanswered else _waiting
    wanted = {"limit": limit} | ({"holder": holder} if holder else {})
    return [_file(row) for row in tx.execute(query, wanted)]


def waiting_of(tx: Connection, account_id: str) -> list[CaseFile]:
    """The account's open cases, oldest first, as agents see them."""
    return [_file(row) for row in tx.execute(_waiting_of, {"account": account_id})]


_waiting_of = _here.where(cases.c.account_id == bindparam("account")).order_by(cases.c.opened_at)


def began(tx: Connection, case_id: str, thread: str) -> None:
    """Note what the agents were told first, unless something was before."""
    tx.execute(_began, {"which": case_id, "thread": thread})


_began = update(cases).where(cases.c.id == bindparam("which"), cases.c.thread.is_(None))


def so_far(tx: Connection, beginning: str) -> int:
    """How many cases were ever about this, counted by the beginning of their subject."""
    return int(tx.execute(_so_far, {"from": beginning, "to": beginning + "\x7f"}).scalar_one())


_so_far = (
    select(func.count())
    .select_from(cases)
    .where(cases.c.key >= bindparam("from"), cases.c.key < bindparam("to"))
)

pauses_account = exists().where(
    cases.c.account_id == accounts.c.id,
    cases.c.closed_at.is_(None),
    cases.c.holder_id.is_not(None),
    cases.c.kind == CaseKind.PERSON_ASKED,
)
"""Holds of an account whose people are talking with one of ours: for statements on accounts."""

_pausing: Select[Any] = select(cases.c.account_id, cases.c.facts).where(
    cases.c.account_id.in_(bindparam("accounts", expanding=True)),
    cases.c.closed_at.is_(None),
    cases.c.kind == CaseKind.PERSON_ASKED,
    or_(cases.c.holder_id.is_not(None), cases.c.about.like("%:dispute:%")),
)


def pausing(tx: Connection, account_ids: Iterable[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The facts of each case that an agent has in hand, or that disputes something, and whose."""
    rows = asked_for_each(tx, _pausing, "accounts", account_ids)
    return ((row.account_id, dict(row.facts)) for row in rows)


def _one(tx: Connection, query: Select[Any], wanted: dict[str, Any]) -> CaseFile | None:
    row = tx.execute(query, wanted).one_or_none()
    return _file(row) if row else None


def _file(row: Any) -> CaseFile:
    return CaseFile(
        id=row.id,
        number=row.number,
        account_id=row.account_id or "",
        account=row.account or "",
        within_eu=bool(row.eu_supported),
        kind=CaseKind(row.kind),
        subject=row.facts.get("about") or row.kind,
        facts=row.facts,
        state=CaseState(row.state),
        person_id=row.person_id or "",
        person=row.person or "",
        holder_id=row.holder_id or "",
        holder=row.holder or "",
        origin=Origin(**row.origin) if row.origin else None,
        conversation=row.conversation or "",
        snoozed_until=row.snoozed_until,
        opened_at=row.opened_at,
        answered_at=row.answered_at,
        closed_at=row.closed_at,
    )
