"""Show and change what an operator decides: all that was written, or nothing of it.

Every change is kept with who made it and what was there before: ``assistant audit show``.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from assistant.billing.ids import new_id, ordered_id
from assistant.billing.intake.fields import Writing, email, nearest, shown
from assistant.billing.intake.report import RefusedError
from assistant.billing.model import Role
from assistant.billing.policies.settings import (
    OF_ACCOUNT,
    OF_CONTACT,
    OF_PERSON,
    Setting,
    setting,
)
from assistant.billing.store import looks, people
from assistant.billing.store import policies as rows
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is another now; values as plain JSON."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose doing it is, when, and how they write amounts."""

    by: str
    at: datetime
    writing: Writing


def account_shown(tx: Connection, named: str) -> dict[str, Any]:
    """An account with its rules and its people's limits. Raises RefusedError."""
    row = _account(tx, named)
    return {
        "account": row.id,
        "name": row.name,
        "currency": row.currency,
        "settings": _shown(row, OF_ACCOUNT, row.currency),
        "contacts": [
            {
                "email": each.email,
                "name": each.name,
                "role": Role(each.role).name.lower(),
                **_shown(each, OF_CONTACT, row.currency),
            }
            for each in rows.contacts_of(tx, row.id)
        ],
    }


def person_shown(tx: Connection, address: str) -> dict[str, Any]:
    """Somebody on record and what they are to the seller. Raises RefusedError."""
    row = rows.person(tx, email(address))
    if row is None:
        raise RefusedError(f"nobody has the address {shown(address)}", "name another one")
    return {"email": row.email, "settings": _shown(row, OF_PERSON, "")}


def set_account(
    tx: Connection, named: str, wanted: Mapping[str, str], hand: Hand
) -> tuple[str, list[Change]]:
    """Change the rules of an account under its turn; its id, and what is another now."""
    account_id = _account(tx, named).id
    people.lock(tx, account_id)
    row = rows.account(tx, account_id)
    read = _read(wanted, OF_ACCOUNT, _in(hand, row.currency))
    if values := _other(row, read):
        rows.change_account(tx, account_id, values)
    if "reminder_days" in values:
        looks.look_again(tx, account_id, hand.at)
    return account_id, _noted(tx, row, read, hand, account_id=account_id, currency=row.currency)


def set_contact(
    tx: Connection, whose: tuple[str, str], wanted: Mapping[str, str], hand: Hand
) -> tuple[str, list[Change]]:
    """Change what one of an account's people may pay: ``whose`` is the account and the address."""
    named, address = whose
    account = _account(tx, named)
    people.lock(tx, account.id)
    known = {each.email: each for each in rows.contacts_of(tx, account.id)}
    row = known.get(email(address))
    if row is None:
        remedy = nearest(address, known) if known else "import its contacts first"
        raise RefusedError(f"{shown(address)} is no contact of {account.name}", remedy)
    read = _read(wanted, OF_CONTACT, _in(hand, account.currency))
    if values := _other(row, read):
        rows.change_contact(tx, account.id, row.person_id, values)
    facts = {"account_id": account.id, "person_id": row.person_id, "currency": account.currency}
    return account.id, _noted(tx, row, read, hand, **facts)


def set_person(
    tx: Connection, address: str, wanted: Mapping[str, str], hand: Hand
) -> tuple[str, list[Change]]:
    """Say what somebody is to the seller; with a name, somebody new is put on record."""
    read = _read(wanted, OF_PERSON, hand.writing)
    row = rows.person(tx, email(address), lock=True)
    if row is None:
        if "name" not in wanted:
            remedy = 'give a name="…" to put them on record'
            raise RefusedError(f"nobody has the address {shown(address)}", remedy)
        rows.add_person(tx, new_id("per"), email(address), name="")
        row = rows.person(tx, email(address))
        assert row is not None
    if values := _other(row, read):
        rows.change_person(tx, row.id, values)
    return row.email, _noted(tx, row, read, hand, person_id=row.id)


_Read = list[tuple[Setting, Any]]


def _account(tx: Connection, named: str) -> Any:
    """The account of this id, or the only one of this name."""
    named = named.strip()
    found = rows.accounts_called(tx, named)
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(row.id for row in found)
        raise RefusedError(f"{len(found)} accounts are called {shown(named)}", f"name one: {ids}")
    names = rows.account_names(tx)
    remedy = nearest(named, names) if 0 < len(names) <= _MANY else "name it by its id"
    raise RefusedError(f"there is no account {shown(named)}", remedy)


_MANY = 200
"""More names than anybody could look through are not told."""


def _in(hand: Hand, currency: str) -> Writing:
    return Writing(hand.writing.locale, hand.writing.dates, currency)


def _read(wanted: Mapping[str, str], known: Mapping[str, Setting], writing: Writing) -> _Read:
    read = []
    for name, cell in wanted.items():
        meant = setting(name, known)
        try:
            read.append((meant, meant.read(cell.strip(), writing)))
        except RefusedError as refused:
            raise RefusedError(f"{name}: {refused.cause}", refused.remedy) from None
    return read


def _other(row: Any, read: _Read) -> dict[str, Any]:
    return {each.column: value for each, value in read if getattr(row, each.column) != value}


def _shown(row: Any, known: Mapping[str, Setting], currency: str) -> dict[str, Any]:
    return {name: each.show(getattr(row, each.column), currency) for name, each in known.items()}


def _noted(
    tx: Connection,
    row: Any,
    read: _Read,
    hand: Hand,
    *,
    currency: str = "",
    account_id: str | None = None,
    person_id: str | None = None,
) -> list[Change]:
    """Keep what is another now, and what it was."""
    changed = []
    for each, value in read:
        before = getattr(row, each.column)
        if before == value:
            continue
        change = Change(each.name, each.show(before, currency), each.show(value, currency))
        changed.append(change)
        kept = {
            "id": ordered_id("set"),
            "at": hand.at,
            "by": hand.by[:200],
            "account_id": account_id,
            "person_id": person_id,
            "name": each.name,
            "before": json.dumps(change.before, ensure_ascii=False),
            "after": json.dumps(change.after, ensure_ascii=False),
        }
        rows.note(tx, kept)
    return changed
