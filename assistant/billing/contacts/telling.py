"""Put on record what is told of a changed contact, for notify to tell."""

from datetime import datetime

from sqlalchemy.engine import Connection

from assistant.billing.events import (
    ContactBounced,
    ContactChange,
    ContactChanged,
    ContactInvited,
)
from assistant.billing.ids import new_id
from assistant.billing.model import Asker, Contact, Role
from assistant.billing.model.contact import Change, Told
from assistant.billing.store import events, people
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Deed:
    """Whose account it is, who did it by name, when, and in which request."""

    account_id: str
    account: str
    by: str
    at: datetime
    request_id: str


def deed(asker: Asker, here: list[Contact]) -> Deed:
    """What an asker does in the account they speak for, or for a customer of ours."""
    ours = asker.person if asker.for_customer else ""
    by = next((each.name for each in here if each.person_id == asker.person_id), ours)
    return Deed(asker.account_id, asker.account, by, asker.now, asker.request_id)


@dataclass(frozen=True, slots=True)
class Became:
    """What a contact is from now on."""

    role: Role
    told: tuple[Told, ...] = ()
    pays_from: datetime | None = None


def tell(
    tx: Connection, done: Deed, contact: Contact, change: ContactChange, became: Became
) -> None:
    """Tell the account's admins, and the contact at the address they had."""
    fact = ContactChanged(
        account_id=done.account_id,
        account=done.account,
        about=new_id("fact"),
        at=done.at,
        by=done.by,
        request_id=done.request_id,
        change=change,
        person_id=contact.person_id,
        name=contact.name,
        email=contact.email,
        locale=contact.locale,
        timezone=contact.timezone,
        role=became.role.name.lower(),
        before=contact.role.name.lower(),
        flags=tuple(map(str, became.told)),
        pays_from=became.pays_from,
    )
    events.add(tx, new_id("evt"), fact)


def bounced(tx: Connection, address: str, said: str, at: datetime) -> None:
    """Tell every account of whoever has this address that mail does not reach it any more."""
    for row in people.memberships_at(tx, address, slack=False):
        if row.account_id:
            fact = ContactBounced(
                account_id=row.account_id,
                account=row.account,
                about=new_id("fact"),
                at=at,
                person_id=row.id,
                name=row.name,
                email=row.email,
                said=said,
            )
            events.add(tx, new_id("evt"), fact)


def invite(
    tx: Connection, done: Deed, change: Change, *, reads: tuple[str, str], replaces: str
) -> None:
    """Ask the new address, and tell the admins, and whoever would be replaced, that it is asked."""
    assert change.subject_id is not None, change
    locale, timezone = reads
    asked = {
        "account_id": done.account_id,
        "account": done.account,
        "about": change.id,
        "at": done.at,
        "by": done.by,
        "request_id": done.request_id,
        "person_id": change.subject_id,
        "name": change.name,
        "email": change.email,
        "locale": locale,
        "timezone": timezone,
        "role": change.role.name.lower(),
    }
    invited = ContactInvited.model_validate(asked | {"expires_at": change.expires_at})
    events.add(tx, new_id("evt"), invited)
    known = asked | {"change": ContactChange.ADDED, "replaces": replaces}
    events.add(tx, new_id("evt"), ContactChanged.model_validate(known))
