"""Put a code into the card that was queued without it."""

from dataclasses import replace

from assistant.card import CODE, Card
from assistant.notify.delivery import Delivery
from assistant.notify.senders import DeliveryFailedError


def needs_code(card: Card) -> bool:
    """Whether it has a place for a code, which only the address it was made for may read."""
    said = [*(action.say for action in card.actions), *(fact.value for fact in card.facts)]
    return any(CODE in each for each in said)


def filled(delivery: Delivery) -> Card:
    """The card with the code it was queued without; a code that is gone cannot be sent again."""
    card, code = delivery.card, delivery.secret
    if not needs_code(card):
        return card
    if code is None:
        raise DeliveryFailedError("its code is gone: have it asked for again")
    actions = [replace(action, say=action.say.replace(CODE, code)) for action in card.actions]
    facts = [replace(fact, value=fact.value.replace(CODE, code)) for fact in card.facts]
    return card.model_copy(update={"actions": tuple(actions), "facts": tuple(facts)})
