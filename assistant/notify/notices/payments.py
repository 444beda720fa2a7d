"""Words for what happened to a payment."""

from typing import assert_never

from assistant.billing.events import CreditSpent, EventKind, PaidPart, PaymentEvent
from assistant.billing.model import NOT_TRIED, WITHDRAWN
from assistant.billing.model.debit import expected
from assistant.billing.money import Money
from assistant.card import Action, Card, Fact, Style, Tone
from assistant.declines import about_method, reason, returned_because
from assistant.language import say
from assistant.reader import Reader


def word(
    event: PaymentEvent, reader: Reader, *, told: tuple[str, ...] = (), may_pay: bool = True
) -> Card:
    """Say what happened to a payment; ``told`` are the others who hear it, too."""
    amount = reader.money(Money(event.minor, event.currency))
    invoices = _invoices(event)
    match event.kind:
        case EventKind.SUCCEEDED:
            card = Card(
                title=say("Paid: {invoices}, {amount}", invoices=invoices, amount=amount),
                tone=Tone.GOOD,
                paragraphs=_paid(event, reader),
            )
        case EventKind.FAILED:
            card = _failed(event, amount, invoices, may_pay=may_pay)
        case EventKind.NEEDS_ACTION:
            card = _needs_action(event, amount, invoices, may_pay=may_pay)
        case EventKind.PROCESSING:
            first, last = expected(reader.today(event.at))
            said = say(
                "The bank is processing it; I expect it between {first} and {last}, 4 to 7 "
                "business days from now. Nothing more is needed from you; I will write again when "
                "it has arrived.",
                first=reader.day(first),
                last=reader.day(last),
            )
            card = Card(
                title=say("On its way: {invoices}, {amount}", invoices=invoices, amount=amount),
                paragraphs=(said,),
            )
        case EventKind.RETURNED:
            card = _returned(event, reader, invoices, may_pay=may_pay)
        case EventKind.HELD:
            said = say(
                "Our payment provider reports another amount than was agreed, so a person checks "
                "it before anything is booked. Nothing is lost, and nothing more is charged."
            )
            card = Card(
                title=say("Being checked: {invoices}, {amount}", invoices=invoices, amount=amount),
                paragraphs=(said,),
            )
        case _:
            assert_never(event.kind)
    return card.model_copy(update={"facts": (*card.facts, *_facts(event, reader, told))})


def _paid(event: PaymentEvent, reader: Reader) -> tuple[str, ...]:
    said = []
    for part in event.parts:
        left = Money(part.open_minor, event.currency)
        if left.minor:
            still = reader.money(left)
            said.append(
                say("Invoice {number} still has {left} open.", number=part.number, left=still)
            )
        else:
            said.append(say("Invoice {number} is paid in full.", number=part.number))
    if event.credit_minor:
        credit = reader.money(Money(event.credit_minor, event.currency))
        said.append(say("{credit} was more than was due and is now in your credit.", credit=credit))
    return tuple(said)


def from_credit(event: CreditSpent, reader: Reader) -> Card:
    """The account's own credit paid: no method was charged for it.

    What stands open in the end is told with the rest, which may still fail or be on its way.
    """
    numbers = ", ".join(part.number for part in event.parts)
    amount = reader.money(Money(event.minor, event.currency))
    whole = [part for part in event.parts if not event.rest_minor or not part.open_minor]
    said = [_state_of(part, event.currency, reader) for part in whole]
    if event.rest_minor:
        rest = reader.money(Money(event.rest_minor, event.currency))
        said.append(
            say(
                "The other {rest} is charged separately; how that went is told separately.",
                rest=rest,
            )
        )
    kept = reader.money(Money(event.kept_minor, event.currency))
    return Card(
        title=say("Paid from your credit: {numbers}, {amount}", numbers=numbers, amount=amount),
        tone=Tone.GOOD,
        paragraphs=tuple(said),
        facts=(Fact(label=say("Left in your credit"), value=kept),),
    )


def _state_of(part: PaidPart, currency: str, reader: Reader) -> str:
    if not part.open_minor:
        return say("Invoice {number} is paid in full.", number=part.number)
    left = reader.money(Money(part.open_minor, currency))
    return say("Invoice {number} still has {left} open.", number=part.number, left=left)


def _closed(event: PaymentEvent, amount: str, invoices: str, *, may_pay: bool) -> Card:
    """Nobody paid on it, and nothing failed: what is still open can be paid in any way."""
    title = say("Called off: {invoices}, {amount}", invoices=invoices, amount=amount)
    if event.link:
        title = say("Link closed: {invoices}, {amount}", invoices=invoices, amount=amount)
    said = say("Nothing was charged by it: {reason}.", reason=reason(event.decline))
    if event.decline == WITHDRAWN:
        said = say(
            "{name} called it off before it was paid, and nothing was charged.", name=event.payer
        )
    due = [part.number for part in event.parts if part.open_minor]
    again = Action(label=say("Pay"), say=f"pay invoice {due[0]}") if due else None
    offers = may_pay and event.decline == "expired"
    actions = (again,) if again and offers else ()
    return Card(title=title, paragraphs=(said,), actions=actions)


def _failed(event: PaymentEvent, amount: str, invoices: str, *, may_pay: bool) -> Card:
    if event.decline in NOT_TRIED:
        return _closed(event, amount, invoices, may_pay=may_pay)
    again = _same_again(event)
    tried = about_method(event.decline)
    label = say("Try again") if tried else say("Pay again")
    other = Action(label=say("Other method"), say=f"{again} with another method")
    actions: tuple[Action, ...] = (
        Action(label=label, say=again, style=Style.PRIMARY),
        *((other,) if tried else ()),
        Action(label=say("Talk to us"), say="talk to a human"),
    )
    settled = bool(event.parts) and not any(part.open_minor for part in event.parts)
    if settled or event.decline == "paid_meanwhile":
        actions = ()
    said = say(
        "The payment did not go through: {reason}. Nothing was charged.",
        reason=reason(event.decline),
    )
    return Card(
        title=say("Not paid: {invoices}, {amount}", invoices=invoices, amount=amount),
        tone=Tone.PROBLEM,
        paragraphs=(said,),
        actions=actions if may_pay else (),
    )


def _same_again(event: PaymentEvent) -> str:
    """What to say to pay the same, a part of an invoice as that part."""
    again = "pay my invoice"
    if not event.parts:
        return again
    first, numbers = event.parts[0], [part.number for part in event.parts]
    again = f"pay invoice {first.number}"
    if first.minor < first.open_minor:
        again = f"pay {Money(first.minor, event.currency)} of {first.number}"
    if len(numbers) > 1:
        again = f"pay invoices {' and '.join(numbers)}"
    return again


def _returned(event: PaymentEvent, reader: Reader, invoices: str, *, may_pay: bool) -> Card:
    amount = reader.money(Money(event.minor, event.currency))
    said = [
        say(
            "The bank took the payment of {amount} back: {reason}.",
            amount=amount,
            reason=returned_because(event.decline),
        )
    ]
    for part in event.parts:
        left = reader.money(Money(part.open_minor, event.currency))
        said.append(
            say("Invoice {number} is open again with {left}.", number=part.number, left=left)
        )
    actions: tuple[Action, ...] = (Action(label=say("Talk to us"), say="talk to a human"),)
    if may_pay and event.parts:
        again = f"pay invoice {event.parts[0].number}"
        actions = (Action(label=say("Pay again"), say=again, style=Style.PRIMARY), *actions)
    return Card(
        title=say("Returned by the bank: {invoices}, {amount}", invoices=invoices, amount=amount),
        tone=Tone.PROBLEM,
        paragraphs=tuple(said),
        actions=actions,
    )


def _needs_action(event: PaymentEvent, amount: str, invoices: str, *, may_pay: bool) -> Card:
    said = say("Nothing has been charged yet.") + " "
    if event.link and event.action_url and may_pay:
        said += say("Whoever opens this page can pay there once; nothing is saved.")
        page = Action(
            label=say("Pay {amount}", amount=amount), url=event.action_url, style=Style.PRIMARY
        )
        title = say("A link to pay: {invoices}, {amount}", invoices=invoices, amount=amount)
        return Card(title=title, paragraphs=(said,), actions=(page,))
    if may_pay and event.action_url:
        said += say("Please complete the payment on this secure page.")
        page = Action(label=say("Complete payment"), url=event.action_url, style=Style.PRIMARY)
        return Card(
            title=say(
                "Complete your payment: {invoices}, {amount}", invoices=invoices, amount=amount
            ),
            paragraphs=(said,),
            actions=(page,),
        )
    said += say("{payer} has to complete the payment.", payer=event.payer)
    return Card(
        title=say("Not complete yet: {invoices}, {amount}", invoices=invoices, amount=amount),
        paragraphs=(said,),
    )


def _facts(event: PaymentEvent, reader: Reader, told: tuple[str, ...]) -> tuple[Fact, ...]:
    facts = [
        Fact(label=say("Account"), value=event.account),
        Fact(label=_by(event), value=f"{event.payer}, {reader.moment(event.at)}"),
    ]
    if event.method:
        facts.append(Fact(label=say("Paid with"), value=event.method))
    if told:
        facts.append(Fact(label=say("Also told"), value=", ".join(told)))
    return (*facts, Fact(label=say("Payment"), value=event.payment_id))


def _by(event: PaymentEvent) -> str:
    if event.decline == WITHDRAWN:
        return say("Called off by")
    return say("Link asked for by") if event.link else say("Confirmed by")


def _invoices(event: PaymentEvent) -> str:
    numbers = [part.number for part in event.parts]
    if not numbers:
        return say("to your credit")
    if len(numbers) == 1:
        return say("invoice {number}", number=numbers[0])
    return say("invoices {listed}", listed=", ".join(numbers))
