"""What an agent may do with a case: the same buttons below an answer and below a notice."""

from assistant.card import Action, Blank, Form, Style

MOST = 5
"""How many invoices get a button each."""


def next_actions(
    number: int, first: Action, *, has_customer: bool, untold: bool
) -> tuple[Action, ...]:
    """Offer what comes after ``first``; only what nobody took can be sent again."""
    return (
        first,
        *((reply(number),) if has_customer else ()),
        *((Action(label="Send again", say=f"send case {number} again"),) if untold else ()),
        Action(label="Assign", say=f"assign case {number}"),
        Action(label="Snooze a day", say=f"snooze case {number} for 1 day"),
        resolve(number),
    )


def show(number: int) -> Action:
    """Read all that was said."""
    return Action(label="Show it", say=f"case {number}")


def claim(number: int) -> Action:
    """Take a case that nobody holds."""
    return Action(label="Claim", say=f"claim case {number}", style=Style.PRIMARY)


def resolve(number: int) -> Action:
    """Close it."""
    return Action(label="Resolve", say=f"resolve case {number}")


def settle(numbers: tuple[str, ...]) -> tuple[Action, ...]:
    """End the dispute of an invoice: it is asked for again."""
    said = ((number, f"the dispute of {number} is settled") for number in numbers[:MOST])
    return tuple(Action(label=f"{number} is settled", say=words) for number, words in said)


def reply(number: int) -> Action:
    """Write to the customer: what is written is shown before it goes."""
    words = Blank(name="words", label="What the customer reads, under your name", long=True)
    form = Form(
        title=f"Reply to case {number}",
        submit="Preview",
        says=f"reply to case {number}: {{words}}",
        blanks=(words,),
    )
    return Action(label="Reply to customer", say=f"reply to case {number}:", form=form)
