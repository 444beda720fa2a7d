"""Words for payments on a day ahead and for autopay."""

from typing import assert_never

from assistant.billing.model.plan import Plan, PlanKind
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
from assistant.card import Action, Card, Column, Fact, Style, Table, Tone
from assistant.reader import Reader
from assistant.replies.paying import invoices_named, method_named

_COLUMNS = (
    Column(label="Day"),
    Column(label="Invoice"),
    Column(label="Amount", number=True),
    Column(label="By"),
)
_UPCOMING = Action(label="Planned payments", say="upcoming payments")
_AUTOPAY = Action(label="Autopay", say="is autopay on?")
BUTTONS = 3


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
            return denied(outcome, support)
        case AutopayOffered():
            return offered(outcome, reader)
        case AutopayShown():
            return shown(outcome, reader)
        case _:
            assert_never(outcome)


def planned(outcome: PaymentPlanned, reader: Reader) -> Card:
    """The yes to a day ahead was heard."""
    plan, day = outcome.plan, reader.day(outcome.plan.pay_on)
    first = "You had already confirmed this; it is planned once. " if outcome.again else ""
    said = (
        f"{first}Nothing is charged before {day}. I will remind you the day before, look at the "
        "invoice again before I charge it, and tell you when it is done."
    )
    return Card(
        title=f"Planned for {day}: {_what(plan, reader)}",
        tone=Tone.GOOD,
        paragraphs=(said,),
        facts=(Fact(label="Paid with", value=method_named(plan.method)),),
        actions=(_off(plan),),
    )


def already(outcome: AlreadyPlanned, reader: Reader) -> Card:
    """One plan an invoice."""
    plan = outcome.plan
    said = f"{plan.person} has planned {_what(plan, reader)} for {reader.day(plan.pay_on)}. "
    said += "To change the day, call that off first."
    return Card(
        title="That is planned already", paragraphs=(said,), actions=(_off(plan), _UPCOMING)
    )


def listed(outcome: PlanList, reader: Reader) -> Card:
    """What is planned, the next first."""
    autopay = "Autopay is on." if outcome.autopay else "Autopay is off."
    if not outcome.plans:
        return Card(
            title=f"No payments are planned for {outcome.account}",
            paragraphs=(f"{autopay} You can say “pay invoice 123 on the 15th”.",),
            actions=(_AUTOPAY,),
        )
    return Card(
        title=f"Planned payments of {outcome.account}",
        paragraphs=(f"{autopay} Each can be called off until it is charged.",),
        table=Table(columns=_COLUMNS, rows=rows(outcome.plans, reader)),
        actions=(*map(_off, outcome.plans[:BUTTONS]), _AUTOPAY),
    )


def rows(plans: tuple[Plan, ...], reader: Reader) -> tuple[tuple[str, ...], ...]:
    """A line of a table for each."""
    return tuple(
        (
            reader.day(each.pay_on),
            ", ".join(each.numbers),
            reader.money(each.amount),
            "Autopay" if each.kind is PlanKind.AUTOPAY else each.person,
        )
        for each in plans
    )


def cancelled(outcome: PlanCancelled, reader: Reader) -> Card:
    """It will not be made."""
    first = outcome.plans[0]
    what = "; ".join(_what(each, reader) for each in outcome.plans)
    said = f"Nothing was charged by it, and nothing will be on {reader.day(first.pay_on)}. "
    if any(each.amount.minor for each in outcome.plans):
        said += "What is open can be paid whenever you like."
    else:
        said += "It has been paid already, so nothing is due on it."
    return Card(title=f"Called off: {what}", paragraphs=(said,), actions=(_UPCOMING,))


def stopped(outcome: PaymentStopped, reader: Reader) -> Card:
    """In time."""
    payment = outcome.payment
    what = f"{reader.money(payment.amount)} for {invoices_named(payment.numbers)}"
    said = "You were in time: nothing was charged. The other payers are told. It can still be paid."
    return Card(title=f"Stopped: {what}", tone=Tone.GOOD, paragraphs=(said,))


def nothing(outcome: NothingPlanned) -> Card:
    """There is nothing to stop."""
    number = outcome.number
    return Card(
        title=f"No payment of invoice {number} is planned",
        paragraphs=(
            "Nothing is going to be charged for it by itself, so there is nothing to stop.",
        ),
        actions=(Action(label="How does it stand?", say=f"status of {number}"), _UPCOMING),
    )


def date_refused(outcome: DateRefused, reader: Reader) -> Card:
    """Not on that day."""
    day = reader.day(outcome.on)
    if outcome.problem is DateProblem.PAST:
        said = f"{day} has passed. Say a day that is ahead, or “pay invoice 123” to pay now."
    else:
        said = f"{day} is more than a year ahead. Say a day within a year."
    return Card(
        title="I cannot pay on that day",
        tone=Tone.PROBLEM,
        paragraphs=(f"{said} Nothing was planned and nothing was charged.",),
    )


def method_needed(outcome: MethodNeeded, support: str) -> Card:
    """Nobody is there to open a page then."""
    what = "Autopay" if outcome.for_autopay else "A payment on a later day"
    said = f"{what} needs a saved payment method, and {outcome.account} has none that can be "
    said += f"charged. Nothing was changed. Add one first, or ask {support}."
    return Card(
        title="There is no payment method to charge",
        tone=Tone.PROBLEM,
        paragraphs=(said,),
        actions=(Action(label="Add a payment method", say="add a payment method"),),
    )


def denied(outcome: AutopayDenied, support: str) -> Card:
    """A rule of the account."""
    said = f"The agreement with {outcome.account} does not provide for it. Nothing was changed. "
    said += f"Ask {support} to have it allowed; each invoice can be paid here as before."
    return Card(title="Autopay cannot be turned on", tone=Tone.PROBLEM, paragraphs=(said,))


_BECAUSE = {
    "expired": "That offer had run out, so here is a fresh one.",
    "replaced": "That was answered before, so here is a fresh offer.",
    "changed": "Your default payment method has changed since, so here is a fresh offer.",
}


def offered(outcome: AutopayOffered, reader: Reader) -> Card:
    """Everything a yes would mean."""
    said = [_BECAUSE[outcome.because]] if outcome.because else []
    said += [
        f"From now on I would charge {method_named(outcome.method)}, your default payment method, "
        "for each invoice on the day it is due, without asking again.",
        "Each is announced three days before, and can be called off by itself. A payment that "
        "fails is tried again after 3, 5 and 7 days, then with your backup method. "
        "“Turn autopay off” ends it at once. Nothing is charged until you confirm.",
    ]
    table = Table(
        columns=(Column(label="Day"), Column(label="Invoice"), Column(label="Amount", number=True)),
        rows=tuple(
            (reader.day(on), invoice.number, reader.money(invoice.open_amount))
            for invoice, on in outcome.upcoming
        ),
    )
    return Card(
        title=f"Turn autopay on for {outcome.account}?",
        paragraphs=tuple(said),
        facts=(
            Fact(label="Account", value=outcome.account),
            Fact(label="Paid with", value=method_named(outcome.method)),
            Fact(label="Fee", value="none"),
            Fact(label="Offer ends", value=reader.moment(outcome.expires_at)),
        ),
        table=table if outcome.upcoming else None,
        actions=(
            Action(
                label="Turn autopay on",
                say=f"confirm {outcome.order_id}",
                typed="yes",
                style=Style.PRIMARY,
            ),
            Action(label="Cancel", say=f"cancel {outcome.order_id}", typed="no"),
        ),
    )


def shown(outcome: AutopayShown, reader: Reader) -> Card:
    """Whether it is on, and what it is going to pay."""
    table = Table(columns=_COLUMNS, rows=rows(outcome.plans, reader)) if outcome.plans else None
    if not outcome.on:
        said = "Nothing is charged by itself."
        if outcome.turned:
            said = "It ended at once: nothing is charged by itself any more. Everyone is told."
        on = Action(label="Turn it on", say="turn autopay on")
        return Card(
            title=f"Autopay is off for {outcome.account}",
            paragraphs=(said,),
            actions=(on,) if outcome.may_change and not outcome.turned else (),
        )
    since = f" since {reader.moment(outcome.since)}" if outcome.since else ""
    said = f"{outcome.by} turned it on{since}. Each invoice is charged on the day it is due, and "
    said += "announced three days before."
    if outcome.turned:
        said += " Everyone who should know is told."
    off = Action(label="Turn it off", say="turn autopay off")
    return Card(
        title=f"Autopay is on for {outcome.account}",
        tone=Tone.GOOD,
        paragraphs=(said,),
        facts=(Fact(label="Paid with", value=_method(outcome)),),
        table=table,
        actions=(*map(_off, outcome.plans[:BUTTONS]), *((off,) if outcome.may_change else ())),
    )


def _method(outcome: AutopayShown) -> str:
    return method_named(outcome.method) if outcome.method else "no payment method: add one"


def _off(plan: Plan) -> Action:
    number = plan.numbers[0]
    return Action(label=f"Call off {number}", say=f"cancel the payment of {number}")


def _what(plan: Plan, reader: Reader) -> str:
    return f"{reader.money(plan.amount)} for {invoices_named(plan.numbers)}"
