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
        said.append(f"{kept} stays in your credit.")
    return Card(
        title=f"Credited: {amount}",
        tone=Tone.GOOD,
        paragraphs=(f"{amount} is credited to you, as credit note {event.number}.", *said),
        facts=_why(event.reason),
    )


def _left(part: PaidPart, currency: str, reader: Reader) -> str:
    used = reader.money(Money(part.minor, currency))
    left = Money(part.open_minor, currency)
    state = f"{reader.money(left)} is still open" if left.minor else "nothing is open on it now"
    return f"{used} of it went to invoice {part.number}: {state}."


def _charged(event: Charged, reader: Reader, *, may_pay: bool) -> Card:
    amount = reader.money(Money(event.minor, event.currency))
    pay = Action(label="Pay", say=f"pay invoice {event.number}", style=Style.PRIMARY)
    said = f"Invoice {event.number} over {amount} is due on {reader.day(event.due_on)}."
    return Card(
        title=f"New charge: {amount}",
        paragraphs=(f"{said} Nothing has been charged to a payment method.",),
        facts=_why(event.reason),
        actions=(pay,) if may_pay else (),
    )


def _refund(event: RefundTold, reader: Reader) -> Card:
    amount = reader.money(Money(event.minor, event.currency))
    paid = ", ".join(event.numbers)
    facts = (*_why(event.reason), Fact(label="Payment", value=event.payment_id))
    match event.stage:
        case "done":
            said = f"{amount} of the payment for {paid} was sent back to where it came from. "
            said += "Banks take 5 to 10 business days to show it."
            title, tone = f"Refunded: {amount}", Tone.GOOD
        case "on_its_way":
            said = f"{amount} of the payment for {paid} is on its way back to you; the bank takes "
            said += "some days. I will write again when it has been sent."
            title, tone = f"Refund on its way: {amount}", Tone.INFO
        case _:
            said = f"The bank did not accept the refund of {amount} for {paid}, so it has not "
            said += "reached you."
            if event.kept_minor:
                kept = reader.money(Money(event.kept_minor, event.currency))
                said += f" {kept} is in your credit instead; if you would rather have it sent "
                said += "another way, please talk to us."
            title, tone = f"Refund not possible: {amount}", Tone.PROBLEM
    talk = (Action(label="Talk to us", say="talk to a human"),) if tone is Tone.PROBLEM else ()
    return Card(title=title, tone=tone, paragraphs=(said,), facts=facts, actions=talk)


_WENT_BACK = {
    "refunded": (
        "Refunded: {amount}",
        "{amount} of the payment for {paid} was sent back to where it came from. Banks take 5 to "
        "10 business days to show it.",
    ),
    "refund_failed": (
        "Refund not possible: {amount}",
        "The bank did not accept the refund of {amount} for {paid}, so it counts as paid again.",
    ),
    "disputed": (
        "Disputed: {amount}",
        "The bank of whoever paid for {paid} is asking for {amount} back. Until that is decided, "
        "nobody will be asked to pay it again. If this is a mistake, please tell your bank.",
    ),
    "dispute_won": (
        "Dispute over: {amount}",
        "The bank has decided that the payment of {amount} for {paid} stands. Nothing is to do.",
    ),
    "dispute_lost": (
        "Dispute over: {amount}",
        "The bank has given {amount}, paid for {paid}, back to the payer. A person on our side "
        "looks at it before anything is asked of you.",
    ),
}


def _went_back(event: MoneyWentBack, reader: Reader, *, may_pay: bool) -> Card:
    amount = reader.money(Money(event.minor, event.currency))
    title, words = _WENT_BACK[event.what]
    filled = {"amount": amount, "paid": ", ".join(event.numbers)}
    said = [words.format(**filled)]
    for part in event.parts:
        left = Money(part.open_minor, event.currency)
        state = f"has {reader.money(left)} open" if left.minor else "is paid in full"
        said.append(f"Invoice {part.number} now {state}.")
    if event.credit_minor:
        moved = reader.money(Money(abs(event.credit_minor), event.currency))
        came = event.credit_minor > 0
        said.append(f"{moved} {'is now in' if came else 'was taken from'} your credit.")
    if event.what == "refunded" and not event.parts and event.credit_minor:
        said.append("Your invoices are paid as before.")
    again = [part.number for part in event.parts if part.open_minor]
    asks = may_pay and event.what == "refunded" and bool(again)
    actions = (Action(label="Pay", say=f"pay invoice {again[0]}"),) if asks else ()
    problem = event.what in ("refund_failed", "disputed", "dispute_lost")
    return Card(
        title=title.format(**filled),
        tone=Tone.PROBLEM if problem else Tone.INFO,
        paragraphs=tuple(said),
        facts=(Fact(label="Payment", value=event.payment_id),),
        actions=(
            *actions,
            *((Action(label="Talk to us", say="talk to a human"),) if problem else ()),
        ),
    )


def _why(reason: str) -> tuple[Fact, ...]:
    return (Fact(label="Reason", value=reason),) if reason else ()


_STAGES = {
    "proposed": "Please decide",
    "approved": "Approved",
    "done": "Done",
    "on_its_way": "On its way",
    "failed": "Not possible",
    "refused": "Not done",
}
_SAID = {
    "proposed": "It is above what {proposer} may do alone. Nothing happens until you approve it, "
    "in Slack or at the terminal.",
    "approved": "{approver} has approved what you proposed.",
    "done": "The money has been sent, and the customer is told.",
    "on_its_way": "The payment provider has it; the bank still takes some days.",
    "failed": "The payment provider did not do it ({failure}).",
    "refused": "It was not done, and nothing has been changed.",
}
_REFUSED = {
    "by_person": "Somebody else has declined it.",
    "rights_revoked": "Whoever proposed or approved it may no longer do this.",
    "not_open": "Nothing is open on the invoice any more.",
    "changed": "The open amount of the invoice has changed since.",
    "being_paid": "Somebody is paying the invoice at this moment.",
    "more_than_paid": "It is more than is left of the payment.",
    "disputed": "The payer's bank is asking for the payment.",
}


def news(event: OperationNews, reader: Reader) -> Card:
    """Say to the seller's own people how an operation stands."""
    amount = reader.money(Money(event.minor, event.currency))
    what = event.what.replace("_", "-")
    filled = {"proposer": event.proposer, "approver": event.approver, "failure": event.failure}
    said = [_SAID[event.stage].format(**filled)]
    if event.stage == "refused" and event.problem in _REFUSED:
        said.append(_REFUSED[event.problem])
    told = (
        ("About invoice", event.number),
        ("Reason", event.reason),
        ("Proposed by", event.proposer),
        ("Approved by", event.approver),
        ("Invoice", event.result),
        ("Operation", event.operation_id),
    )
    return Card(
        title=f"{_STAGES[event.stage]}: {what} of {amount} for {event.account}",
        tone={"done": Tone.GOOD, "failed": Tone.PROBLEM}.get(event.stage, Tone.INFO),
        paragraphs=tuple(said),
        facts=tuple(Fact(label=label, value=value) for label, value in told if value),
        actions=_decide(event.operation_id) if event.stage == "proposed" else (),
    )


def _decide(operation_id: str) -> tuple[Action, ...]:
    return (
        Action(label="Approve", say=f"approve {operation_id}", style=Style.PRIMARY),
        Action(label="Decline", say=f"decline {operation_id}", style=Style.DANGER),
    )
