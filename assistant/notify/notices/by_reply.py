"""What a reminder says where a yes in reply pays it."""

from assistant.billing.model import Offer
from assistant.card import Action, Card, Style
from assistant.language import say, speaking
from assistant.reader import Reader


def invited(card: Card, offer: Offer, reader: Reader) -> Card:
    """Put the offer that goes with a reminder in the place of its way to pay."""
    with speaking(reader.locale):
        amount = reader.money(offer.amount)
        method = f"{offer.method.brand} {offer.method.last4}" if offer.method else ""
        said = say(
            "Reply YES and nothing else, and I will pay {amount} with {method}. It is charged ten "
            "minutes later, so that you or another payer can still say STOP.",
            amount=amount,
            method=method,
        )
        label = say("Pay {amount}", amount=amount)
    pay = Action(label=label, say=f"confirm {offer.id}", typed="yes", style=Style.PRIMARY)
    others = tuple(each for each in card.actions if each.style is not Style.PRIMARY)
    return card.model_copy(
        update={"paragraphs": (*card.paragraphs, said), "actions": (pay, *others)}
    )
