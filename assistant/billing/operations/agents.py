"""The seller's agents: what they may do, and how they find a customer; for nobody else."""

from sqlalchemy.engine import Connection

from assistant.billing.model import Membership, Role
from assistant.billing.store import agents as rows
from assistant.billing.store import people

NEAR = 5
"""How many customers are named when a name does not say which."""


def set_rights(tx: Connection, person_id: str, *, approver: bool, limits: dict[str, int]) -> None:
    """Say what an agent may do alone in 24 hours (minor units by currency), and if they approve."""
    rows.set_rights(tx, person_id, approver=approver, limits=limits)


def called(tx: Connection, name: str) -> Membership | tuple[str, ...]:
    """The one customer of this name or id; else those it could be, as one may say them.

    An agent sees a customer's account as its viewers do, and may no more pay for it than they.
    """
    found = rows.customers_called(tx, name, limit=NEAR + 1)
    if len(found) == 1 and rows.is_called(found[0], name):
        return _whose(tx, found[0][0])
    names = [each for _, each in found]
    return tuple(each if names.count(each) == 1 else id_ for id_, each in found)[:NEAR]


def of_invoice(tx: Connection, number: str) -> Membership | None:
    """Whose an invoice is."""
    owner = rows.owner_of_invoice(tx, number)
    return _whose(tx, owner) if owner else None


def of_payment(tx: Connection, beginning: str) -> Membership | None:
    """Whose a payment is."""
    owner = rows.owner_of_payment(tx, beginning)
    return _whose(tx, owner) if owner else None


def _whose(tx: Connection, account_id: str) -> Membership:
    account = people.account(tx, account_id)
    left = account.contact_changes == "handoff"
    return Membership(account.id, account.name, Role.VIEWER, contacts_left=left)
