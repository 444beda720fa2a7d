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
    OperationDrafted,
    OperationOutcome,
    OperationProposed,
    OperationRefused,
    OperationShown,
    OperationsWaiting,
)
from assistant.card import Action, Card, Choice, Style, Tone
from assistant.language import mark, marked, say
from assistant.reader import Reader
from assistant.replies.drafts import alone, capital, drafted, facts, named, which_payment

P = OperationProblem

_PROBLEMS = {
    P.NO_ACCOUNT: mark(
        'Say for which customer, for example “for Example Ltd: credit 20 EUR "outage"”.'
    ),
    P.NOT_PROVEN: mark(
        "I do this in Slack and at the terminal only: a mail could be a copy of an "
        "earlier one. Please say it there."
    ),
    P.NO_AMOUNT: mark('Say how much, for example “credit 20 EUR "outage"”.'),
    P.AMOUNT_UNCLEAR: mark(
        "“{named}” can be read in more than one way. Please write it like 1000.50."
    ),
    P.NOT_POSITIVE: mark("An amount is more than zero."),
    P.TOO_FINE: mark(
        "{named} cannot be moved exactly: it has more decimals than the currency allows."
    ),
    P.WRONG_CURRENCY: mark(
        "This is billed in {named}, and I never convert. Please say it in {named}."
    ),
    P.NO_REASON: mark(
        "Say why, in quotes: the customer reads it on the invoice, for example "
        '“credit 20 EUR "outage"”.'
    ),
    P.INVOICE_UNKNOWN: mark("This customer has no invoice {named}."),
    P.NOT_OPEN: mark("Nothing is open on that invoice."),
    P.CHANGED: mark("The open amount has changed since it was proposed. Please propose it anew."),
    P.BEING_PAID: mark("Somebody is paying that invoice at this moment. Please look again later."),
    P.NO_LATE_FEE: mark("There is no late fee on invoice {named}."),
    P.ALREADY_WAIVED: mark(
        "The late fee on invoice {named} is waived already, or waits for approval."
    ),
    P.PAYMENT_UNKNOWN: mark(
        "I find no payment that “{named}” names. Say “refund payment” with the "
        "number of the invoice it paid, or with the payment's id."
    ),
    P.NOT_PAID: mark("That payment has not succeeded, so there is nothing to send back."),
    P.NOT_AT_PROVIDER: mark(
        "That payment was not made through the payment provider, so it cannot be "
        "sent back that way."
    ),
    P.MORE_THAN_PAID: mark("That is more than is left of the payment."),
    P.DISPUTED: mark(
        "The payer's bank is asking for that payment: refunding it, too, would send it twice."
    ),
    P.SAME_PERSON: mark("You proposed it, so somebody else has to approve it."),
    P.NOT_APPROVER: mark("You may not approve this."),
    P.RIGHTS_REVOKED: mark("Whoever asked for it may no longer do this."),
    P.OVER: mark("It is decided already."),
    P.UNKNOWN: mark("I find nothing that waits under that name."),
    P.SEVERAL: mark("That could be more than one. Please say which."),
    P.BY_PERSON: mark("It was declined."),
    P.EXPIRED: mark(
        "That had waited too long for your yes. Please say it again, and I show it anew."
    ),
    P.NOT_DRAFTED: mark("There is nothing I have just shown you to say yes to."),
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
            said = (
                say("You have taken it back.")
                if own
                else say("{proposer} is told.", proposer=operation.proposer)
            )
            return Card(
                title=say("Declined: {named}", named=named(operation, reader)),
                paragraphs=(say("{said} Nothing was changed.", said=said),),
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
    said = say("It is decided.")
    if waits:
        said = say("It waits for a second person; nothing has been changed.")
    if outcome.instead_of:
        said = say(
            "It is about {amount}, not “{said}”. Nothing has been changed.",
            amount=reader.money(operation.amount),
            said=outcome.instead_of,
        )
    actions: tuple[Action, ...] = ()
    if outcome.own:
        actions = (Action(label=say("Take it back"), say=f"decline {operation.id}", typed="no"),)
    elif outcome.may_decide:
        actions = _decisions(operation)
    elif waits:
        said += " " + say("You may not approve it.")
    return Card(
        title=capital(named(operation, reader)),
        paragraphs=(said,),
        facts=facts(operation, reader),
        actions=actions,
    )


def _proposed(outcome: OperationProposed, reader: Reader) -> Card:
    operation = outcome.operation
    who = say(" or ").join(outcome.approvers)
    waits = (
        say("{who} can approve it; I have told them.", who=who)
        if who
        else say("Nobody else may approve it yet.")
    )
    second = say("A second person has to approve this.")
    said = [f"{alone(operation, outcome.left, reader)} {second}"]
    if outcome.repeated:
        said = [say("You have proposed this already; it is still the same one.")]
    return Card(
        title=say("Waiting for approval: {named}", named=named(operation, reader)),
        paragraphs=(*said, say("{waits} Nothing has been changed yet.", waits=waits)),
        facts=facts(operation, reader),
        actions=(Action(label=say("Take it back"), say=f"decline {operation.id}", typed="no"),),
    )


def _done(outcome: OperationDone, reader: Reader) -> Card:
    operation = outcome.operation
    said = {
        OperationState.APPROVED: say(
            "I am asking the payment provider, and tell you when it is done."
        ),
        OperationState.EXECUTING: say(
            "It is with the payment provider; I tell you when it is done."
        ),
        OperationState.DRAFTED: say("It waits for your yes."),
        OperationState.PROPOSED: say("It waits for approval."),
        OperationState.FAILED: say("The payment provider did not do it."),
        OperationState.REFUSED: say("It was not done."),
        OperationState.DONE: marked(_DONE[operation.kind]),
    }[operation.state]
    if outcome.repeated:
        said += " " + say(
            "You had asked for just this a moment ago, so it is not done again; to have it twice, "
            "give another reason."
        )
    done = operation.state is OperationState.DONE
    state = say("Done") if done else say("On its way")
    return Card(
        title=f"{state}: {named(operation, reader)}",
        tone=Tone.GOOD if done else Tone.INFO,
        paragraphs=(said,),
        facts=facts(operation, reader),
    )


_DONE = {
    OperationKind.CREDIT: mark("The customer is told what it paid and what stays in credit."),
    OperationKind.CHARGE: mark("The customer is told about the new invoice."),
    OperationKind.WRITE_OFF: mark("The invoice is closed unpaid. The customer is not told."),
    OperationKind.REFUND: mark("The money has been sent, and the customer is told."),
}


def _refused(outcome: OperationRefused, reader: Reader) -> Card:
    if outcome.payments:
        return which_payment(outcome, reader)
    said = marked(_PROBLEMS[outcome.problem], named=outcome.named)
    if outcome.waits:
        said += " " + say(
            "{amount} of it already waits for approval.", amount=reader.money(outcome.waits)
        )
    if outcome.left is not None:
        said += " " + say("{left} is left of it.", left=reader.money(outcome.left))
    waiting = outcome.problem in (P.SEVERAL, P.UNKNOWN)
    return Card(
        title=say("Not done"),
        tone=Tone.PROBLEM,
        paragraphs=(say("{said} Nothing was changed.", said=said),),
        facts=facts(outcome.operation, reader) if outcome.operation else (),
        actions=(Action(label=say("What waits"), say="approvals"),) if waiting else (),
    )


def _waiting(outcome: OperationsWaiting, reader: Reader) -> Card:
    if not outcome.operations:
        said = say("Every refund, credit, charge and write-off that was proposed is decided.")
        return Card(title=say("Nothing waits for approval"), tone=Tone.GOOD, paragraphs=(said,))
    choices = tuple(
        Choice(label=_waits(each, outcome.asker_id, reader), say=f"review {each.id}")
        for each in outcome.operations
    )
    said = say("A number opens one; it is decided on after that.")
    return Card(title=say("Waiting for approval"), paragraphs=(said,), choices=choices)


def _waits(operation: Operation, asker_id: str, reader: Reader) -> str:
    reason = f" (“{operation.reason}”)" if operation.reason else ""
    by = operation.proposer
    own = say(", your own") if operation.proposed_by == asker_id else ""
    said = say("{named}, by {proposer}", named=named(operation, reader), proposer=by)
    return f"{said}{reason}{own}"


def _decisions(operation: Operation) -> tuple[Action, ...]:
    """The two buttons of whoever has to decide; a yes is to the amount that stands beside it."""
    approve, decline = f"approve {operation.id} {operation.amount}", f"decline {operation.id}"
    return (
        Action(label=say("Approve"), say=approve, typed="yes", style=Style.PRIMARY),
        Action(label=say("Decline"), say=decline, typed="no", style=Style.DANGER),
    )
