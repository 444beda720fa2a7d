"""Words for a contact who is about to be removed, and for one who is."""

from assistant.billing.outcomes.contacts import ContactDone, ContactLeaving
from assistant.card import Action, Card, Fact, Style
from assistant.language import say


def leaving(outcome: ContactLeaving, role: str, receives: str) -> Card:
    """Say what they lose, and wait for a yes: only an invitation brings them back."""
    would = say(
        "{email} would hear nothing more of {account} and could do nothing there.",
        email=outcome.email,
        account=outcome.account,
    )
    yes = Action(
        label=say("Yes, do it"),
        say=f"remove {outcome.email} for good",
        typed="yes",
        style=Style.DANGER,
    )
    return Card(
        title=say("Remove {name}?", name=outcome.name),
        paragraphs=(say("Nothing has changed yet."), would),
        facts=(Fact(label=say("Role"), value=role), Fact(label=say("Receives"), value=receives)),
        actions=(yes,),
    )


def left(outcome: ContactDone, heard: str) -> Card:
    """Say what they have lost, and who was told."""
    said = say(
        "{email} hears nothing more of {account} and may do nothing there.",
        email=outcome.email,
        account=outcome.account,
    )
    return Card(
        title=say("{name} is no longer a contact", name=outcome.name), paragraphs=(said, heard)
    )
