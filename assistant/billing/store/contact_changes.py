"""Rows of contacts as they change, and of the changes that wait."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, delete, func, insert, select, update
from sqlalchemy.engine import Connection

from assistant.billing.model import Role
from assistant.billing.model.contact import Change, ChangeState, Told
from assistant.billing.store.tables.accounts import contacts, people
from assistant.billing.store.tables.contact_changes import contact_changes


def add(tx: Connection, change: Change, *, request_id: str, now: datetime) -> None:
    """Write a change that waits for a yes."""
    row = {
        "id": change.id,
        "account_id": change.account_id,
        "person_id": change.person_id,
        "request_id": request_id,
        "state": change.state,
        "subject_id": change.subject_id,
        "replaces_id": change.replaces_id,
        "email": change.email,
        "name": change.name,
        "role": int(change.role),
        "before": None if change.before is None else int(change.before),
        "told": list(change.told),
        "created_at": now,
        "expires_at": change.expires_at,
    }
    tx.execute(_add, row)


_add = insert(contact_changes)


def identified(
    tx: Connection, account_ids: Iterable[str], person_id: str, change_id: str
) -> Change | None:
    """A change this very person asked for, in one of these accounts."""
    found = {"which": change_id, "person": person_id, "accounts": list(account_ids) or [""]}
    row = tx.execute(_mine, found).one_or_none()
    return None if row is None else _change(row)


_mine = select(contact_changes).where(
    contact_changes.c.id == bindparam("which"),
    contact_changes.c.person_id == bindparam("person"),
    contact_changes.c.account_id.in_(bindparam("accounts", expanding=True)),
)


def waiting_for(tx: Connection, subject_id: str) -> list[Change]:
    """What waits for this person to answer, in whatever accounts."""
    return [_change(row) for row in tx.execute(_for_subject, {"subject": subject_id})]


_for_subject = (
    select(contact_changes)
    .where(
        contact_changes.c.subject_id == bindparam("subject"),
        contact_changes.c.state == ChangeState.WAITING,
    )
    .order_by(contact_changes.c.created_at)
)


def waiting_in(tx: Connection, account_id: str, now: datetime) -> list[Change]:
    """Addresses of an account that have not answered yet, and still may."""
    return [_change(row) for row in tx.execute(_in_account, {"account": account_id, "now": now})]


_in_account = (
    select(contact_changes)
    .where(
        contact_changes.c.account_id == bindparam("account"),
        contact_changes.c.state == ChangeState.WAITING,
        contact_changes.c.expires_at > bindparam("now"),
    )
    .order_by(contact_changes.c.email)
)


def asked_since(tx: Connection, account_id: str, since: datetime) -> int:
    """How many addresses of an account were written to, whatever came of it."""
    found = {"account": account_id, "since": since}
    return int(tx.execute(_asked_since, found).scalar_one())


_asked_since = (
    select(func.count())
    .select_from(contact_changes)
    .where(
        contact_changes.c.account_id == bindparam("account"),
        contact_changes.c.created_at > bindparam("since"),
        contact_changes.c.subject_id.is_not(None),
        contact_changes.c.before.is_(None),
    )
)


def waiting(tx: Connection, change_id: str) -> Change | None:
    """A change whose address has not answered yet."""
    where = (contact_changes.c.id == change_id) & (contact_changes.c.state == ChangeState.WAITING)
    row = tx.execute(select(contact_changes).where(where)).one_or_none()
    return None if row is None else _change(row)


def count_wrong(tx: Connection, subject_id: str, *, at_most: int) -> None:
    """One more wrong code, for every question it may have been meant for; some are over by it."""
    tries = contact_changes.c.tries + 1
    over = case((tries >= at_most, ChangeState.LOCKED), else_=ChangeState.WAITING)
    where = (contact_changes.c.subject_id == subject_id) & (
        contact_changes.c.state == ChangeState.WAITING
    )
    tx.execute(update(contact_changes).where(where).values(tries=tries, state=over))


def replace(tx: Connection, account_id: str, email: str) -> None:
    """Whatever this address was asked before is asked no longer."""
    where = (
        (contact_changes.c.account_id == account_id)
        & (contact_changes.c.email == email)
        & (contact_changes.c.state == ChangeState.WAITING)
    )
    tx.execute(update(contact_changes).where(where).values(state=ChangeState.REPLACED))


def change(tx: Connection, change_id: str, **values: Any) -> None:
    """Move a change on."""
    tx.execute(_update, {"which": change_id, **values})


_update = update(contact_changes).where(contact_changes.c.id == bindparam("which"))


def change_contact(tx: Connection, account_id: str, person_id: str, **values: Any) -> None:
    """Give a contact of an account another role, or tell them other things."""
    where = (contacts.c.account_id == account_id) & (contacts.c.person_id == person_id)
    tx.execute(update(contacts).where(where).values(**values))


def remove_contact(tx: Connection, account_id: str, person_id: str) -> None:
    """Let a person no longer belong to an account."""
    where = (contacts.c.account_id == account_id) & (contacts.c.person_id == person_id)
    tx.execute(delete(contacts).where(where))


def person_with(tx: Connection, email: str) -> Any | None:
    """Who has this address, if anybody we know: their id, name, locale and time zone."""
    query = select(people.c.id, people.c.name, people.c.locale, people.c.timezone)
    return tx.execute(query.where(people.c.email == email)).one_or_none()


def _change(row: Any) -> Change:
    return Change(
        id=row.id,
        account_id=row.account_id,
        person_id=row.person_id,
        state=ChangeState(row.state),
        email=row.email,
        name=row.name,
        role=Role(row.role),
        told=tuple(Told(each) for each in row.told),
        expires_at=row.expires_at,
        subject_id=row.subject_id,
        replaces_id=row.replaces_id,
        before=None if row.before is None else Role(row.before),
        code_hash=row.code_hash,
        tries=row.tries,
    )
