"""Words for agents: what was done, what waits for whom, and why something was not done."""

from typing import assert_never

from assistant.billing.model.operation import (
    OperationKind,
    OperationProblem,
    OperationState,
)
from assistant.billing.outcomes.operations import (
    OperationDeclined,
    OperationDone,
    OperationDrafted,
    OperationOutcome,
    OperationProposed,
    OperationRefused,
    OperationShown,
    OperationsWaiting,
)
from assistant.card import Action, Card, Choice, Style, Tone
from assistant.reader import Reader
from assistant.replies.drafts import capital, drafted, facts, named, which_payment

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
    P.EXPIRED: "That had waited too long for your yes. Please say it again, and I show it anew.",
    P.NOT_DRAFTED: "There is nothing I have just shown you to say yes to.",
}


def word(outcome: OperationOutcome, reader: Reader) -> Card:
    """Say it to the agent who asked."""
    match outcome:
        case OperationDrafted():
            return drafted(outcome, reader)
        case OperationShown():
            return _shown(outcome, reader)
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


def _shown(outcome: OperationShown, reader: Reader) -> Card:
    """One that was opened: what it is, and the buttons of whoever may decide."""
    operation = outcome.operation
    waits = operation.state is OperationState.PROPOSED
    said = "It waits for a second person; nothing has been changed." if waits else "It is decided."
    actions: tuple[Action, ...] = ()
    if outcome.own:
        actions = (Action(label="Take it back", say=f"decline {operation.id}", typed="no"),)
    elif outcome.may_decide:
        actions = _decisions(operation.id)
    elif waits:
        said += " You may not approve it."
    return Card(
        title=capital(named(operation, reader)),
        paragraphs=(said,),
        facts=facts(operation, reader),
        actions=actions,
    )


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
        actions=(Action(label="Take it back", say=f"decline {operation.id}", typed="no"),),
    )


def _done(outcome: OperationDone, reader: Reader) -> Card:
    operation = outcome.operation
    said = {
        OperationState.APPROVED: "I am asking the payment provider, and tell you when it is done.",
        OperationState.EXECUTING: "It is with the payment provider; I tell you when it is done.",
        OperationState.DRAFTED: "It waits for your yes.",
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
    if outcome.payments:
        return which_payment(outcome, reader)
    said = _PROBLEMS[outcome.problem].format(named=outcome.named)
    if outcome.left is not None:
        said += f" {reader.money(outcome.left)} is left of it."
    waiting = outcome.problem in (P.SEVERAL, P.UNKNOWN)
    return Card(
        title="Not done",
        tone=Tone.PROBLEM,
        paragraphs=(f"{said} Nothing was changed.",),
        facts=facts(outcome.operation, reader) if outcome.operation else (),
        actions=(Action(label="What waits", say="approvals"),) if waiting else (),
    )


def _waiting(outcome: OperationsWaiting, reader: Reader) -> Card:
    if not outcome.operations:
        said = "Every refund, credit, charge and write-off that was proposed is decided."
        return Card(title="Nothing waits for approval", tone=Tone.GOOD, paragraphs=(said,))
    choices = tuple(
        Choice(
            label=f"{named(each, reader)}, by {each.proposer}"
            + (f" (“{each.reason}”)" if each.reason else "")
            + (", your own" if each.proposed_by == outcome.asker_id else ""),
            say=f"review {each.id}",
        )
        for each in outcome.operations
    )
    said = "A number opens one; it is decided on after that."
    return Card(title="Waiting for approval", paragraphs=(said,), choices=choices)


def _decisions(operation_id: str) -> tuple[Action, ...]:
    """The two buttons of whoever has to decide."""
    return (
        Action(label="Approve", say=f"approve {operation_id}", typed="yes", style=Style.PRIMARY),
        Action(label="Decline", say=f"decline {operation_id}", typed="no", style=Style.DANGER),
    )
