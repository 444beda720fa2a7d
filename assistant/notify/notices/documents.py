"""Words for documents that were asked for, and did not come at once."""

from assistant.card import Action, Card, Tone


def delayed(card: Card) -> Card:
    """A document could not be made the first time; it is tried again and again."""
    return Card(
        title="Your document is delayed",
        tone=Tone.PROBLEM,
        paragraphs=(
            f"I could not make {_files(card)} just now. You need not do anything: I keep trying, "
            "and it comes here as soon as it is made.",
        ),
    )


def not_made(card: Card) -> Card:
    """A document that cannot be made at all, or not for days."""
    return Card(
        title="I could not make your document",
        tone=Tone.PROBLEM,
        paragraphs=(
            f"I am sorry: {_files(card)} could not be made, and I have stopped trying. "
            "Please ask for it again, or have a person send it.",
        ),
        actions=(Action(label="Talk to us", say="talk to a human"),),
    )


def not_handed_over(card: Card) -> Card:
    """A document that the channel would not take."""
    return Card(
        title="I could not send you your document",
        tone=Tone.PROBLEM,
        paragraphs=(
            f"{_files(card)} was not accepted here. You can have it by mail: say “email me” "
            "and what you asked for, for example “email me invoice 123”.",
        ),
    )


def _files(card: Card) -> str:
    return ", ".join(file.name for file in card.files)
