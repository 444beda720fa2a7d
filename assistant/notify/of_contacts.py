"""Who hears of changes to the contacts themselves; pure."""

from assistant.billing.events import (
    ContactBounced,
    ContactChange,
    ContactChanged,
    ContactInvited,
)
from assistant.billing.model import Contact, Role
from assistant.notify.recipient import Recipient, everywhere


def changed(event: ContactChanged, contacts: list[Contact]) -> list[Recipient]:
    """The admins, and the one it is about at the address they had, contact or not.

    An address that has not answered yet hears nothing but the question whether it is right; the one
    it is to take the place of hears of it before it does.
    """
    found = admins(contacts, but=event.person_id)
    if event.change is not ContactChange.ADDED:
        return [*found, by_mail(event)]
    old = [each for each in contacts if each.email == event.replaces and each.role < Role.ADMIN]
    return [*found, *(Recipient(each, "mail", each.email) for each in old)]


def bounced(event: ContactBounced, contacts: list[Contact]) -> list[Recipient]:
    """The other admins, or else whoever else gets invoices; the one it is about where Slack is."""
    others = [each for each in contacts if each.person_id != event.person_id]
    read = [each for each in others if each.receives_invoices or each.receives_payments]
    told = admins(others) or [recipient for each in read for recipient in everywhere(each)]
    own = [each for each in contacts if each.person_id == event.person_id]
    return [*told, *(Recipient(each, "slack", each.slack[0]) for each in own if each.slack)]


def admins(contacts: list[Contact], *, but: str = "") -> list[Recipient]:
    """Whoever answers for the account, everywhere they can be reached."""
    those = [each for each in contacts if each.role >= Role.ADMIN and each.person_id != but]
    return [recipient for each in those for recipient in everywhere(each)]


def by_mail(event: ContactChanged | ContactInvited) -> Recipient:
    """Whom the fact itself names, who may be no contact of the account (any more)."""
    contact = Contact(
        person_id=event.person_id,
        account_id=event.account_id,
        name=event.name,
        email=event.email,
        locale=event.locale,
        timezone=event.timezone,
        role=Role.VIEWER,
        receives_invoices=False,
        receives_payments=False,
    )
    return Recipient(contact, "mail", event.email)
