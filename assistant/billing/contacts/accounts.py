"""Who speaks for which account."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from assistant.billing.model import Account, Contact, Membership, Method, Role
from assistant.billing.model.preferences import Preferences, of_row
from assistant.billing.store import invoices, links, methods, offers, people, reached, standing
from assistant.billing.store.offers import Whose as Whose
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody we know, with the accounts they belong to, by name."""

    id: str
    name: str
    email: str
    locale: str
    timezone: str
    agent: bool
    current_account_id: str | None
    switched_at: datetime | None
    memberships: tuple[Membership, ...]


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody about to become known."""

    id: str
    email: str
    name: str
    locale: str = "en"
    timezone: str = "UTC"
    agent: bool = False


@dataclass(frozen=True, slots=True)
class Reached:
    """Where somebody hears what nobody asked for, in which language, and when."""

    email: str
    slack: str | None
    locale: str
    timezone: str
    preferences: Preferences
    mail_stopped: bool


@dataclass(frozen=True, slots=True)
class Flags:
    """What a contact is to be told."""

    receives_invoices: bool = False
    receives_payments: bool = False
    receives_reminders: bool = False
    receives_escalations: bool = False


def open_account(tx: Connection, account: Account) -> None:
    """Write a new account."""
    people.add_account(tx, account)


def any_account(tx: Connection) -> bool:
    """Whether there is any account at all."""
    return people.any_account(tx)


def add_person(tx: Connection, person: NewPerson) -> None:
    """Write a new person; their address is kept in lower case, as it is compared."""
    people.add_person(tx, asdict(person) | {"email": person.email.lower()})


def add_contact(
    tx: Connection, account_id: str, person_id: str, *, role: Role, flags: Flags
) -> None:
    """Let a person belong to an account."""
    row = {"account_id": account_id, "person_id": person_id, "role": role, **asdict(flags)}
    people.add_contact(tx, row)


def link_slack(tx: Connection, address: str, person_id: str) -> None:
    """Let a Slack ``team/user`` speak for a person, because the operator says so."""
    links.link(tx, address, person_id, how="operator", now=None)


def add_method(tx: Connection, account_id: str, method: Method, *, default: bool) -> None:
    """Put a saved way to pay on file."""
    methods.write(tx, account_id, replace(method, is_default=default))


def person_at(tx: Connection, address: str, *, slack: bool) -> Person | None:
    """Find who speaks from a Slack ``team/user`` or a mail address; None for a stranger."""
    rows = people.memberships_at(tx, address, slack=slack)
    if not rows:
        return None
    person_id, name, email, locale, timezone, agent, current, switched_at = rows[0][:8]
    return Person(
        id=person_id,
        name=name,
        email=email,
        locale=locale,
        timezone=timezone,
        agent=agent,
        current_account_id=current,
        switched_at=switched_at,
        memberships=tuple(
            [
                Membership(account_id, account, _ROLES[role], *rest)
                for _, _, _, _, _, _, _, _, account_id, account, role, *rest in rows
                if account_id
            ]
        ),
    )


def on_file(tx: Connection, addresses: Sequence[str]) -> set[str]:
    """Which of these mail addresses are of people on file."""
    return people.on_file(tx, addresses)


_ROLES = {each.value: each for each in Role}


def prefer(tx: Connection, person_id: str, preferences: Preferences) -> None:
    """Write how a person wants to hear what nobody asked for."""
    reached.set_preferences(tx, person_id, preferences.row())


def switch(tx: Connection, person_id: str, account_id: str, now: datetime) -> None:
    """Remember which of their accounts a person speaks for from now on."""
    people.switch(tx, person_id, account_id, now)


def account(tx: Connection, account_id: str) -> Account:
    """The account's own facts and rules."""
    return people.account(tx, account_id)


def names_of(tx: Connection, person_ids: Iterable[str]) -> dict[str, str]:
    """What some people are called, whoever they are."""
    return people.names_of(tx, person_ids)


def contacts(tx: Connection, account_id: str) -> list[Contact]:
    """Everyone at an account."""
    return people.contacts_of(tx, account_id)


def contacts_of_each(tx: Connection, account_ids: Iterable[str]) -> dict[str, list[Contact]]:
    """Everyone at each of these accounts."""
    return people.contacts_of_each(tx, account_ids)


def who_can(tx: Connection, account_id: str, role: Role, *, now: datetime) -> tuple[str, ...]:
    """Who may do for an account what needs this role, by name."""
    found = people.contacts_of(tx, account_id)
    return tuple(each.name for each in found if each.role >= role and not each.waits(now))


def reached_at(tx: Connection, person_id: str) -> Reached:
    """Where a person hears what nobody asked for."""
    return _reached(reached.of_person(tx, person_id))


def asking_for_reached(
    tx: Connection, person_ids: Iterable[str]
) -> Callable[[], dict[str, Reached]]:
    """The same for several people, for who asks more at once; what it returns tells."""
    rows = reached.asking_for(tx, person_ids)
    return lambda: {row.id: _reached(row) for row in rows}


def _reached(row: Any) -> Reached:
    wishes = of_row(row.preferences)
    stopped = bool(row.mail_stopped)
    return Reached(row.email, row.slack, row.locale, row.timezone, wishes, stopped)


def owner_of(tx: Connection, account_ids: tuple[str, ...], number: str) -> str | None:
    """Which of these accounts an invoice belongs to; None also when it is somebody else's."""
    invoice = invoices.numbered(tx, account_ids, number)
    return None if invoice is None else invoice.account_id


def account_of_order(
    tx: Connection, person_id: str, account_ids: tuple[str, ...], order_id: str
) -> str | None:
    """Which account this standing order of the person's is for."""
    found = standing.of_person(tx, person_id, account_ids, order_id)
    return None if found is None else found.account_id


def account_of_offer(
    tx: Connection, whose: Whose, offer_id: str | None, *, now: datetime
) -> str | None:
    """Which account the offer is for that this person means, here or else elsewhere."""
    found = (
        offers.of_person(tx, whose, offer_id) if offer_id else offers.latest_in(tx, whose)
    ) or offers.elsewhere(tx, whose, now)
    return None if found is None else found.account_id
