"""How planned payments are listed, and the button that calls one off."""

from assistant.billing.model.plan import Plan, PlanKind
from assistant.card import Action, Column
from assistant.language import say, spoken
from assistant.reader import Reader


@spoken
def columns() -> tuple[Column, ...]:
    """Day, invoice, amount and by whose word."""
    return (
        Column(label=say("Day")),
        Column(label=say("Invoice")),
        Column(label=say("Amount"), number=True),
        Column(label=say("By")),
    )


BUTTONS = 3


def rows(plans: tuple[Plan, ...], reader: Reader) -> tuple[tuple[str, ...], ...]:
    """A line of a table for each."""
    return tuple(
        (
            reader.day(each.pay_on),
            ", ".join(each.numbers),
            reader.money(each.amount),
            say("Autopay") if each.kind is PlanKind.AUTOPAY else each.person,
        )
        for each in plans
    )


def off(plan: Plan) -> Action:
    """Call it off."""
    number = plan.numbers[0]
    return Action(
        label=say("Call off {number}", number=number), say=f"cancel the payment of {number}"
    )


def offs(plans: tuple[Plan, ...]) -> tuple[Action, ...]:
    """Call off the next ones; one button calls off all that is planned for an invoice."""
    by_words = {each.say: each for each in map(off, plans)}
    return tuple(by_words.values())[:BUTTONS]
