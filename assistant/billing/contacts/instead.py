"""Somebody who is not the one to be written to, and whom they name instead.

What they say stands in a case; whoever may change contacts is offered the change, and nothing is
changed without their yes.
"""

from sqlalchemy.engine import Connection

from assistant.billing.cases import asking, hand_over
from assistant.billing.contacts import accounts
from assistant.billing.contacts.changing import NewContact, add, by_people
from assistant.billing.contacts.names import named
from assistant.billing.model import Asker, Contact, Role
from assistant.billing.model.contact import Told
from assistant.billing.outcomes.contacts import ContactOutcome
from assistant.billing.outcomes.reminding import WhoInstead
from assistant.billing.store import people
from assistant.values import dataclass

_ABOUT = "contact_update"


@dataclass(frozen=True, slots=True)
class Successor:
    """Who is named, by address, name or both; ``left`` is whose place it is, if anybody's."""

    address: str
    name: str
    left: str


def ask(tx: Connection, asker: Asker) -> WhoInstead:
    """Ask who it is, and let a person of ours look after it."""
    return WhoInstead(*hand_over(tx, asker, _ABOUT), account=asker.account)


def write(
    tx: Connection, asker: Asker, whom: Successor, *, may_change: bool
) -> WhoInstead | ContactOutcome:
    """Offer the change to whoever may make it; else, and without an address, a person hears it."""
    people.lock(tx, asker.account_id)
    here = people.contacts_of(tx, asker.account_id)
    ours_alone = by_people(tx, asker.account_id)
    may_change = may_change and not ours_alone
    known = _contact(here, whom.address or whom.name, asker)
    if may_change and whom.address and known is None:
        if asking.waits_about(tx, asker.person_id, _ABOUT):
            hand_over(tx, asker, _ABOUT)
        return add(tx, asker, _new(here, whom, asker))
    may = () if may_change or ours_alone else _who_may(tx, asker)
    return WhoInstead(
        *hand_over(tx, asker, _ABOUT),
        account=asker.account,
        answered=True,
        known=known.email if known and may_change else "",
        may_change=may_change,
        who_can=may,
    )


def _who_may(tx: Connection, asker: Asker) -> tuple[str, ...]:
    return accounts.who_can(tx, asker.account_id, Role.ADMIN, now=asker.now)


def _new(here: list[Contact], whom: Successor, asker: Asker) -> NewContact:
    """In the place of whoever left, if they are a contact; else to be told what these were."""
    name = whom.name or whom.address.partition("@")[0]
    old = _contact(here, whom.left, asker)
    told = () if old else (Told.INVOICES, Told.REMINDERS)
    return NewContact(whom.address, told=told, name=name, replaces=old.email if old else "")


def _contact(here: list[Contact], who: str, asker: Asker) -> Contact | None:
    found = named(here, who, asker) if who else None
    return found if isinstance(found, Contact) else None
