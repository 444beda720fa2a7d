"""People who work for the seller, and how they find a customer; never used for anybody else."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, bindparam, func, or_, select, update
from sqlalchemy.engine import Connection

from assistant.billing.model.operation import Agent
from assistant.billing.store.tables.accounts import accounts, people, slack_links
from assistant.billing.store.tables.invoices import invoices
from assistant.billing.store.tables.payments import payments
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Reach:
    """A seller's person and where they are told things."""

    person_id: str
    name: str
    email: str
    locale: str
    timezone: str
    slack: str = ""


_person = select(people).where(people.c.id == bindparam("id"))
_person_turn = _person.with_for_update()


def agent(tx: Connection, person_id: str, *, lock: bool = False) -> Agent:
    """The rights somebody has at this moment; ``lock`` keeps them so until the transaction ends."""
    row = tx.execute(_person_turn if lock else _person, {"id": person_id}).one()
    return Agent(row.id, row.name, bool(row.agent), bool(row.approver), dict(row.limits))


def set_rights(tx: Connection, person_id: str, *, approver: bool, limits: dict[str, int]) -> None:
    """Write what an agent may do alone, and whether they may approve what others propose."""
    values = {"approver": approver, "limits": limits}
    tx.execute(update(people).where(people.c.id == person_id).values(values))


def approvers(tx: Connection, *, but: str) -> list[Reach]:
    """Everybody who may approve what ``but`` proposed."""
    return _reached(tx, _approvers, {"but": but})


_approvers = (
    select(people)
    .where(people.c.agent, people.c.approver, people.c.id != bindparam("but"))
    .order_by(people.c.name)
)


def all_agents(tx: Connection) -> list[str]:
    """The names of all agents."""
    return sorted(row.name for row in tx.execute(_agents))


def agents_called(tx: Connection, name: str) -> list[str]:
    """The ids of the agents with this name or first name, or this address."""
    wanted = _plain(name)
    return [
        row.id
        for row in tx.execute(_agents)
        if wanted in (_plain(row.name), _plain(row.name).partition(" ")[0], _plain(row.email))
    ]


_agents = select(people.c.id, people.c.name, people.c.email).where(people.c.agent)


def reach(tx: Connection, person_ids: Sequence[str]) -> list[Reach]:
    """Where these people are told things."""
    return _reached(tx, _these, {"ids": list(person_ids)})


_these = select(people).where(people.c.id.in_(bindparam("ids", expanding=True)))
_links = (
    select(slack_links)
    .where(
        slack_links.c.person_id.in_(bindparam("ids", expanding=True)),
        slack_links.c.suspended_at.is_(None),
    )
    .order_by(slack_links.c.address.desc())
)


def _reached(tx: Connection, query: Select[Any], wanted: dict[str, Any]) -> list[Reach]:
    rows = tx.execute(query, wanted).all()
    links = tx.execute(_links, {"ids": [row.id for row in rows]}) if rows else ()
    slack = {link.person_id: link.address for link in links}
    return [
        Reach(row.id, row.name, row.email, row.locale, row.timezone, slack.get(row.id, ""))
        for row in rows
    ]


def customers_called(tx: Connection, name: str, *, limit: int) -> list[tuple[str, str]]:
    """(id, name) of the accounts of this name or id, or else of those that begin with its words."""
    wanted = name.strip()
    begins = re.split(r"\W+", _plain(wanted))[0]
    if not begins:
        return []
    like = re.sub(r"([\\%_])", r"\\\1", begins) + "%"
    rows = tx.execute(_called, {"id": wanted, "like": like, "limit": 200}).all()
    found = [(str(row.id), str(row.name)) for row in rows]
    exact = [each for each in found if is_called(each, wanted)]
    return (exact or found)[:limit]


def is_called(account: tuple[str, str], name: str) -> bool:
    """Whether an account has just this id, or this name however it is spaced and cased."""
    account_id, its_name = account
    return account_id == name.strip() or _plain(its_name) == _plain(name)


_called = (
    select(accounts.c.id, accounts.c.name)
    .where(
        or_(
            accounts.c.id == bindparam("id"),
            func.lower(accounts.c.name).like(bindparam("like"), escape="\\"),
        )
    )
    .order_by(func.length(accounts.c.name), accounts.c.name, accounts.c.id)
    .limit(bindparam("limit"))
)


def owner_of_invoice(tx: Connection, number: str) -> str | None:
    """The account an invoice belongs to, whosever it is."""
    found: str | None = tx.execute(_invoice_owner, {"number": number}).scalar_one_or_none()
    return found


_invoice_owner = select(invoices.c.account_id).where(invoices.c.number == bindparam("number"))


def owner_of_payment(tx: Connection, beginning: str) -> str | None:
    """The account a payment belongs to; None also when its id could begin several of them."""
    wanted = {"first": beginning, "beyond": beginning + "g"}
    found = {row.account_id for row in tx.execute(_payment_owner, wanted)}
    return str(found.pop()) if len(found) == 1 else None


_payment_owner = (
    select(payments.c.account_id)
    .where(payments.c.id >= bindparam("first"), payments.c.id < bindparam("beyond"))
    .limit(2)
)


def _plain(name: str) -> str:
    return re.sub(r"\W+", " ", name).strip().casefold()
