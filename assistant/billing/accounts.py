"""Who speaks for which account."""

from dataclasses import dataclass

from sqlalchemy.engine import Connection

from assistant.billing.model import Account, Contact, Role
from assistant.billing.store import invoices, offers, people


@dataclass(frozen=True, slots=True)
class Belongs:
    """An account somebody belongs to, and as what."""

    id: str
    name: str
    role: Role
    viewer_may_pay: bool


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
    accounts: tuple[Belongs, ...]


def person_at(tx: Connection, address: str, *, slack: bool) -> Person | None:
    """Find who speaks from a Slack ``team/user`` or a mail address; None for a stranger."""
    rows = people.memberships_at(tx, address, slack=slack)
    if not rows:
        return None
    first = rows[0]
    return Person(
        id=first.id,
        name=first.name,
        email=first.email,
        locale=first.locale,
        timezone=first.timezone,
        agent=bool(first.agent),
        current_account_id=first.current_account_id,
        accounts=tuple(
            Belongs(r.account_id, r.account, Role(r.role), bool(r.viewer_may_pay))
            for r in rows
            if r.account_id
        ),
    )


def switch(tx: Connection, person_id: str, account_id: str) -> None:
    """Remember which of their accounts a person speaks for from now on."""
    people.switch(tx, person_id, account_id)


def account(tx: Connection, account_id: str) -> Account:
    """The account's own facts and rules."""
    return people.account(tx, account_id)


def contacts(tx: Connection, account_id: str) -> list[Contact]:
    """Everyone at an account."""
    return people.contacts_of(tx, account_id)


def payers(tx: Connection, account_id: str) -> tuple[str, ...]:
    """Who may pay for an account, by name."""
    found = people.contacts_of(tx, account_id)
    return tuple(each.name for each in found if each.role >= Role.PAYER)


def owner_of(tx: Connection, account_ids: tuple[str, ...], number: str) -> str | None:
    """Which of these accounts an invoice belongs to; None also when it is somebody else's."""
    invoice = invoices.numbered(tx, account_ids, number)
    return None if invoice is None else invoice.account_id


def account_of_offer(
    tx: Connection, person_id: str, conversation: str, offer_id: str | None
) -> str | None:
    """Which account the offer is for that this person means."""
    found = (
        offers.of_person(tx, person_id, offer_id)
        if offer_id
        else offers.latest_in(tx, person_id, conversation)
    )
    return None if found is None else found.account_id
