"""Words for how a payment stands, what of it went back included."""

from assistant.billing.model import Arrival, Payment, PaymentState
from assistant.card import Tone
from assistant.language import inside, mark, marked, say
from assistant.reader import Reader

STATES = {
    PaymentState.CONFIRMED: mark("Confirmed, being charged"),
    PaymentState.CHARGING: mark("Being charged"),
    PaymentState.UNKNOWN: mark("Checking with the payment provider"),
    PaymentState.PROCESSING: mark("Processing at the bank"),
    PaymentState.NEEDS_ACTION: mark("Waiting for you to complete it"),
    PaymentState.WITHDRAWING: mark("Being withdrawn"),
    PaymentState.HELD: mark("Being checked by a person"),
    PaymentState.SUCCEEDED: mark("Paid"),
    PaymentState.FAILED: mark("Failed"),
    PaymentState.RETURNED: mark("Returned by the bank"),
}


def standing(payment: Payment, reader: Reader) -> str:
    """How it stands, in a few words: ``Paid``, ``Partly refunded (60.00 USD)``."""
    if payment.state is PaymentState.SUCCEEDED and payment.refunded.minor:
        if payment.refunded == payment.arrived:
            return say("Refunded")
        return say("Partly refunded ({amount})", amount=reader.money(payment.refunded))
    if payment.state is PaymentState.SUCCEEDED and payment.refunding.minor:
        return say("Paid, refund of {amount} on its way", amount=reader.money(payment.refunding))
    if payment.merely_closed and payment.link:
        return say("Link closed, nothing charged")
    if payment.merely_closed:
        return say("Called off, nothing charged")
    if payment.state is PaymentState.NEEDS_ACTION and payment.link:
        return say("A link is open, nothing charged")
    return marked(STATES[payment.state])


def in_title(payment: Payment, reader: Reader) -> str:
    """The same as the end of a title, so that it begins small; some languages keep capitals."""
    said = standing(payment, reader)
    return inside(said[:1]) + said[1:]


def arrival(outcome: Arrival) -> str:
    """What came in some other way than through the assistant."""
    return say("Paid from your credit") if outcome.credit else say("Received")


def sent_back(payment: Payment, reader: Reader) -> list[str]:
    """What went back of a payment that had arrived, and what is on its way back."""
    if payment.state is not PaymentState.SUCCEEDED:
        return []
    said, back = [], reader.money(payment.refunded)
    if payment.refunded.minor and payment.refunded == payment.arrived:
        said.append(say("All of it, {amount}, was refunded.", amount=back))
    elif payment.refunded.minor:
        said.append(say("{amount} of it was refunded.", amount=back))
    if payment.refunding.minor:
        going = reader.money(payment.refunding)
        said.append(say("A refund of {amount} is on its way.", amount=going))
    return said


def tone(payment: Payment) -> Tone:
    """What became of it, as a colour."""
    if payment.state is PaymentState.SUCCEEDED:
        return Tone.GOOD
    if payment.merely_closed:
        return Tone.INFO
    bad = (PaymentState.FAILED, PaymentState.RETURNED)
    return Tone.PROBLEM if payment.state in bad else Tone.INFO
