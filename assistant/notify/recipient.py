"""Somebody who is to hear of something, and where."""

from dataclasses import replace
from datetime import datetime

from assistant.billing.model import Contact, Role
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Recipient:
    """One contact in one channel; ``place`` when it belongs into a conversation.

    ``payer`` is whoever said yes: they may pay for the account, whatever their role.
    """

    contact: Contact
    channel: str
    address: str
    place: str = ""
    payer: bool = False
    at: datetime | None = None

    @property
    def may_pay(self) -> bool:
        """Whether a link to pay belongs in what they are told."""
        new = self.at is not None and self.contact.waits(self.at)
        return self.payer or (self.contact.role >= Role.PAYER and not new)

    @property
    def may_manage(self) -> bool:
        """Whether changing payment methods belongs in what they are told."""
        return self.contact.role >= Role.ADMIN


def of_an_invoice(contact: Contact) -> list[Recipient]:
    """The same for an invoice, which also comes to whoever wants no other mail from us."""
    reached = contact.mail_stopped and not contact.unsubscribed
    return everywhere(replace(contact, mail_stopped=reached))


def everywhere(contact: Contact) -> list[Recipient]:
    """By mail, unless it comes back, and in Slack, where they are linked."""
    mail = [] if contact.mail_stopped else [Recipient(contact, "mail", contact.email)]
    slack = [Recipient(contact, "slack", address) for address in contact.slack[:1]]
    return [*mail, *slack]
