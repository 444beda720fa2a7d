"""What contacts are told, and changes to them that wait for a yes or for an answer."""

from datetime import datetime
from enum import StrEnum

from assistant.billing.model import Contact, Role
from assistant.values import dataclass


class Told(StrEnum):
    """What a contact may be told; each is a column of its own."""

    INVOICES = "invoices"
    REMINDERS = "reminders"
    PAYMENTS = "payments"
    ESCALATIONS = "escalations"


def told(contact: Contact) -> tuple[Told, ...]:
    """What this contact is told."""
    return tuple(each for each in Told if getattr(contact, f"receives_{each}"))


@dataclass(frozen=True, slots=True)
class Hearing:
    """Whether somebody is told ``what`` at an account; if not, who can change that (``by``).

    ``may`` says that they themselves can.
    """

    account: str
    what: Told
    told: bool
    address: str
    by: tuple[str, ...] = ()
    may: bool = False


class ChangeState(StrEnum):
    """The life of a change to the contacts; the last ones are its end."""

    LIVE = "live"  # shown to an admin, who has not said yes
    WAITING = "waiting"  # the address itself has to answer now
    DONE = "done"
    CANCELLED = "cancelled"
    REPLACED = "replaced"  # asked for anew
    EXPIRED = "expired"
    LOCKED = "locked"  # too many wrong codes


@dataclass(frozen=True, slots=True)
class Change:
    """A right that is to be given: to a new address, or a higher role to a contact.

    ``subject_id`` is the contact a role is for, ``replaces_id`` one that the new address takes the
    place of. ``before`` is the role that contact had when this was offered.
    """

    id: str
    account_id: str
    person_id: str
    state: ChangeState
    email: str
    name: str
    role: Role
    told: tuple[Told, ...]
    expires_at: datetime
    subject_id: str | None = None
    replaces_id: str | None = None
    before: Role | None = None
    code_hash: str | None = None
    tries: int = 0
