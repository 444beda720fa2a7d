"""Mail goes again to an address it was given up for, because somebody of the account says so.

Whoever reads there may have asked for no more: then only they can change that, by writing to us.
"""

from sqlalchemy.engine import Connection

from assistant.billing.contacts import reachable
from assistant.billing.contacts.names import named
from assistant.billing.contacts.telling import Became, deed, tell
from assistant.billing.events import ContactChange
from assistant.billing.model import Asker
from assistant.billing.outcomes.contacts import (
    AddressReopened,
    ContactOutcome,
    ContactProblem,
    ContactRefused,
)
from assistant.billing.store import people


def reopen(tx: Connection, asker: Asker, who: str) -> ContactOutcome:
    """Write to a contact again; the first mail tells them, so that a dead address shows again."""
    people.lock(tx, asker.account_id)
    here = people.contacts_of(tx, asker.account_id)
    contact = named(here, who, asker)
    if isinstance(contact, ContactRefused):
        return contact
    trouble = reachable.trouble(tx, contact.email)
    if trouble is None or not trouble.permanent:
        return ContactRefused(ContactProblem.REACHED, contact.email)
    if trouble.kind not in reachable.DEAD:
        return ContactRefused(ContactProblem.UNWANTED, contact.email)
    reachable.revive(tx, contact.email)
    tell(tx, deed(asker, here), contact, ContactChange.REOPENED, Became(contact.role))
    return AddressReopened(asker.account, contact.name, contact.email)
