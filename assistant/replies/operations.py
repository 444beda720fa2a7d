"""Words for agents: what was done, what waits for whom, and why something was not done."""

from typing import assert_never

from assistant.billing.model.operation import (
    Operation,
    OperationKind,
    OperationProblem,
    OperationState,
)
from assistant.billing.outcomes.operations import (
    OperationDeclined,
    OperationDone,
    OperationOutcome,
    OperationProposed,
    OperationRefused,
    OperationsWaiting,
)
from assistant.card import Action, Card, Choice, Fact, Style, Tone
from assistant.reader import Reader

P = OperationProblem

_PROBLEMS = {
    P.NO_ACCOUNT: 'Say for which customer, for example “for Example Ltd: credit 20 EUR "outage"”.',
    P.NOT_PROVEN: "I do this in Slack and at the terminal only: a mail could be a copy of an "
    "earlier one. Please say it there.",
    P.NO_AMOUNT: 'Say how much, for example “credit 20 EUR "outage"”.',
    P.AMOUNT_UNCLEAR: "“{named}” can be read in more than one way. Please write it like 1000.50.",
    P.NOT_POSITIVE: "An amount is more than zero.",
    P.TOO_FINE: "{named} cannot be moved exactly: it has more decimals than the currency allows.",
    P.WRONG_CURRENCY: "This is billed in {named}, and I never convert. Please say it in {named}.",
    P.NO_REASON: "Say why, in quotes: the customer reads it on the invoice, for example "
    '“credit 20 EUR "outage"”.',
    P.INVOICE_UNKNOWN: "This customer has no invoice {named}.",
    P.NOT_OPEN: "Nothing is open on that invoice.",
    P.CHANGED: "The open amount has changed since it was proposed. Please propose it anew.",
    P.BEING_PAID: "Somebody is paying that invoice at this moment. Please look again later.",
    P.NO_LATE_FEE: "There is no late fee on invoice {named}.",
    P.ALREADY_WAIVED: "The late fee on invoice {named} is waived already, or waits for approval.",
    P.PAYMENT_UNKNOWN: "I find no payment that “{named}” names. Say “refund payment” with the "
    "number of the invoice it paid, or with the payment's id.",
    P.NOT_PAID: "That payment has not succeeded, so there is nothing to send back.",
    P.NOT_AT_PROVIDER: "That payment was not made through the payment provider, so it cannot be "
    "sent back that way.",
    P.MORE_THAN_PAID: "That is more than is left of the payment.",
    P.DISPUTED: "The payer's bank is asking for that payment: refunding it, too, would send it "
    "twice.",
    P.SAME_PERSON: "You proposed it, so somebody else has to approve it.",
    P.NOT_APPROVER: "You may not approve this.",
    P.RIGHTS_REVOKED: "Whoever asked for it may no longer do this.",
    P.OVER: "It is decided already.",
    P.UNKNOWN: "I find nothing that waits under that name.",
    P.SEVERAL: "That could be more than one. Please say which.",
    P.BY_PERSON: "It was declined.",
}


def word(outcome: OperationOutcome, reader: Reader) -> Card:
    """Say it to the agent who asked."""
    match outcome:
        case OperationProposed():
            return _proposed(outcome, reader)
        case OperationDone():
            return _done(outcome, reader)
        case OperationDeclined(operation=operation, own=own):
            said = "You have taken it back." if own else f"{operation.proposer} is told."
            return Card(
                title=f"Declined: {named(operation, reader)}",
                paragraphs=(f"{said} Nothing was changed.",),
                facts=facts(operation, reader),
            )
        case OperationRefused():
            return _refused(outcome, reader)
        case OperationsWaiting():
            return _waiting(outcome, reader)
        case _:
            assert_never(outcome)


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


def _proposed(outcome: OperationProposed, reader: Reader) -> Card:
    operation = outcome.operation
    limit = reader.money(operation.limit)
    who = " or ".join(outcome.approvers)
    waits = f"{who} can approve it; I have told them." if who else "Nobody else may approve it yet."
    said = [f"Alone you may do {limit} in 24 hours, so a second person has to approve this."]
    if outcome.repeated:
        said = ["You have proposed this already; it is still the same one."]
    return Card(
        title=f"Waiting for approval: {named(operation, reader)}",
        paragraphs=(*said, f"{waits} Nothing has been changed yet."),
        facts=facts(operation, reader),
        actions=(Action(label="Take it back", say=f"decline {operation.id}"),),
    )


def _done(outcome: OperationDone, reader: Reader) -> Card:
    operation = outcome.operation
    said = {
        OperationState.APPROVED: "I am asking the payment provider, and tell you when it is done.",
        OperationState.EXECUTING: "It is with the payment provider; I tell you when it is done.",
        OperationState.PROPOSED: "It waits for approval.",
        OperationState.FAILED: "The payment provider did not do it.",
        OperationState.REFUSED: "It was not done.",
        OperationState.DONE: _DONE[operation.kind],
    }[operation.state]
    if outcome.repeated:
        said += " You had asked for just this a moment ago, so it is not done again; to have it "
        said += "twice, give another reason."
    done = operation.state is OperationState.DONE
    return Card(
        title=f"{'Done' if done else 'On its way'}: {named(operation, reader)}",
        tone=Tone.GOOD if done else Tone.INFO,
        paragraphs=(said,),
        facts=facts(operation, reader),
    )


_DONE = {
    OperationKind.CREDIT: "The customer is told what it paid and what stays in credit.",
    OperationKind.CHARGE: "The customer is told about the new invoice.",
    OperationKind.WRITE_OFF: "The invoice is closed unpaid. The customer is not told.",
    OperationKind.REFUND: "The money has been sent, and the customer is told.",
}


def _refused(outcome: OperationRefused, reader: Reader) -> Card:
    said = _PROBLEMS[outcome.problem].format(named=outcome.named)
    if outcome.left is not None:
        said += f" {reader.money(outcome.left)} is left of it."
    choices = tuple(
        Choice(
            label=f"{reader.money(each.amount)}, {reader.moment(each.created_at)}, {each.payer}",
            say=f"refund payment {each.id}",
        )
        for each in outcome.payments
    )
    waiting = outcome.problem in (P.SEVERAL, P.UNKNOWN) and not choices
    return Card(
        title="Not done",
        tone=Tone.PROBLEM,
        paragraphs=(f"{said} Nothing was changed.",),
        facts=facts(outcome.operation, reader) if outcome.operation else (),
        choices=choices,
        actions=(Action(label="What waits", say="approvals"),) if waiting else (),
    )


def _waiting(outcome: OperationsWaiting, reader: Reader) -> Card:
    if not outcome.operations:
        said = "Every refund, credit, charge and write-off that was proposed is decided."
        return Card(title="Nothing waits for approval", tone=Tone.GOOD, paragraphs=(said,))
    choices = tuple(
        Choice(
            label=f"{named(each, reader)}, by {each.proposer}"
            + (f" (“{each.reason}”)" if each.reason else ""),
            say=f"{'decline' if each.proposed_by == outcome.asker_id else 'approve'} {each.id}",
        )
        for each in outcome.operations
    )
    first = outcome.operations[0]
    actions: tuple[Action, ...] = ()
    if len(outcome.operations) == 1 and first.proposed_by != outcome.asker_id:
        actions = _decisions(first.id)
    said = "A number approves one, or takes back one of your own."
    return Card(title="Waiting for approval", paragraphs=(said,), choices=choices, actions=actions)


def _decisions(operation_id: str) -> tuple[Action, ...]:
    """The two buttons of whoever has to decide."""
    return (
        Action(label="Approve", say=f"approve {operation_id}", style=Style.PRIMARY),
        Action(label="Decline", say=f"decline {operation_id}", style=Style.DANGER),
    )
