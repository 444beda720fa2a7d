"""Words for payments on a day ahead and for autopay."""

from typing import assert_never

from assistant.billing.model.plan import Plan, PlanStep
from assistant.billing.outcomes.plans import (
    AlreadyPlanned,
    AutopayDenied,
    AutopayOffered,
    AutopayShown,
    DateProblem,
    DateRefused,
    MethodNeeded,
    NothingPlanned,
    PaymentPlanned,
    PaymentStopped,
    PlanCancelled,
    PlanList,
    PlanOutcome,
)
from assistant.card import Action, Card, Fact, Table, Tone
from assistant.language import say, spoken
from assistant.reader import Reader
from assistant.replies import autopay
from assistant.replies.paying import invoices_named, method_named
from assistant.replies.planned_named import columns, off, offs, rows


@spoken
def _upcoming() -> Action:
    return Action(label=say("Planned payments"), say="upcoming payments")


@spoken
def _autopay() -> Action:
    return Action(label=say("Autopay"), say="is autopay on?")


def word(outcome: PlanOutcome, reader: Reader, *, support: str) -> Card:
    """Say it."""
    match outcome:
        case PaymentPlanned():
            return planned(outcome, reader)
        case AlreadyPlanned():
            return already(outcome, reader)
        case PlanList():
            return listed(outcome, reader)
        case PlanCancelled():
            return cancelled(outcome, reader)
        case PaymentStopped():
            return stopped(outcome, reader)
        case NothingPlanned():
            return nothing(outcome)
        case DateRefused():
            return date_refused(outcome, reader)
        case MethodNeeded():
            return method_needed(outcome, support)
        case AutopayDenied():
            return autopay.denied(outcome, support)
        case AutopayOffered():
            return autopay.offered(outcome, reader)
        case AutopayShown():
            return autopay.shown(outcome, reader)
        case _:
            assert_never(outcome)


def planned(outcome: PaymentPlanned, reader: Reader) -> Card:
    """The yes to a day ahead was heard."""
    plan, day = outcome.plan, reader.day(outcome.plan.pay_on)
    first = say("You had already confirmed this; it is planned once.") if outcome.again else ""
    said = say(
        "Nothing is charged before {day}. I look at the invoice again before I charge it, and tell "
        "you when it is done.",
        day=day,
    )
    if plan.step is PlanStep.ANNOUNCE:
        said = say(
            "Nothing is charged before {day}. I will remind you the day "
            "before, look at the invoice again before I charge it, and tell you "
            "when it is done.",
            day=day,
        )
    return Card(
        title=say("Planned for {day}: {what}", day=day, what=_what(plan, reader)),
        tone=Tone.GOOD,
        paragraphs=(" ".join(filter(None, (first, said))),),
        facts=(Fact(label=say("Paid with"), value=method_named(plan.method)),),
        actions=(off(plan),),
    )


def already(outcome: AlreadyPlanned, reader: Reader) -> Card:
    """One plan an invoice."""
    plan = outcome.plan
    said = say(
        "{person} has planned {what} for {day}. To change the day, call that off first.",
        person=plan.person,
        what=_what(plan, reader),
        day=reader.day(plan.pay_on),
    )
    return Card(
        title=say("That is planned already"), paragraphs=(said,), actions=(off(plan), _upcoming())
    )


def listed(outcome: PlanList, reader: Reader) -> Card:
    """What is planned, the next first."""
    state = say("Autopay is on.") if outcome.autopay else say("Autopay is off.")
    if not outcome.plans:
        return Card(
            title=say("No payments are planned for {account}", account=outcome.account),
            paragraphs=(
                say("{autopay} You can say “pay invoice 123 on the 15th”.", autopay=state),
            ),
            actions=(_autopay(),),
        )
    return Card(
        title=say("Planned payments of {account}", account=outcome.account),
        paragraphs=(say("{autopay} Each can be called off until it is charged.", autopay=state),),
        table=Table(columns=columns(), rows=rows(outcome.plans, reader)),
        actions=(*offs(outcome.plans), _autopay()),
    )


def cancelled(outcome: PlanCancelled, reader: Reader) -> Card:
    """It will not be made."""
    what = "; ".join(dict.fromkeys(_what(each, reader) for each in outcome.plans))
    days = ", ".join(map(reader.day, sorted({each.pay_on for each in outcome.plans})))
    said = say("Nothing was charged by it, and nothing will be on {day}.", day=days)
    if any(each.amount.minor for each in outcome.plans):
        said += " " + say("What is open can be paid whenever you like.")
    else:
        said += " " + say("It has been paid already, so nothing is due on it.")
    return Card(
        title=say("Called off: {what}", what=what), paragraphs=(said,), actions=(_upcoming(),)
    )


def stopped(outcome: PaymentStopped, reader: Reader) -> Card:
    """In time."""
    payment = outcome.payment
    what = say(
        "{amount} for {invoices}",
        amount=reader.money(payment.amount),
        invoices=invoices_named(payment.numbers),
    )
    said = say(
        "You were in time: nothing was charged. The other payers are told. It can still be paid."
    )
    return Card(title=say("Stopped: {what}", what=what), tone=Tone.GOOD, paragraphs=(said,))


def nothing(outcome: NothingPlanned) -> Card:
    """There is nothing to stop."""
    number = outcome.number
    return Card(
        title=say("No payment of invoice {number} is planned", number=number),
        paragraphs=(
            say("Nothing is going to be charged for it by itself, so there is nothing to stop."),
        ),
        actions=(Action(label=say("How does it stand?"), say=f"status of {number}"), _upcoming()),
    )


def date_refused(outcome: DateRefused, reader: Reader) -> Card:
    """Not on that day."""
    day = reader.day(outcome.on)
    if outcome.problem is DateProblem.PAST:
        said = say(
            "{day} has passed. Say a day that is ahead, or “pay invoice 123” to pay now.", day=day
        )
    else:
        said = say("{day} is more than a year ahead. Say a day within a year.", day=day)
    return Card(
        title=say("I cannot pay on that day"),
        tone=Tone.PROBLEM,
        paragraphs=(say("{said} Nothing was planned and nothing was charged.", said=said),),
    )


def method_needed(outcome: MethodNeeded, support: str) -> Card:
    """Nobody is there to open a page then."""
    what = say("Autopay") if outcome.for_autopay else say("A payment on a later day")
    said = say(
        "{what} needs a saved payment method, and {account} has none that can be charged. Nothing "
        "was changed. Add one first, or ask {support}.",
        what=what,
        account=outcome.account,
        support=support,
    )
    return Card(
        title=say("There is no payment method to charge"),
        tone=Tone.PROBLEM,
        paragraphs=(said,),
        actions=(Action(label=say("Add a payment method"), say="add a payment method"),),
    )


def _what(plan: Plan, reader: Reader) -> str:
    return say(
        "{amount} for {invoices}",
        amount=reader.money(plan.amount),
        invoices=invoices_named(plan.numbers),
    )
