"""Words for who belongs to an account, and for the address that is to belong to it."""

from typing import assert_never

from assistant.billing.events import ContactChange, ContactChanged, ContactInvited
from assistant.card import Action, Card, Fact, Style
from assistant.reader import Reader

CODE = "xxxxx-xxxxx-xxxxx-xxxxx-xxxxx-xxxxx"
"""Stands in a queued card for the code, which is filled in while the mail is sent."""


def changed(event: ContactChanged, reader: Reader) -> Card:
    """Tell the admins and the one it is about, who may not have wanted it."""
    who = f"{event.name} ({event.email})"
    match event.change:
        case ContactChange.ADDED:
            title = f"New contact asked for: {event.email}"
            said = f"{event.email} was asked to confirm, and becomes {event.role} when it does."
            if event.replaces:
                said += f" It then takes the place of {event.replaces}."
        case ContactChange.CONFIRMED:
            title = f"New contact: {event.email}"
            said = f"{event.email} has confirmed and is {event.role} now."
        case ContactChange.ROLE:
            title = f"{event.name} is {event.role} now"
            said = f"{who} was {event.before} before."
        case ContactChange.FLAGS:
            title = f"What {event.name} receives has changed"
            said = f"{who} now receives {', '.join(event.flags) or 'nothing'}."
        case ContactChange.REMOVED:
            title = f"{event.name} is no longer a contact"
            said = f"{who} was {event.before}, hears nothing more and can do nothing here."
        case _:
            assert_never(event.change)
    facts = [Fact(label="On", value=reader.moment(event.at))]
    if event.pays_from is not None:
        facts.append(Fact(label="May pay from", value=reader.moment(event.pays_from)))
    return Card(title=title, paragraphs=(said, _WRONG), facts=tuple(facts), actions=(_PERSON,))


_WRONG = "If this is not what you want, tell us at once."
_PERSON = Action(label="Talk to us", say="talk to a human")


def invited(event: ContactInvited, reader: Reader) -> Card:
    """Ask an address whether it is who it is said to be; it learns no figures."""
    until = reader.moment(event.expires_at)
    return Card(
        title=f"Confirm your address for {event.account}",
        paragraphs=(
            f"{event.by} wants to make you {event.role} for the invoices of {event.account}.",
            f"If that is right, answer with the words below. They work once, from this address, "
            f"until {until}. If you expected nothing of the kind, do nothing: you will hear "
            "nothing more.",
        ),
        actions=(Action(label="Confirm my address", say=f"verify {CODE}", style=Style.PRIMARY),),
    )
