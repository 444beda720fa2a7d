"""Words for what depends on something else: plans on a method, or on a payment."""

from assistant.billing.model import Offer
from assistant.billing.model.plan import Plan, PlanKind
from assistant.billing.money import Money
from assistant.billing.outcomes.methods import Relying
from assistant.language import mark, marked, say
from assistant.reader import Reader
from assistant.replies.paying import invoices_named, method_named


def before_removal(relies: Relying, reader: Reader) -> list[str]:
    """What is charged to the method that is to go, and what becomes of it."""
    said = [_relies(each, reader) for each in relies.plans]
    if relies.plans and relies.instead is not None:
        instead = method_named(relies.instead)
        said.append(say("What is planned will be paid with {method} instead.", method=instead))
    elif relies.plans:
        said.append(say("What is planned is called off with it, and everyone is told."))
    if relies.autopay == "ends":
        said.append(
            say("Autopay has nothing else to charge, so it is turned off; everyone is told.")
        )
    elif relies.autopay == "goes_on" and relies.instead is not None:
        said.append(say("Autopay goes on with {method}.", method=method_named(relies.instead)))
    return said


def _relies(plan: Plan, reader: Reader) -> str:
    what, day = invoices_named(plan.numbers), reader.day(plan.pay_on)
    amount = reader.money(plan.amount)
    return say("It is to pay {amount} for {what} on {day}.", amount=amount, what=what, day=day)


def after_removal(relies: Relying, reader: Reader) -> list[str]:
    """What became of each."""
    said = []
    for plan in relies.plans:
        what, day = invoices_named(plan.numbers), reader.day(plan.pay_on)
        if relies.instead is not None:
            words = mark("The payment of {what} on {day} will be made with {method}.")
            method = method_named(relies.instead)
            said.append(marked(words, what=what, day=day, method=method))
        else:
            words = mark("The payment of {what} on {day} is called off: it had nothing else.")
            said.append(marked(words, what=what, day=day))
    if relies.autopay == "ends":
        said.append(say("Autopay is off now: there is no payment method to charge."))
    return said


def also_planned(offer: Offer, plans: tuple[Plan, ...], reader: Reader) -> list[str]:
    """What is planned for the same invoices, and what is left of that once this is paid."""
    left = {line.invoice_id: line.leaves for line in offer.lines}
    said = []
    for plan in plans:
        first = _planned(plan, reader)
        then = _left_of(plan, left)
        if not then.minor and offer.pay_on and plan.kind is PlanKind.AUTOPAY:
            rest = say("It waits for this, and is called off once this has been paid.")
        elif not then.minor:
            rest = say("That is called off once this has been paid.")
        elif then < plan.amount:
            rest = say("That will then pay what is left, {amount}.", amount=reader.money(then))
        else:
            rest = say("That stays as it is.")
        said.append(f"{first} {rest}")
    return said


def _planned(plan: Plan, reader: Reader) -> str:
    amount, what = reader.money(plan.amount), invoices_named(plan.numbers)
    day = reader.day(plan.pay_on)
    if plan.kind is PlanKind.AUTOPAY:
        words = mark("Autopay is to pay {amount} for {what} on {day}.")
    else:
        words = mark("{amount} for {what} is also planned for {day}.")
    return marked(words, amount=amount, what=what, day=day)


def _left_of(plan: Plan, left: dict[str, Money]) -> Money:
    """What a plan would still pay when no more than this is open on the invoices of an offer."""
    sums = [min(part.amount, left.get(part.invoice_id, part.amount)) for part in plan.parts]
    return sum(sums, start=Money(0, plan.amount.currency))
