"""Who belongs to an account: shown to everyone there, changed by its admins.

Whatever gives a right (a new address, a higher role) takes two steps, like paying: it is shown
first, and done when the same person says yes. What takes a right away is done at once. Either way
the account's turn is held, everything is checked as it is at that moment, and it is told.
"""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.engine import Connection

from assistant.billing.contacts.address import (
    AddressProblem,
    address_of,
    domain_of,
    in_other_letters,
)
from assistant.billing.contacts.names import named
from assistant.billing.contacts.telling import Became, deed, invite, tell
from assistant.billing.events import ContactChange
from assistant.billing.ids import new_id
from assistant.billing.model import Asker, Contact, Role
from assistant.billing.model.contact import Change, ChangeState, Told, told
from assistant.billing.model.presets import PRESETS
from assistant.billing.outcomes.contacts import (
    ContactAsked,
    ContactCancelled,
    ContactDone,
    ContactLeaving,
    ContactList,
    ContactOffered,
    ContactOutcome,
    ContactProblem,
    ContactRefused,
)
from assistant.billing.store import contact_changes, people
from assistant.values import dataclass

ASKED_FOR = timedelta(hours=72)
"""How long an address has to answer."""

MOST_A_DAY = 10
"""How many addresses one account may have asked in 24 hours: we are nobody's way to send mail."""

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class NewContact:
    """Whom an admin wants among the contacts. ``told`` empty: what the role is told at first."""

    address: str
    preset: str = "viewer"
    told: tuple[Told, ...] = ()
    name: str = ""
    replaces: str = ""


def listed(tx: Connection, asker: Asker, *, may_change: bool) -> ContactList:
    """Everyone at the account, and who has not answered yet."""
    account = people.account(tx, asker.account_id)
    return ContactList(
        account=asker.account,
        contacts=tuple(people.contacts_of(tx, asker.account_id)),
        waiting=tuple(contact_changes.waiting_in(tx, asker.account_id, asker.now)),
        may_change=may_change,
        by_people=account.contact_changes == "handoff" and not asker.for_customer,
        now=asker.now,
    )


def by_people(tx: Connection, account_id: str) -> bool:
    """Whether only a person of ours changes this account's contacts."""
    return people.account(tx, account_id).contact_changes == "handoff"


def add(tx: Connection, asker: Asker, wanted: NewContact) -> ContactOutcome:
    """Offer to ask an address whether it wants to be a contact."""
    people.lock(tx, asker.account_id)
    email = address_of(wanted.address)
    if isinstance(email, AddressProblem):
        return ContactRefused(ContactProblem(email), wanted.address[:60])
    here = people.contacts_of(tx, asker.account_id)
    if known := next((each for each in here if each.email == email), None):
        return ContactRefused(ContactProblem.ALREADY, email, (_as_role(known.role),))
    if _asked_enough(tx, asker):
        return ContactRefused(ContactProblem.TOO_MANY, email)
    old = named(here, wanted.replaces, asker) if wanted.replaces else None
    if isinstance(old, ContactRefused):
        return old
    preset = PRESETS[wanted.preset]
    change = Change(
        id=new_id("chg"),
        account_id=asker.account_id,
        person_id=asker.person_id,
        state=ChangeState.LIVE,
        email=email,
        name=(wanted.name or (old.name if old else email.partition("@")[0]))[:LONGEST_NAME],
        role=old.role if old else preset.role,
        told=told(old) if old else wanted.told or preset.told,
        expires_at=asker.now + asker.offer_lasts,
        replaces_id=old.person_id if old else None,
    )
    contact_changes.add(tx, change, request_id=asker.request_id, now=asker.now)
    return _offered(asker, change, here)


def set_role(tx: Connection, asker: Asker, who: str, preset: str) -> ContactOutcome:
    """Lower a contact's role at once, or offer to raise it."""
    people.lock(tx, asker.account_id)
    here = people.contacts_of(tx, asker.account_id)
    contact = named(here, who, asker)
    if isinstance(contact, ContactRefused):
        return contact
    role = PRESETS[preset].role
    if role == contact.role:
        return ContactRefused(ContactProblem.UNCHANGED, contact.name, (_as_role(role),))
    if role > contact.role:
        change = _raising(asker, contact, role)
        contact_changes.add(tx, change, request_id=asker.request_id, now=asker.now)
        return _offered(asker, change, here)
    if _last_admin(here, contact):
        return ContactRefused(ContactProblem.LAST_ADMIN, contact.name)
    return _change_role(tx, asker, here, contact, role)


def set_told(
    tx: Connection, asker: Asker, who: str, *, what: tuple[Told, ...], on: bool
) -> ContactOutcome:
    """Begin or cease to tell a contact these things; begun for a new address, it is asked first."""
    people.lock(tx, asker.account_id)
    here = people.contacts_of(tx, asker.account_id)
    contact = named(here, who, asker)
    if isinstance(contact, ContactRefused):
        new = on and "@" in who and contact.problem is ContactProblem.NOT_FOUND
        return add(tx, asker, NewContact(who, told=what)) if new else contact
    now = tuple(each for each in Told if (on if each in what else each in told(contact)))
    if now == told(contact):
        return ContactRefused(ContactProblem.UNCHANGED, contact.name, now)
    values = {f"receives_{each}": each in now for each in Told}
    contact_changes.change_contact(tx, asker.account_id, contact.person_id, **values)
    tell(tx, deed(asker, here), contact, ContactChange.FLAGS, Became(contact.role, now))
    return ContactDone(asker.account, contact.name, contact.email, contact.role, now)


def remove(tx: Connection, asker: Asker, who: str, *, sure: bool) -> ContactOutcome:
    """Take somebody out of the contacts, once that was said to be sure; never the last admin."""
    people.lock(tx, asker.account_id)
    here = people.contacts_of(tx, asker.account_id)
    contact = named(here, who, asker)
    if isinstance(contact, ContactRefused):
        return contact
    if _last_admin(here, contact):
        return ContactRefused(ContactProblem.LAST_ADMIN, contact.name)
    if not sure:
        return ContactLeaving(
            asker.account, contact.name, contact.email, contact.role, told(contact)
        )
    contact_changes.remove_contact(tx, asker.account_id, contact.person_id)
    tell(tx, deed(asker, here), contact, ContactChange.REMOVED, Became(contact.role))
    return ContactDone(asker.account, contact.name, contact.email, None)


def confirm(tx: Connection, asker: Asker, change_id: str) -> ContactOutcome:
    """Do what was offered, if it still is as it was then; a second yes does nothing more."""
    people.lock(tx, asker.account_id)
    change = _mine(tx, asker, change_id)
    if change is None:
        return ContactRefused(ContactProblem.NOTHING_ASKED, "")
    if change.state is ChangeState.WAITING:
        return ContactAsked(asker.account, change.email, change.role, change.expires_at)
    if change.state is not ChangeState.LIVE or asker.now >= change.expires_at:
        return ContactRefused(ContactProblem.NOTHING_ASKED, change.email)
    here = people.contacts_of(tx, asker.account_id)
    if change.before is not None:
        return _raise(tx, asker, here, change)
    if any(each.email == change.email for each in here):
        return ContactRefused(ContactProblem.ALREADY, change.email)
    if _asked_enough(tx, asker):
        return ContactRefused(ContactProblem.TOO_MANY, change.email)
    return _ask(tx, asker, here, change)


def cancel(tx: Connection, asker: Asker, change_id: str) -> ContactOutcome:
    """Give up a change nobody has said yes to, or a question that is still open."""
    people.lock(tx, asker.account_id)
    change = _mine(tx, asker, change_id)
    if change is None or change.state not in (ChangeState.LIVE, ChangeState.WAITING):
        return ContactRefused(ContactProblem.NOTHING_ASKED, "")
    contact_changes.change(tx, change.id, state=ChangeState.CANCELLED)
    return ContactCancelled(change.email)


def account_of_change(
    tx: Connection, person_id: str, account_ids: tuple[str, ...], change_id: str
) -> str | None:
    """Which account a change is for that this person asked for."""
    found = contact_changes.identified(tx, account_ids, person_id, change_id)
    return None if found is None else found.account_id


def _mine(tx: Connection, asker: Asker, change_id: str) -> Change | None:
    return contact_changes.identified(tx, (asker.account_id,), asker.person_id, change_id)


def _asked_enough(tx: Connection, asker: Asker) -> bool:
    """Whether this account has had enough mails sent to people we do not know."""
    since = asker.now - timedelta(hours=24)
    return contact_changes.asked_since(tx, asker.account_id, since) >= MOST_A_DAY


def _offered(asker: Asker, change: Change, here: list[Contact]) -> ContactOffered:
    new = change.before is None
    return ContactOffered(
        account=asker.account,
        change=change,
        replaces=_replaced(here, change),
        letters=in_other_letters(change.email) if new else None,
        new_domain=new and domain_of(change.email) not in {domain_of(each.email) for each in here},
    )


def _ask(tx: Connection, asker: Asker, here: list[Contact], change: Change) -> ContactAsked:
    """Write to the address; the mail takes a moment, and only what it says opens the door."""
    known = contact_changes.person_with(tx, change.email)
    if known is not None:
        subject, reads = known.id, (known.locale, known.timezone)
    else:
        subject, reads = _new(tx, asker, here, change)
    contact_changes.replace(tx, asker.account_id, change.email)
    until = asker.now + ASKED_FOR
    values = {"state": ChangeState.WAITING, "subject_id": subject, "expires_at": until}
    contact_changes.change(tx, change.id, **values)
    asked = replace(change, subject_id=subject, expires_at=until, state=ChangeState.WAITING)
    old = _replaced(here, change)
    invite(tx, deed(asker, here), asked, reads=reads, replaces=old)
    return ContactAsked(asker.account, change.email, change.role, until)


def _new(
    tx: Connection, asker: Asker, here: list[Contact], change: Change
) -> tuple[str, tuple[str, str]]:
    """Put on record a person we may write to, in the formats of whoever asked us to.

    Where that is one of ours, in those of an admin there.
    """
    known = [each for each in here if each.person_id == asker.person_id]
    by = next(iter(known or [each for each in here if each.role >= Role.ADMIN]), None)
    locale, timezone = (by.locale, by.timezone) if by else ("en", "UTC")
    row = {"id": new_id("per"), "email": change.email, "name": change.name}
    people.add_person(tx, row | {"locale": locale, "timezone": timezone})
    return row["id"], (locale, timezone)


def _raise(tx: Connection, asker: Asker, here: list[Contact], change: Change) -> ContactOutcome:
    contact = next((each for each in here if each.person_id == change.subject_id), None)
    if contact is None or contact.role != change.before:
        contact_changes.change(tx, change.id, state=ChangeState.REPLACED)
        return ContactRefused(ContactProblem.NOTHING_ASKED, change.email)
    contact_changes.change(tx, change.id, state=ChangeState.DONE)
    return _change_role(tx, asker, here, contact, change.role)


def _change_role(
    tx: Connection, asker: Asker, here: list[Contact], contact: Contact, role: Role
) -> ContactDone:
    values = {"role": int(role)}
    contact_changes.change_contact(tx, asker.account_id, contact.person_id, **values)
    tell(tx, deed(asker, here), contact, ContactChange.ROLE, Became(role))
    return ContactDone(asker.account, contact.name, contact.email, role, told(contact))


def _raising(asker: Asker, contact: Contact, role: Role) -> Change:
    return Change(
        id=new_id("chg"),
        account_id=asker.account_id,
        person_id=asker.person_id,
        state=ChangeState.LIVE,
        email=contact.email,
        name=contact.name,
        role=role,
        told=told(contact),
        expires_at=asker.now + asker.offer_lasts,
        subject_id=contact.person_id,
        before=contact.role,
    )


def _last_admin(here: list[Contact], contact: Contact) -> bool:
    admins = [each for each in here if each.role >= Role.ADMIN]
    return admins == [contact]


def _replaced(here: list[Contact], change: Change) -> str:
    return next((each.email for each in here if each.person_id == change.replaces_id), "")


def _as_role(role: Role) -> str:
    return role.name.lower()
