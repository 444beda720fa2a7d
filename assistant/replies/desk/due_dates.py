"""What agents read when they move the day an invoice is due."""

from assistant.billing.outcomes.accounts import DueDateDrafted, DueDateSet
from assistant.card import Action, Card, Fact, Style, Tone
from assistant.command.accounts import MoveDueDate
from assistant.reader import Reader


def word(outcome: DueDateDrafted | DueDateSet, reader: Reader) -> Card:
    """Say what a yes would do, or what it did."""
    return (
        _drafted(outcome, reader) if isinstance(outcome, DueDateDrafted) else _set(outcome, reader)
    )


def _drafted(outcome: DueDateDrafted, reader: Reader) -> Card:
    invoice, day = outcome.invoice, reader.weekday(outcome.to)
    yes = MoveDueDate(
        number=invoice.number, to=outcome.to, reason=outcome.reason, version=invoice.version
    )
    told = ", ".join(outcome.told) or "nobody, for nobody gets invoices or reminders"
    because = f" with the reason “{outcome.reason}”" if outcome.reason else ""
    return Card(
        title=f"Invoice {invoice.number} of {outcome.account} due on {day}?",
        paragraphs=(
            "Nothing has been changed yet. Reminders would be counted from the new day, and an "
            "offer that waits for a yes would be shown again.",
            f"Told{because}: {told}.",
        ),
        facts=(
            Fact(label="Due now", value=reader.weekday(invoice.due_on)),
            Fact(label="Open", value=reader.money(invoice.open_amount)),
        ),
        actions=(
            Action(label="Move it", say=yes.says, typed="yes", style=Style.PRIMARY),
            Action(label="Leave it", say="cancel", typed="no"),
        ),
    )


def _set(outcome: DueDateSet, reader: Reader) -> Card:
    invoice = outcome.invoice
    said = "The customer is told, and reminders are counted from that day."
    if outcome.repeated:
        said = "It was so already, and nothing was done again."
    day = reader.weekday(invoice.due_on)
    title = f"Invoice {invoice.number} of {outcome.account} is due on {day}"
    return Card(title=title, tone=Tone.GOOD, paragraphs=(said,))
