"""What is told of refunds, credits, charges and disputes, to customers and to the desk."""

from typing import assert_never

from assistant.billing.events import (
    Charged,
    Credited,
    MoneyWentBack,
    OperationEvent,
    OperationNews,
    PaidPart,
    RefundTold,
)
from assistant.billing.money import Money
from assistant.card import Action, Card, Fact, Style, Tone
from assistant.language import mark, marked, say
from assistant.reader import Reader


def told(event: OperationEvent, reader: Reader, *, may_pay: bool) -> Card:
    """Say to a customer what was done to their account."""
    match event:
        case Credited():
            return _credited(event, reader)
        case Charged():
            return _charged(event, reader, may_pay=may_pay)
        case RefundTold():
            return _refund(event, reader)
        case MoneyWentBack():
            return _went_back(event, reader, may_pay=may_pay)
        case _:
            assert_never(event)


def _credited(event: Credited, reader: Reader) -> Card:
    amount = reader.money(Money(event.minor, event.currency))
    said = [_left(part, event.currency, reader) for part in event.parts]
    if event.kept_minor:
        kept = reader.money(Money(event.kept_minor, event.currency))
        said.append(say("{kept} stays in your credit.", kept=kept))
    return Card(
        title=say("Credited: {amount}", amount=amount),
        tone=Tone.GOOD,
        paragraphs=(
            say(
                "{amount} is credited to you, as credit note {number}.",
                amount=amount,
                number=event.number,
            ),
            *said,
        ),
        facts=_why(event.reason),
    )


def _left(part: PaidPart, currency: str, reader: Reader) -> str:
    used = reader.money(Money(part.minor, currency))
    left = Money(part.open_minor, currency)
    state = (
        say("{left} is still open", left=reader.money(left))
        if left.minor
        else say("nothing is open on it now")
    )
    return say(
        "{used} of it went to invoice {number}: {state}.",
        used=used,
        number=part.number,
        state=state,
    )


def _charged(event: Charged, reader: Reader, *, may_pay: bool) -> Card:
    amount = reader.money(Money(event.minor, event.currency))
    pay = Action(label=say("Pay"), say=f"pay invoice {event.number}", style=Style.PRIMARY)
    said = say(
        "Invoice {number} over {amount} is due on {day}.",
        number=event.number,
        amount=amount,
        day=reader.day(event.due_on),
    )
    return Card(
        title=say("New charge: {amount}", amount=amount),
        paragraphs=(say("{said} Nothing has been charged to a payment method.", said=said),),
        facts=_why(event.reason),
        actions=(pay,) if may_pay else (),
    )


def _refund(event: RefundTold, reader: Reader) -> Card:
    amount = reader.money(Money(event.minor, event.currency))
    paid = ", ".join(event.numbers)
    facts = (*_why(event.reason), Fact(label=say("Payment"), value=event.payment_id))
    match event.stage:
        case "done":
            said = say(
                "{amount} of the payment for {paid} was sent back to where it came from. Banks "
                "take 5 to 10 business days to show it.",
                amount=amount,
                paid=paid,
            )
            title, tone = say("Refunded: {amount}", amount=amount), Tone.GOOD
        case "on_its_way":
            said = say(
                "{amount} of the payment for {paid} is on its way back to you; the bank takes some "
                "days. I will write again when it has been sent.",
                amount=amount,
                paid=paid,
            )
            title, tone = say("Refund on its way: {amount}", amount=amount), Tone.INFO
        case _:
            said = say(
                "The bank did not accept the refund of {amount} for {paid}, so it has not reached "
                "you.",
                amount=amount,
                paid=paid,
            )
            if event.kept_minor:
                kept = reader.money(Money(event.kept_minor, event.currency))
                said += " " + say(
                    "{kept} is in your credit instead; if you would rather have it sent another "
                    "way, please talk to us.",
                    kept=kept,
                )
            title, tone = say("Refund not possible: {amount}", amount=amount), Tone.PROBLEM
    talk = (Action(label=say("Talk to us"), say="talk to a human"),) if tone is Tone.PROBLEM else ()
    return Card(title=title, tone=tone, paragraphs=(said,), facts=facts, actions=talk)


_WENT_BACK = {
    "refunded": (
        mark("Refunded: {amount}"),
        mark(
            "{amount} of the payment for {paid} was sent back to where it came from. Banks take 5 "
            "to 10 business days to show it."
        ),
    ),
    "refund_failed": (
        mark("Refund not possible: {amount}"),
        mark(
            "The bank did not accept the refund of {amount} for {paid}, so it counts as paid again."
        ),
    ),
    "disputed": (
        mark("Disputed: {amount}"),
        mark(
            "The bank of whoever paid for {paid} is asking for {amount} back. Until that is "
            "decided, nobody will be asked to pay it again. If this is a mistake, please tell "
            "your bank."
        ),
    ),
    "dispute_won": (
        mark("Dispute over: {amount}"),
        mark(
            "The bank has decided that the payment of {amount} for {paid} stands. Nothing is to do."
        ),
    ),
    "dispute_lost": (
        mark("Dispute over: {amount}"),
        mark(
            "The bank has given {amount}, paid for {paid}, back to the payer. A person on our side "
            "looks at it before anything is asked of you."
        ),
    ),
}


def _went_back(event: MoneyWentBack, reader: Reader, *, may_pay: bool) -> Card:
    amount = reader.money(Money(event.minor, event.currency))
    title, words = _WENT_BACK[event.what]
    filled = {"amount": amount, "paid": ", ".join(event.numbers)}
    said = [marked(words, **filled)]
    for part in event.parts:
        left = Money(part.open_minor, event.currency)
        if left.minor:
            still = reader.money(left)
            said.append(
                say("Invoice {number} now has {left} open.", number=part.number, left=still)
            )
        else:
            said.append(say("Invoice {number} now is paid in full.", number=part.number))
    if event.credit_minor:
        moved = reader.money(Money(abs(event.credit_minor), event.currency))
        if event.credit_minor > 0:
            said.append(say("{moved} is now in your credit.", moved=moved))
        else:
            said.append(say("{moved} was taken from your credit.", moved=moved))
    if event.what == "refunded" and not event.parts and event.credit_minor:
        said.append(say("Your invoices are paid as before."))
    again = [part.number for part in event.parts if part.open_minor]
    asks = may_pay and event.what == "refunded" and bool(again)
    actions = (Action(label=say("Pay"), say=f"pay invoice {again[0]}"),) if asks else ()
    problem = event.what in ("refund_failed", "disputed", "dispute_lost")
    return Card(
        title=marked(title, **filled),
        tone=Tone.PROBLEM if problem else Tone.INFO,
        paragraphs=tuple(said),
        facts=(Fact(label=say("Payment"), value=event.payment_id),),
        actions=(
            *actions,
            *((Action(label=say("Talk to us"), say="talk to a human"),) if problem else ()),
        ),
    )


def _why(reason: str) -> tuple[Fact, ...]:
    return (Fact(label=say("Reason"), value=reason),) if reason else ()


_STAGES = {
    "proposed": mark("Please decide"),
    "approved": mark("Approved"),
    "done": mark("Done"),
    "on_its_way": mark("On its way"),
    "failed": mark("Not possible"),
    "refused": mark("Not done"),
}
_SAID = {
    "proposed": mark(
        "It is above what {proposer} may do alone. Nothing happens until you approve it, "
        "in Slack or at the terminal."
    ),
    "approved": mark("{approver} has approved what you proposed."),
    "done": mark("The money has been sent, and the customer is told."),
    "on_its_way": mark("The payment provider has it; the bank still takes some days."),
    "failed": mark("The payment provider did not do it ({failure})."),
    "refused": mark("It was not done, and nothing has been changed."),
}
_REFUSED = {
    "by_person": mark("Somebody else has declined it."),
    "rights_revoked": mark("Whoever proposed or approved it may no longer do this."),
    "not_open": mark("Nothing is open on the invoice any more."),
    "changed": mark("The open amount of the invoice has changed since."),
    "being_paid": mark("Somebody is paying the invoice at this moment."),
    "more_than_paid": mark("It is more than is left of the payment."),
    "disputed": mark("The payer's bank is asking for the payment."),
}


_NAMED = {
    "credit": mark("credit of {amount} for {account}"),
    "refund": mark("refund of {amount} for {account}"),
    "charge": mark("charge of {amount} for {account}"),
    "write_off": mark("write-off of {amount} for {account}"),
}


def news(event: OperationNews, reader: Reader) -> Card:
    """Say to the seller's own people how an operation stands."""
    amount = reader.money(Money(event.minor, event.currency))
    what = marked(_NAMED[event.what], amount=amount, account=event.account)
    filled = {"proposer": event.proposer, "approver": event.approver, "failure": event.failure}
    said = [marked(_SAID[event.stage], **filled)]
    if event.stage == "refused" and event.problem in _REFUSED:
        said.append(marked(_REFUSED[event.problem]))
    told = (
        (say("About invoice"), event.number),
        (say("Reason"), event.reason),
        (say("Proposed by"), event.proposer),
        (say("Approved by"), event.approver),
        (say("Invoice"), event.result),
        (say("Operation"), event.operation_id),
    )
    return Card(
        title=f"{marked(_STAGES[event.stage])}: {what}",
        tone={"done": Tone.GOOD, "failed": Tone.PROBLEM}.get(event.stage, Tone.INFO),
        paragraphs=tuple(said),
        facts=tuple(Fact(label=label, value=value) for label, value in told if value),
        actions=_decide(event) if event.stage == "proposed" else (),
    )


def _decide(event: OperationNews) -> tuple[Action, ...]:
    """The button is bound to the amount beside it."""
    approve = f"approve {event.operation_id} {Money(event.minor, event.currency)}"
    return (
        Action(label=say("Approve"), say=approve, style=Style.PRIMARY),
        Action(label=say("Decline"), say=f"decline {event.operation_id}", style=Style.DANGER),
    )
