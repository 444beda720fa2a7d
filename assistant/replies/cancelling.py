"""Words for what somebody said no to: an offer, or a question."""

from assistant.billing.outcomes import OfferCancelled
from assistant.card import Card
from assistant.language import say
from assistant.reader import Reader
from assistant.replies.paying import invoices_named
from assistant.replies.refusals import refused


def cancelled(outcome: OfferCancelled, reader: Reader, *, support: str) -> Card:
    """Nothing was charged by it; what cannot be paid any more is said to be so, and why."""
    numbers = tuple(line.number for line in outcome.offer.lines)
    left = tuple(each for each in numbers if each not in outcome.unpayable)
    first = say("Nothing was charged by this offer.")
    if left:
        named = invoices_named(left)
        first = say(
            "Nothing was charged. {invoices} can still be paid.",
            invoices=named[:1].upper() + named[1:],
        )
    why = (refused(each, reader, support=support) for each in outcome.unpayable.values())
    said = (f"{each.title}. {' '.join(each.paragraphs)}" for each in why)
    return Card(title=say("Cancelled"), paragraphs=(first, *said))


def dropped() -> Card:
    """No more than that."""
    said = say("I ask no further. Nothing was changed, and nothing was charged.")
    return Card(title=say("All right"), paragraphs=(said,))
