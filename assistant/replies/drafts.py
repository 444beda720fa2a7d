"""Words for what an agent has asked for, before their yes: all of what it would do, and to whom."""

from assistant.billing.model.operation import Operation, OperationKind
from assistant.billing.outcomes.operations import OperationDrafted, OperationRefused
from assistant.card import Action, Card, Choice, Fact, Style
from assistant.reader import Reader
from assistant.replies.paying import invoices_named, method_named


def named(operation: Operation, reader: Reader) -> str:
    """``credit of 20.00 EUR for Acme``."""
    what = {
        OperationKind.CREDIT: "credit",
        OperationKind.REFUND: "refund",
        OperationKind.CHARGE: "charge",
        OperationKind.WRITE_OFF: "write-off",
    }[operation.kind]
    return f"{what} of {reader.money(operation.amount)} for {operation.account}"


def facts(operation: Operation, reader: Reader) -> tuple[Fact, ...]:
    """What there is to know about one, for those who decide."""
    told = (
        ("Customer", operation.account),
        ("Amount", reader.money(operation.amount)),
        ("About invoice", operation.number or ""),
        ("About payment", operation.payment_id or ""),
        ("Reason", operation.reason),
        ("Proposed by", f"{operation.proposer}, {reader.moment(operation.created_at)}"),
        ("Approved by", operation.approver or ""),
        ("Invoice", operation.result or ""),
        ("Operation", operation.id),
    )
    return tuple(Fact(label=label, value=value) for label, value in told if value)


def capital(words: str) -> str:
    """Begin a title with it."""
    return words[:1].upper() + words[1:]


def drafted(outcome: OperationDrafted, reader: Reader) -> Card:
    """All of what a yes would do; it is bound to this very draft."""
    operation = outcome.operation
    who = " or ".join(outcome.approvers) or "a second person, and nobody else may just now"
    then = "It is done as soon as you say yes."
    if not outcome.alone:
        limit = reader.money(operation.limit)
        then = f"Alone you may do {limit} in 24 hours, so after your yes {who} has to approve it."
    again = "Here it is again; it is still the same one. " if outcome.again else ""
    said = (f"{again}{then} Nothing has been changed so far.", *_effects(outcome, reader))
    yes = f"{_VERBS[operation.kind]} {reader.money(operation.amount)}"
    return Card(
        title=f"{capital(named(operation, reader))}?",
        paragraphs=said,
        facts=(*_of_payment(outcome, reader), *facts(operation, reader)),
        actions=(
            Action(
                label=yes if outcome.alone else "Ask for approval",
                say=f"confirm {operation.id}",
                typed="yes",
                style=Style.PRIMARY,
            ),
            Action(label="Cancel", say=f"decline {operation.id}", typed="no"),
        ),
    )


_VERBS = {
    OperationKind.CREDIT: "Credit",
    OperationKind.REFUND: "Refund",
    OperationKind.CHARGE: "Charge",
    OperationKind.WRITE_OFF: "Write off",
}


def _effects(outcome: OperationDrafted, reader: Reader) -> tuple[str, ...]:
    """What becomes of the money, and what the customer hears."""
    operation = outcome.operation
    money = reader.money(operation.amount)
    match operation.kind:
        case OperationKind.CREDIT:
            paid = [f"{reader.money(part)} of invoice {number}" for number, part in outcome.pays]
            what = f"It pays {' and '.join(paid)}" if paid else "It pays nothing now"
            what += "; what no invoice takes stays in credit."
        case OperationKind.CHARGE:
            what = f"{operation.account} gets a new invoice of {money}, due in 30 days."
        case OperationKind.WRITE_OFF:
            what = f"Invoice {operation.number} is closed unpaid, for good."
        case OperationKind.REFUND:
            what = f"{money} goes back to where the payment came from; that cannot be undone."
    who = ", ".join(outcome.told)
    why = f" with the reason “{operation.reason}”" if operation.reason else ""
    told = f"The customer is told{why}: {who}." if who else "The customer is not told."
    return (what, told)


def _of_payment(outcome: OperationDrafted, reader: Reader) -> tuple[Fact, ...]:
    payment = outcome.payment
    if payment is None:
        return ()
    paid = f"{reader.money(payment.amount)} for {invoices_named(payment.numbers)}, "
    paid += f"{reader.moment(payment.created_at)}, {payment.payer}, {method_named(payment.method)}"
    return (Fact(label="Of the payment", value=paid),)


def which_payment(outcome: OperationRefused, reader: Reader) -> Card:
    """Which of several payments? Each choice keeps how much was to go back, and why."""
    much = f"{outcome.amount.words} " if outcome.amount else ""
    why = ""
    if outcome.reason:
        why = f' "{outcome.reason}"'
        if any(mark in outcome.reason for mark in '"“”„«»'):
            why = f" because {outcome.reason}"
    choices = tuple(
        Choice(
            label=f"{much or 'all '}of {reader.money(each.amount)}, "
            f"{reader.moment(each.created_at)}, {each.payer}",
            say=f"refund {much and much + 'of '}payment {each.id}{why}",
        )
        for each in outcome.payments
    )
    reason = f" (“{outcome.reason}”)" if outcome.reason else ""
    said = f"“{outcome.named}” was paid in several payments. Of which one shall I refund "
    said += f"{much.strip() or 'all that is left'}{reason}?"
    then = "I show you the refund before anything is sent back."
    return Card(title="Which payment?", paragraphs=(said, then), choices=choices)
