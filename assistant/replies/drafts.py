"""Words for what an agent has asked for, before their yes: all of what it would do, and to whom."""

from assistant.billing.model import Payment
from assistant.billing.model.operation import Operation, OperationKind, OperationState
from assistant.billing.money import Money
from assistant.billing.outcomes.operations import OperationDrafted, OperationRefused
from assistant.card import Action, Card, Choice, Fact, Style
from assistant.language import mark, marked, say
from assistant.reader import Reader
from assistant.replies.paying import invoices_named, method_named


def named(operation: Operation, reader: Reader) -> str:
    """``credit of 20.00 EUR for Acme``."""
    amount, account = reader.money(operation.amount), operation.account
    return marked(_NAMED[operation.kind], amount=amount, account=account)


_NAMED = {
    OperationKind.CREDIT: mark("credit of {amount} for {account}"),
    OperationKind.REFUND: mark("refund of {amount} for {account}"),
    OperationKind.CHARGE: mark("charge of {amount} for {account}"),
    OperationKind.WRITE_OFF: mark("write-off of {amount} for {account}"),
}


def facts(operation: Operation, reader: Reader) -> tuple[Fact, ...]:
    """What there is to know about one, for those who decide."""
    refused = operation.state is OperationState.REFUSED
    told = (
        (say("Customer"), operation.account),
        (say("Amount"), reader.money(operation.amount)),
        (say("About invoice"), operation.number or ""),
        (say("About payment"), operation.payment_id or ""),
        (say("Reason"), operation.reason),
        (say("Proposed by"), f"{operation.proposer}, {reader.moment(operation.created_at)}"),
        (say("Approved by"), "" if refused else operation.approver or ""),
        (say("Invoice"), operation.result or ""),
        (say("Operation"), operation.id),
    )
    return tuple(Fact(label=label, value=value) for label, value in told if value)


def alone(operation: Operation, left: Money | None, reader: Reader) -> str:
    """What its author may do without a second person, and what of that is left."""
    limit = operation.limit
    if left is None or left >= limit:
        return say("Alone you may do {limit} in 24 hours.", limit=reader.money(limit))
    return say(
        "Alone you may do {limit} in 24 hours; {left} of that is left.",
        limit=reader.money(limit),
        left=reader.money(left),
    )


def capital(words: str) -> str:
    """Begin a title with it."""
    return words[:1].upper() + words[1:]


def drafted(outcome: OperationDrafted, reader: Reader) -> Card:
    """All of what a yes would do; it is bound to this very draft."""
    operation = outcome.operation
    then = say("It is done as soon as you say yes.")
    if not outcome.alone:
        asked = say(
            "After your yes {who} has to approve it.",
            who=say(" or ").join(outcome.approvers)
            or say("a second person, and nobody else may just now"),
        )
        then = f"{alone(operation, outcome.left, reader)} {asked}"
    if outcome.again:
        then = say("Here it is again; it is still the same one.") + " " + then
    nothing = say("Nothing has been changed so far.")
    said = (f"{then} {nothing}", *_effects(outcome, reader))
    yes = marked(_VERBS[operation.kind], amount=reader.money(operation.amount))
    return Card(
        title=f"{capital(named(operation, reader))}?",
        paragraphs=said,
        facts=(*_of_payment(outcome, reader), *facts(operation, reader)),
        actions=(
            Action(
                label=yes if outcome.alone else say("Ask for approval"),
                say=f"confirm {operation.id}",
                typed="yes",
                style=Style.PRIMARY,
            ),
            Action(label=say("Cancel"), say=f"decline {operation.id}", typed="no"),
        ),
    )


_VERBS = {
    OperationKind.CREDIT: mark("Credit {amount}"),
    OperationKind.REFUND: mark("Refund {amount}"),
    OperationKind.CHARGE: mark("Charge {amount}"),
    OperationKind.WRITE_OFF: mark("Write off {amount}"),
}


def _effects(outcome: OperationDrafted, reader: Reader) -> tuple[str, ...]:
    """What becomes of the money, and what the customer hears."""
    operation = outcome.operation
    money = reader.money(operation.amount)
    match operation.kind:
        case OperationKind.CREDIT:
            what = _paid(outcome, reader)
        case OperationKind.CHARGE:
            account = operation.account
            what = say(
                "{account} gets a new invoice of {amount}, due in 30 days.",
                account=account,
                amount=money,
            )
        case OperationKind.WRITE_OFF:
            what = say("Invoice {number} is closed unpaid, for good.", number=operation.number)
        case OperationKind.REFUND:
            what = say(
                "{amount} goes back to where the payment came from; that cannot be undone.",
                amount=money,
            )
    return (what, _told(outcome))


def _paid(outcome: OperationDrafted, reader: Reader) -> str:
    kept = say("What no invoice takes stays in credit.")
    paid = [
        say("{amount} of invoice {number}", amount=reader.money(part), number=number)
        for number, part in outcome.pays
    ]
    pays = say("It pays {parts}.", parts=say(" and ").join(paid))
    nothing = say("It pays nothing now.")
    return f"{pays if paid else nothing} {kept}"


def _told(outcome: OperationDrafted) -> str:
    who, why = ", ".join(outcome.told), outcome.operation.reason
    if not who:
        return say("The customer is not told.")
    if why:
        return say("The customer is told with the reason “{reason}”: {who}.", reason=why, who=who)
    return say("The customer is told: {who}.", who=who)


def _of_payment(outcome: OperationDrafted, reader: Reader) -> tuple[Fact, ...]:
    payment = outcome.payment
    if payment is None:
        return ()
    paid = say(
        "{amount} for {invoices}",
        amount=reader.money(payment.amount),
        invoices=invoices_named(payment.numbers),
    )
    at, method = reader.moment(payment.created_at), method_named(payment.method)
    value = f"{paid}, {at}, {payment.payer}, {method}"
    return (Fact(label=say("Of the payment"), value=value),)


def which_payment(outcome: OperationRefused, reader: Reader) -> Card:
    """Which of several payments? Each choice keeps how much was to go back, and why."""
    much = f"{outcome.amount.words} " if outcome.amount else ""
    why = ""
    if outcome.reason:
        why = f' "{outcome.reason}"'
        if any(sign in outcome.reason for sign in '"“”„«»'):
            why = f" because {outcome.reason}"
    choices = tuple(
        Choice(
            label=_part_of(outcome, each, reader),
            say=f"refund {much and much + 'of '}payment {each.id}{why}",
        )
        for each in outcome.payments
    )
    named, reason = outcome.named, outcome.reason
    said = say("“{named}” was paid in several payments.", named=named)
    asks = say("Of which one shall I refund all that is left?")
    if outcome.amount:
        asks = say("Of which one shall I refund {amount}?", amount=outcome.amount.words)
    reason = f" (“{reason}”)" if reason else ""
    then = say("I show you the refund before anything is sent back.")
    return Card(
        title=say("Which payment?"), paragraphs=(f"{said} {asks}{reason}", then), choices=choices
    )


def _part_of(outcome: OperationRefused, payment: Payment, reader: Reader) -> str:
    whole = reader.money(payment.amount)
    part = say("all of {whole}", whole=whole)
    if outcome.amount:
        part = say("{part} of {whole}", part=outcome.amount.words, whole=whole)
    return f"{part}, {reader.moment(payment.created_at)}, {payment.payer}"
