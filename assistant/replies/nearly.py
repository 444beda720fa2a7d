"""Words for an invoice that is none of theirs, and for those of theirs that may be meant."""

from assistant.billing.outcomes import InvoiceNotFound
from assistant.card import Action, Card, Choice, Tone
from assistant.command import Pay, PaymentStatus
from assistant.command.ask import Ask
from assistant.language import say


def not_found(outcome: InvoiceNotFound, asked: object) -> Card:
    """The same words whoever has it, if anybody; what may be meant is one of their own."""
    if outcome.elsewhere:
        return _elsewhere(outcome, asked)
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


def _elsewhere(outcome: InvoiceNotFound, asked: object) -> Card:
    """It is theirs, and another account's than they said."""
    number, account = outcome.number, outcome.elsewhere
    plain = asked.model_copy(update={"account": None}) if isinstance(asked, Ask) else asked
    return Card(
        title=say("Invoice {number} belongs to {account}", number=number, account=account),
        tone=Tone.PROBLEM,
        paragraphs=(say("Nothing was done for the account you named. Did you mean this one?"),),
        choices=(_meant(number, plain),),
        actions=(Action(label=say("My invoices"), say="show my invoices"),),
    )


def _meant(number: str, asked: object) -> Choice:
    """The same request for another invoice; what was asked in more words is only shown."""
    if isinstance(asked, Pay) and len(asked.numbers) == 1 and asked == Pay(numbers=asked.numbers):
        return Choice(label=say("pay invoice {number}", number=number), say=f"pay invoice {number}")
    if isinstance(asked, PaymentStatus):
        return Choice(label=say("status of {number}", number=number), say=f"status of {number}")
    return Choice(label=say("show invoice {number}", number=number), say=f"show invoice {number}")
