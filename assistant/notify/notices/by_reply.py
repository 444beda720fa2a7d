"""What a reminder says where a yes in reply pays it."""

from datetime import timedelta

from assistant.billing.model import Offer
from assistant.card import Action, Card, Style
from assistant.language import count, say, speaking
from assistant.reader import Reader


def invited(card: Card, offer: Offer, window: timedelta, reader: Reader) -> Card:
    """Put a reminder's offer in the place of its way to pay; a yes to it waits so long."""
    with speaking(reader.locale):
        amount = reader.money(offer.amount)
        method = f"{offer.method.brand} {offer.method.last4}" if offer.method else ""
        said = say(
            "Reply YES and nothing else, and I will pay {amount} with {method}.",
            amount=amount,
            method=method,
        )
        said += f" {_later(window)}"
        label = say("Pay {amount}", amount=amount)
    pay = Action(label=label, say=f"confirm {offer.id}", typed="yes", style=Style.PRIMARY)
    others = tuple(each for each in card.actions if each.style is not Style.PRIMARY)
    return card.model_copy(
        update={"paragraphs": (*card.paragraphs, said), "actions": (pay, *others)}
    )


def _later(window: timedelta) -> str:
    """How long a payment waits to be stopped, in whole hours where it is some."""
    hours, minutes = divmod(window // timedelta(minutes=1), 60)
    if hours and not minutes:
        return count(
            hours,
            "It is charged {number} hour later, so that you or another payer can still say STOP.",
            "It is charged {number} hours later, so that you or another payer can still say STOP.",
        )
    return count(
        hours * 60 + minutes,
        "It is charged {number} minute later, so that you or another payer can still say STOP.",
        "It is charged {number} minutes later, so that you or another payer can still say STOP.",
    )
