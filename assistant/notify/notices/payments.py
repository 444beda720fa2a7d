"""Words for what happened to a payment."""

from typing import assert_never

from assistant.billing.events import EventKind, PaymentEvent
from assistant.billing.money import Money
from assistant.card import Action, Card, Fact, Style, Tone
from assistant.declines import about_method, reason
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
                title=f"Paid: {invoices}, {amount}",
                tone=Tone.GOOD,
                paragraphs=_paid(event, reader),
            )
        case EventKind.FAILED:
            card = _failed(event, amount, invoices, may_pay=may_pay)
        case EventKind.NEEDS_ACTION:
            card = _needs_action(event, amount, invoices, may_pay=may_pay)
        case EventKind.PROCESSING:
            said = (
                "The bank is processing it, which takes 4 to 7 business days. Nothing more is "
                "needed from you; I will write again when it has arrived."
            )
            card = Card(title=f"On its way: {invoices}, {amount}", paragraphs=(said,))
        case EventKind.RETURNED:
            card = _returned(event, reader, invoices, may_pay=may_pay)
        case EventKind.HELD:
            said = (
                "Our payment provider reports another amount than was agreed, so a person checks "
                "it before anything is booked. Nothing is lost, and nothing more is charged."
            )
            card = Card(title=f"Being checked: {invoices}, {amount}", paragraphs=(said,))
        case _:
            assert_never(event.kind)
    return card.model_copy(update={"facts": (*card.facts, *_facts(event, reader, told))})


def _paid(event: PaymentEvent, reader: Reader) -> tuple[str, ...]:
    said = []
    for part in event.parts:
        left = Money(part.open_minor, event.currency)
        state = "is paid in full" if not left.minor else f"still has {reader.money(left)} open"
        said.append(f"Invoice {part.number} {state}.")
    if event.credit_minor:
        credit = reader.money(Money(event.credit_minor, event.currency))
        said.append(f"{credit} was more than was due and is now in your credit.")
    return tuple(said)


def _failed(event: PaymentEvent, amount: str, invoices: str, *, may_pay: bool) -> Card:
    again = f"pay invoice {event.parts[0].number}" if event.parts else "pay my invoice"
    label = "Try again" if about_method(event.decline) else "Pay again"
    actions: tuple[Action, ...] = (
        Action(label=label, say=again, style=Style.PRIMARY),
        Action(label="Talk to us", say="talk to a human"),
    )
    if event.decline in _PAID_OTHERWISE:
        actions = ()
    said = f"The payment did not go through: {reason(event.decline)}. Nothing was charged."
    return Card(
        title=f"Not paid: {invoices}, {amount}",
        tone=Tone.PROBLEM,
        paragraphs=(said,),
        actions=actions if may_pay else (),
    )


_PAID_OTHERWISE = ("superseded", "paid_meanwhile")


def _returned(event: PaymentEvent, reader: Reader, invoices: str, *, may_pay: bool) -> Card:
    amount = reader.money(Money(event.minor, event.currency))
    said = [f"The bank took the payment of {amount} back: {reason(event.decline)}."]
    for part in event.parts:
        left = reader.money(Money(part.open_minor, event.currency))
        said.append(f"Invoice {part.number} is open again with {left}.")
    actions: tuple[Action, ...] = (Action(label="Talk to us", say="talk to a human"),)
    if may_pay and event.parts:
        again = f"pay invoice {event.parts[0].number}"
        actions = (Action(label="Pay again", say=again, style=Style.PRIMARY), *actions)
    return Card(
        title=f"Returned by the bank: {invoices}, {amount}",
        tone=Tone.PROBLEM,
        paragraphs=tuple(said),
        actions=actions,
    )


def _needs_action(event: PaymentEvent, amount: str, invoices: str, *, may_pay: bool) -> Card:
    said = "Nothing has been charged yet. "
    if event.link and event.action_url and may_pay:
        said += "Whoever opens this page can pay there once; nothing is saved."
        page = Action(label=f"Pay {amount}", url=event.action_url, style=Style.PRIMARY)
        title = f"A link to pay: {invoices}, {amount}"
        return Card(title=title, paragraphs=(said,), actions=(page,))
    if may_pay and event.action_url:
        said += "Please complete the payment on this secure page."
        page = Action(label="Complete payment", url=event.action_url, style=Style.PRIMARY)
        return Card(
            title=f"Complete your payment: {invoices}, {amount}",
            paragraphs=(said,),
            actions=(page,),
        )
    said += f"{event.payer} has to complete the payment."
    return Card(title=f"Not complete yet: {invoices}, {amount}", paragraphs=(said,))


def _facts(event: PaymentEvent, reader: Reader, told: tuple[str, ...]) -> tuple[Fact, ...]:
    facts = [
        Fact(label="Account", value=event.account),
        Fact(label=_by(event), value=f"{event.payer}, {reader.moment(event.at)}"),
    ]
    if event.method:
        facts.append(Fact(label="Paid with", value=event.method))
    if told:
        facts.append(Fact(label="Also told", value=", ".join(told)))
    return (*facts, Fact(label="Payment", value=event.payment_id))


def _by(event: PaymentEvent) -> str:
    return "Link asked for by" if event.link else "Confirmed by"


def _invoices(event: PaymentEvent) -> str:
    numbers = [part.number for part in event.parts]
    if not numbers:
        return "to your credit"
    named = "invoice" if len(numbers) == 1 else "invoices"
    return f"{named} {', '.join(numbers)}"
