"""Facts about who belongs to an account, to be told."""

from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime

from assistant.billing.events.fact import AccountFact


class ContactChange(StrEnum):
    """What happened to somebody's place among an account's contacts."""

    ADDED = "added"
    CONFIRMED = "confirmed"
    ROLE = "role"
    FLAGS = "flags"
    REMOVED = "removed"
    REOPENED = "reopened"  # mail goes there again


class ContactChanged(AccountFact, frozen=True):
    """Who belongs to an account, or what they are told, is not as it was.

    ``name`` to ``timezone`` are the contact's as they were before, so that even somebody who is no
    contact any more can be told. ``role``, ``flags`` and ``before`` are names for people who read;
    ``replaces`` is the address of whoever the new one takes the place of.
    """

    kind: Literal["contact_changed"] = "contact_changed"
    change: ContactChange
    person_id: str
    name: str
    email: str
    locale: str
    timezone: str
    role: str
    before: str = ""
    flags: tuple[str, ...] = ()
    pays_from: AwareDatetime | None = None
    replaces: str = ""


class ContactInvited(AccountFact, frozen=True):
    """An address is to become a contact; nothing is told to it but this, until it answers."""

    kind: Literal["contact_invited"] = "contact_invited"
    person_id: str
    name: str
    email: str
    locale: str
    timezone: str
    role: str
    expires_at: AwareDatetime


class ContactBounced(AccountFact, frozen=True):
    """What is mailed to a contact comes back, so nothing but answers is sent there any more.

    ``said`` is how that mail server put it.
    """

    kind: Literal["contact_bounced"] = "contact_bounced"
    person_id: str
    name: str
    email: str
    said: str = ""
