"""Words for what others in a channel see: what one shows them on purpose, and bare links."""

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


def behind_link(number: str, locale: str) -> Card:
    """What stands beneath a link to an invoice for everybody to see: that it is one."""
    with speaking(locale):
        return Card(
            title=say("Invoice {number}", number=number),
            paragraphs=(say("Only those who may see it are shown it, each for themselves."),),
            actions=(Action(label=say("Show it to me"), say=f"invoice {number}"),),
        )


def in_short(card: Card) -> Card:
    """How an invoice stands, without its lines and with nothing to press."""
    return Card(title=card.title, tone=card.tone, facts=card.facts)
