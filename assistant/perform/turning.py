"""Which answer in Slack another one takes the place of: an offer that a button has decided."""

from assistant import meaning
from assistant.billing.outcomes import OfferCancelled, PaymentStarted
from assistant.outcome import Outcome
from assistant.request import Channel, Request


def turned(outcome: Outcome, request: Request) -> str | None:
    """The request that was answered with the offer; None where nothing takes its place.

    What was typed is answered below, where whoever typed it looks.
    """
    match outcome:
        case OfferCancelled(offer=offer):
            offered = offer.request_id
        case PaymentStarted(payment=payment):
            offered = payment.origin.offered
        case _:
            return None
    pressed = request.sender.channel is Channel.SLACK and meaning.names_an_offer(request)
    return offered or None if pressed else None
