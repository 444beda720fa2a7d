"""What a person of ours answers whoever asked for one, in their own words and under their name."""

from assistant.billing.events import CaseReplied
from assistant.card import Action, Card, Fact
from assistant.language import say


def replied(event: CaseReplied) -> Card:
    """Say it as it was written; nothing of it is the assistant's."""
    number = event.number
    if not event.words:
        return Card(
            title=say("Case {number} is closed", number=number),
            paragraphs=(
                say("{name} has closed it.", name=event.by),
                say(
                    "If something is left, say “case {number}: …” and it is open again.",
                    number=number,
                ),
            ),
            actions=(Action(label=say("How does it stand?"), say=f"case {number}"),),
        )
    add = say("To answer, write here, or say “case {number}: …”.", number=number)
    return Card(
        title=say("{name} answers you", name=event.by),
        paragraphs=(*event.words.split("\n\n"), add),
        facts=(Fact(label=say("Case"), value=str(number)),),
    )
