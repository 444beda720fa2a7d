"""Words for an invoice that is none of theirs, and for those of theirs that may be meant."""

from assistant.billing.outcomes import InvoiceNotFound
from assistant.card import Action, Card, Choice, Tone
from assistant.command import Pay, PaymentStatus
from assistant.language import say


def not_found(outcome: InvoiceNotFound, asked: object) -> Card:
    """The same words whoever has it, if anybody; what may be meant is one of their own."""
    said = [say("There is no invoice with that number among yours.")]
    if outcome.near:
        said.append(say("Did you mean one of these?"))
    return Card(
        title=say("I cannot find invoice {number}", number=outcome.number),
        tone=Tone.PROBLEM,
        paragraphs=tuple(said),
        choices=tuple(_meant(number, asked) for number in outcome.near),
        actions=(Action(label=say("My invoices"), say="show my invoices"),),
    )


def _meant(number: str, asked: object) -> Choice:
    """The same request for another invoice; what was asked in more words is only shown."""
    if isinstance(asked, Pay) and len(asked.numbers) == 1 and asked == Pay(numbers=asked.numbers):
        return Choice(label=say("pay invoice {number}", number=number), say=f"pay invoice {number}")
    if isinstance(asked, PaymentStatus):
        return Choice(label=say("status of {number}", number=number), say=f"status of {number}")
    return Choice(label=say("show invoice {number}", number=number), say=f"show invoice {number}")
