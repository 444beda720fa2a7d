"""What an operator has decided about accounts and people, and every change of it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, func, insert, or_, select, update
from sqlalchemy.engine import Connection

from assistant.billing.store.tables.accounts import accounts, contacts, people
from assistant.billing.store.tables.policies import policy_changes as changes


def accounts_called(tx: Connection, named: str) -> list[Any]:
    """The account with this id; without one, those of this name, whatever its case."""
    found = list(tx.execute(_called, {"named": named}))
    return [row for row in found if row.id == named] or found


_called = select(accounts).where(
    or_(
        accounts.c.id == bindparam("named"),
        func.lower(accounts.c.name) == func.lower(bindparam("named")),
    )
)


def account(tx: Connection, account_id: str) -> Any:
    """An account's row."""
    return tx.execute(_account, {"id": account_id}).one()


_account = select(accounts).where(accounts.c.id == bindparam("id"))


def account_names(tx: Connection) -> list[str]:
    """What accounts are called, to suggest the one that was meant."""
    return list(tx.execute(select(accounts.c.name).order_by(accounts.c.name).limit(201)).scalars())


def contacts_of(tx: Connection, account_id: str) -> list[Any]:
    """Everyone at an account, with what they may pay."""
    return list(tx.execute(_contacts, {"account": account_id}))


_contacts = (
    select(
        people.c.email,
        people.c.name,
        contacts.c.person_id,
        contacts.c.role,
        contacts.c.payment_limit_minor,
        contacts.c.day_limit_minor,
    )
    .join_from(contacts, people, people.c.id == contacts.c.person_id)
    .where(contacts.c.account_id == bindparam("account"))
    .order_by(people.c.email)
)


def person(tx: Connection, email: str, *, lock: bool = False) -> Any | None:
    """Whoever has this address; ``lock`` keeps others from changing them until the end."""
    return tx.execute(_person_turn if lock else _person, {"email": email}).one_or_none()


_person = select(people).where(people.c.email == bindparam("email"))
_person_turn = _person.with_for_update()


def add_person(tx: Connection, person_id: str, email: str, *, name: str) -> None:
    """Write somebody new, who belongs to no account."""
    tx.execute(insert(people), {"id": person_id, "email": email, "name": name})


def change_account(tx: Connection, account_id: str, values: dict[str, Any]) -> None:
    """Write what is another now."""
    tx.execute(update(accounts).where(accounts.c.id == account_id).values(values))


def change_contact(tx: Connection, account_id: str, person_id: str, values: dict[str, Any]) -> None:
    """Write what is another now."""
    mine = (contacts.c.account_id == account_id, contacts.c.person_id == person_id)
    tx.execute(update(contacts).where(*mine).values(values))


def change_person(tx: Connection, person_id: str, values: dict[str, Any]) -> None:
    """Write what is another now."""
    tx.execute(update(people).where(people.c.id == person_id).values(values))


def note(tx: Connection, row: dict[str, Any]) -> None:
    """Keep that something was changed."""
    tx.execute(insert(changes), row)


def changes_of(tx: Connection, thing: str) -> Sequence[Any]:
    """Changes of this account or person, or the one with this id, oldest first."""
    return tx.execute(_changes, {"thing": thing}).all()


_changes = (
    select(changes, people.c.email)
    .outerjoin(people, people.c.id == changes.c.person_id)
    .where(
        or_(
            changes.c.id == bindparam("thing"),
            changes.c.account_id == bindparam("thing"),
            changes.c.person_id == bindparam("thing"),
            people.c.email == bindparam("thing"),
        )
    )
    .order_by(changes.c.id)
)
