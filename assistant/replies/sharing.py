"""Words for letting others in a channel see what one was shown alone."""

from assistant.card import Action, Card
from assistant.language import say, speaking


def offered(card: Card, words: str, locale: str) -> Card:
    """The card with a button that asks the same again, aloud."""
    with speaking(locale):
        share = Action(label=say("Share here"), say=f"share here: {words}")
    return card.model_copy(update={"actions": (*card.actions, share)})


def aloud(card: Card, name: str, locale: str) -> Card:
    """The card for everybody around: who showed it, and nothing to press, for others are others."""
    with speaking(locale):
        shared = say("Shared here by {name}.", name=name)
    parts = {"paragraphs": (*card.paragraphs, shared), "actions": (), "choices": (), "every": None}
    return card.model_copy(update=parts)
