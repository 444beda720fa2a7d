"""What people said that a person of ours looks at: which invoices, and who has it in hand."""

from assistant.billing.model import Invoice
from assistant.billing.outcomes.reminding import WithCase
from assistant.language import say
from assistant.outcome import PersonNeeded
from assistant.reader import Reader


def named(found: tuple[Invoice, ...]) -> str:
    """``invoice 123``, ``invoices 123, 124``."""
    numbers = ", ".join(each.number for each in found)
    if len(found) == 1:
        return say("invoice {number}", number=numbers)
    return say("invoices {listed}", listed=numbers)


def where_it_is(outcome: WithCase | PersonNeeded, reader: Reader, support: str) -> str:
    """The case their words are in, and by when somebody answers."""
    number = outcome.number
    if outcome.noted:
        return say(
            "Case {number} is about it, with your words as a note: nobody of the customer waits "
            "in it for an answer.",
            number=number,
        )
    if not outcome.told:
        return say(
            "Case {number} is open. Please write to {support} and name it.",
            number=number,
            support=support,
        )
    said = say(
        "Case {number} is open, and {support} has your words.", number=number, support=support
    )
    if outcome.expected and not outcome.late:
        by = reader.moment(outcome.expected)
        return said + " " + say("One of us answers you here by {time}.", time=by)
    return said + " " + say("One of us answers you here as soon as possible.")


def in_case(number: int | None) -> list[str]:
    """Say that what was taken back stands in the case in which it is looked at, if there is one."""
    if number is None:
        return []
    return [say("Case {number} has your words; a person of ours closes it.", number=number)]
