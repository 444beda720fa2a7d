"""Who belongs to which account."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, insert, literal_column, select, update
from sqlalchemy.engine import Connection

from assistant.billing.model import Account, Contact, Role
from assistant.billing.model.preferences import of_row
from assistant.billing.store.stops import PAYING
from assistant.billing.store.tables.accounts import (
    accounts,
    contacts,
    mail_trouble,
    people,
    slack_links,
)
from assistant.billing.store.tables.ledger import postings
from assistant.billing.store.tables.payments import payments
from assistant.billing.store.tables.plans import planned_payments
from assistant.db.direct import asked_for_each, short_lists

_membership = (
    select(
        people.c.id,
        people.c.name,
        people.c.email,
        people.c.locale,
        people.c.timezone,
        people.c.agent,
        people.c.current_account_id,
        people.c.switched_at,
        contacts.c.account_id,
        accounts.c.name.label("account"),
        contacts.c.role,
        accounts.c.viewer_may_pay,
        contacts.c.pays_from,
        contacts.c.payment_limit_minor,
        contacts.c.day_limit_minor,
        accounts.c.eu_supported,
        PAYING.label("paying_stopped"),
    )
    .outerjoin(contacts, contacts.c.person_id == people.c.id)
    .outerjoin(accounts, accounts.c.id == contacts.c.account_id)
    .order_by(accounts.c.name)
)
_by_slack = _membership.join(slack_links, slack_links.c.person_id == people.c.id).where(
    slack_links.c.address == bindparam("address"), slack_links.c.suspended_at.is_(None)
)
_by_email = _membership.where(people.c.email == bindparam("address"))


def memberships_at(tx: Connection, address: str, *, slack: bool) -> Sequence[Any]:
    """Rows of the person who speaks from this address: one per account, or one with no account.

    A row is the eight facts of the person, then those of ``Membership`` in its order.
    """
    return tx.execute(_by_slack if slack else _by_email, {"address": address}).all()


def on_file(tx: Connection, addresses: Sequence[str]) -> set[str]:
    """Which of these mail addresses are somebody's."""
    return {row.email for row in tx.execute(_on_file, {"addresses": list(addresses)})}


_on_file = select(people.c.email).where(people.c.email.in_(bindparam("addresses", expanding=True)))


def any_account(tx: Connection) -> bool:
    """Whether there is any account."""
    return tx.execute(select(accounts.c.id).limit(1)).first() is not None


def add_account(tx: Connection, account: Account) -> None:
    """Write an account."""
    row = {name: value for name, value in asdict(account).items() if name not in _DERIVED}
    tx.execute(insert(accounts).values(row))


def add_person(tx: Connection, row: dict[str, Any]) -> None:
    """Write a person."""
    tx.execute(_add_person, row)


def add_contact(tx: Connection, row: dict[str, Any]) -> None:
    """Write that a person belongs to an account."""
    tx.execute(_add_contact, row)


_add_person, _add_contact = insert(people), insert(contacts)


def switch(tx: Connection, person_id: str, account_id: str, now: datetime) -> None:
    """Remember which account a person speaks for, and since when."""
    where = people.c.id == person_id
    chosen = {"current_account_id": account_id, "switched_at": now}
    tx.execute(update(people).where(where).values(**chosen))


def lock_for(tx: Connection, payment_id: str) -> Account | None:
    """Take the turn of the account a payment belongs to; None when there is no such payment."""
    return locking_for(tx, payment_id)()


def locking_for(tx: Connection, payment_id: str) -> Callable[[], Account | None]:
    """The same for who asks more, which is then answered at once; what it returns tells whose."""
    found = tx.execute(_payers_turn, {"payment": payment_id})

    def whose() -> Account | None:
        row = found.one_or_none()
        return None if row is None else Account(*row)

    return whose


_in_credit = exists().where(
    postings.c.account_id == accounts.c.id,
    postings.c.book == literal_column("'credit'"),  # hardly any is: a value would not be known so
)
_plans_ahead = exists().where(
    planned_payments.c.account_id == accounts.c.id, planned_payments.c.finished_at.is_(None)
)
_DERIVED = {"plans_ahead": _plans_ahead, "in_credit": _in_credit}
_columns = [
    _DERIVED[each.name].label(each.name) if each.name in _DERIVED else accounts.c[each.name]
    for each in fields(Account)
]
_account = select(*_columns).where(accounts.c.id == bindparam("id"))
_account_turn = _account.with_for_update()
_payers_turn = (
    select(*_columns)
    .join(payments, payments.c.account_id == accounts.c.id)
    .where(payments.c.id == bindparam("payment"))
    .with_for_update(of=accounts)
)


def account(tx: Connection, account_id: str) -> Account:
    """The account's own facts and rules."""
    return Account(*tx.execute(_account, {"id": account_id}).one())


def asking_for(tx: Connection, account_ids: Iterable[str]) -> Callable[[], dict[str, Account]]:
    """The same of several, by their ids, for who asks more at once; what it returns tells."""
    rows = asked_for_each(tx, _accounts, "ids", account_ids)
    return lambda: {found.id: found for found in (Account(*row) for row in rows)}


_accounts = select(*_columns).where(accounts.c.id.in_(bindparam("ids", expanding=True)))


def lock_of_customer(tx: Connection, customer_ref: str) -> Account | None:
    """Take the turn of the one account the provider knows by this; None without just one."""
    rows = tx.execute(_customers_turn, {"customer": customer_ref}).all()
    return Account(*rows[0]) if len(rows) == 1 else None


_customers_turn = (
    select(accounts).where(accounts.c.customer_ref == bindparam("customer")).with_for_update()
)


def set_customer(tx: Connection, account_id: str, customer_ref: str) -> None:
    """Write by what the provider knows an account."""
    where = accounts.c.id == account_id
    tx.execute(update(accounts).where(where).values(customer_ref=customer_ref))


def name_of(tx: Connection, person_id: str) -> str:
    """What a person is called."""
    return str(tx.execute(_name, {"id": person_id}).scalar_one())


_name = select(people.c.name).where(people.c.id == bindparam("id"))


def names_of(tx: Connection, person_ids: Iterable[str]) -> dict[str, str]:
    """What some people are called; nobody is left out but those we do not know."""
    some = (tx.execute(_names, {"ids": few}) for few in short_lists(person_ids))
    return {row.id: row.name for few in some for row in few}


_names = select(people.c.id, people.c.name).where(people.c.id.in_(bindparam("ids", expanding=True)))


def lock(tx: Connection, account_id: str) -> Account:
    """Take the account's turn: whatever changes its money does so one at a time.

    SQLite has a single writer anyway; PostgreSQL holds the row until the transaction ends.
    """
    return locking(tx, account_id)()


def locking(tx: Connection, account_id: str) -> Callable[[], Account]:
    """The same for who asks more, which is then answered at once; what it returns tells of it."""
    found = tx.execute(_account_turn, {"id": account_id})
    return lambda: Account(*found.one())


def contacts_of(tx: Connection, account_id: str) -> list[Contact]:
    """Everyone at an account, with where Slack reaches them."""
    return _people(tx.execute(_contacts, {"account": account_id}))


def contacts_of_each(tx: Connection, account_ids: Iterable[str]) -> dict[str, list[Contact]]:
    """The same for several accounts at once; one that nobody belongs to has an empty list."""
    return asking_for_contacts(tx, account_ids)()


def asking_for_contacts(
    tx: Connection, account_ids: Iterable[str]
) -> Callable[[], dict[str, list[Contact]]]:
    """The same for who asks more at once; what it returns tells."""
    found: dict[str, list[Any]] = {each: [] for each in account_ids}
    rows = asked_for_each(tx, _contacts_of_each, "accounts", found)

    def contacts_of_each() -> dict[str, list[Contact]]:
        for row in rows:
            found[row.account_id].append(row)
        return {account_id: _people(rows) for account_id, rows in found.items()}

    return contacts_of_each


def _people(rows: Iterable[Any]) -> list[Contact]:
    found: dict[str, Contact] = {}
    for row in rows:
        contact = found.get(row.id) or _contact(row)
        if row.slack:
            contact = replace(contact, slack=(*contact.slack, row.slack))
        found[row.id] = contact
    return list(found.values())


_everyone = (
    select(
        people,
        contacts,
        slack_links.c.address.label("slack"),
        mail_trouble.c.permanent.label("mail_stopped"),
        (mail_trouble.c.kind == "unsubscribed").label("unsubscribed"),
    )
    .join_from(contacts, people, people.c.id == contacts.c.person_id)
    .outerjoin(
        slack_links,
        (slack_links.c.person_id == people.c.id) & slack_links.c.suspended_at.is_(None),
    )
    .outerjoin(mail_trouble, mail_trouble.c.address == people.c.email)
    .order_by(people.c.email, slack_links.c.address)
)
_contacts = _everyone.where(contacts.c.account_id == bindparam("account"))
_contacts_of_each = _everyone.where(
    contacts.c.account_id.in_(bindparam("accounts", expanding=True))
)


def _contact(row: Any) -> Contact:
    return Contact(
        person_id=row.id,
        account_id=row.account_id,
        name=row.name,
        email=row.email,
        locale=row.locale,
        timezone=row.timezone,
        role=Role(row.role),
        receives_invoices=row.receives_invoices,
        receives_payments=row.receives_payments,
        receives_reminders=row.receives_reminders,
        receives_escalations=row.receives_escalations,
        pays_from=row.pays_from,
        mail_stopped=bool(row.mail_stopped),
        unsubscribed=bool(row.unsubscribed),
        preferences=of_row(row.preferences),
    )


def set_stages(tx: Connection, account_id: str, kept: str | None) -> None:
    """Write on which days the account's people are reminded."""
    tx.execute(update(accounts).where(accounts.c.id == account_id).values(reminder_days=kept))
