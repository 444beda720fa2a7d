"""Words for documents that were asked for, and did not come at once."""

from assistant.card import Action, Card, Tone
from assistant.language import say, speaking


def delayed(card: Card, locale: str = "en") -> Card:
    """A document could not be made the first time; it is tried again and again."""
    with speaking(locale):
        return _delayed(card)


def _delayed(card: Card) -> Card:
    return Card(
        title=say("Your document is delayed"),
        tone=Tone.PROBLEM,
        paragraphs=(
            say(
                "I could not make {files} just now. You need not do anything: I keep "
                "trying, and it comes here as soon as it is made.",
                files=_files(card),
            ),
        ),
    )


def not_made(card: Card, locale: str = "en") -> Card:
    """A document that cannot be made at all, or not for days."""
    with speaking(locale):
        return _not_made(card)


def _not_made(card: Card) -> Card:
    return Card(
        title=say("I could not make your document"),
        tone=Tone.PROBLEM,
        paragraphs=(
            say(
                "I am sorry: {files} could not be made, and I have stopped trying. "
                "Please ask for it again, or have a person send it.",
                files=_files(card),
            ),
        ),
        actions=(Action(label=say("Talk to us"), say="talk to a human"),),
    )


def not_handed_over(card: Card, locale: str = "en") -> Card:
    """A document that the channel would not take."""
    with speaking(locale):
        return _not_handed_over(card)


def _not_handed_over(card: Card) -> Card:
    return Card(
        title=say("I could not send you your document"),
        tone=Tone.PROBLEM,
        paragraphs=(
            say(
                "{files} was not accepted here. You can have it by mail: say “email "
                "me” and what you asked for, for example “email me invoice 123”.",
                files=_files(card),
            ),
        ),
    )


def _files(card: Card) -> str:
    return ", ".join(file.name for file in card.files)
