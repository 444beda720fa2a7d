"""Who hears about a payment, and where; pure."""

from dataclasses import dataclass, replace

from assistant.billing.events import PaymentEvent
from assistant.billing.model import Contact, Role


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

    @property
    def may_pay(self) -> bool:
        """Whether a link to pay belongs in what they are told."""
        return self.payer or self.contact.role >= Role.PAYER


def audience(event: PaymentEvent, contacts: list[Contact]) -> list[Recipient]:
    """Everyone who should know: the flagged contacts, and whoever said yes, where they said it.

    A flagged contact hears by mail and, where linked, in Slack. One channel tells one person once.
    """
    found: list[Recipient] = []
    for contact in contacts:
        if contact.person_id == event.person_id:
            found += [replace(each, payer=True) for each in _payer(event, contact)]
        elif contact.receives_payments:
            found += _everywhere(contact)
    return found


def _payer(event: PaymentEvent, contact: Contact) -> list[Recipient]:
    told = []
    if event.origin_place:
        place = event.origin_place
        told.append(Recipient(contact, event.origin_channel, event.origin_address, place))
    if contact.receives_payments or not told:
        told += [
            each for each in _everywhere(contact) if each.channel not in {t.channel for t in told}
        ]
    return told


def _everywhere(contact: Contact) -> list[Recipient]:
    slack = [Recipient(contact, "slack", address) for address in contact.slack[:1]]
    return [Recipient(contact, "mail", contact.email), *slack]
