"""Words for what billing would not do: always the reason, and always the next step."""

from typing import assert_never

from assistant.billing.model import InvoiceStatus, PaymentState
from assistant.billing.outcomes import (
    AlreadyPaid,
    AmountProblem,
    AmountRefused,
    AmountUnclear,
    BeingPaid,
    FilterRefused,
    InvoiceNotFound,
    NothingDue,
    NothingToConfirm,
    NotPayable,
)
from assistant.billing.outcomes.paying import LimitKind, LimitReached
from assistant.card import Action, Card, Choice, Style, Tone
from assistant.reader import Reader
from assistant.replies.invoices import sums

Refusal = (
    InvoiceNotFound
    | NothingDue
    | AlreadyPaid
    | NotPayable
    | BeingPaid
    | AmountRefused
    | AmountUnclear
    | LimitReached
    | FilterRefused
    | NothingToConfirm
)

_LIST = Action(label="My invoices", say="show my invoices")


def refused(outcome: Refusal, reader: Reader, *, support: str) -> Card:
    """Say no, why, and what to do instead."""
    match outcome:
        case InvoiceNotFound(number=number):
            return Card(
                title=f"I cannot find invoice {number}",
                tone=Tone.PROBLEM,
                paragraphs=("There is no invoice with that number among yours.",),
                actions=(_LIST,),
            )
        case NothingDue():
            return _nothing_due(outcome, reader)
        case AlreadyPaid(number=number, on=on):
            when = f" It was paid on {reader.moment(on)}." if on else ""
            return Card(
                title=f"Invoice {number} is already paid",
                tone=Tone.GOOD,
                paragraphs=(f"Nothing is due on it.{when}",),
            )
        case NotPayable():
            return _not_payable(outcome, support)
        case BeingPaid():
            return _being_paid(outcome, reader)
        case AmountRefused():
            return _amount_refused(outcome, reader, support)
        case AmountUnclear():
            return _amount_unclear(outcome, reader)
        case LimitReached():
            return _limit_reached(outcome, reader, support)
        case FilterRefused(words=words):
            return Card(
                title="I do not know that filter",
                tone=Tone.PROBLEM,
                paragraphs=(
                    f"I did not understand “{' '.join(words)[:80]}”, so I am not showing a list "
                    "that would be wrong. I know: open, paid, overdue, since or before a date, "
                    "over or under an amount, and the type.",
                ),
                actions=(_LIST, Action(label="Overdue", say="show overdue invoices")),
            )
        case NothingToConfirm():
            return Card(
                title="There is nothing to confirm",
                paragraphs=(
                    "I have no open offer for you here, so nothing was charged. "
                    "Say “pay invoice” and a number, and I will prepare one.",
                ),
                actions=(Action(label="Open invoices", say="show open invoices"),),
            )
        case _:
            assert_never(outcome)


def _nothing_due(outcome: NothingDue, reader: Reader) -> Card:
    what = "Nothing is overdue" if outcome.overdue_only else "Nothing is due"
    said = f"{what} for {outcome.account}."
    if outcome.credit:
        said = f"{what}; you are {sums(outcome.credit, reader)} in credit."
    return Card(title=what, tone=Tone.GOOD, paragraphs=(said,))


def _not_payable(outcome: NotPayable, support: str) -> Card:
    number = outcome.invoice.number
    if outcome.invoice.status is InvoiceStatus.CLOSED_FAILED:
        said = f"It was closed without payment. If you want to pay it, please write to {support}."
    else:
        said = "It is a credit to you: there is nothing to pay on it."
    return Card(title=f"Invoice {number} cannot be paid", tone=Tone.PROBLEM, paragraphs=(said,))


def _being_paid(outcome: BeingPaid, reader: Reader) -> Card:
    payment = outcome.payment
    since = reader.moment(payment.created_at)
    who = "You are" if outcome.own else f"{payment.payer} is"
    said = f"{who} paying it since {since} ({reader.money(payment.amount)})."
    actions: tuple[Action, ...] = (
        Action(label="How does it stand?", say=f"status of {outcome.number}"),
    )
    if payment.state is PaymentState.NEEDS_ACTION and payment.action_url and outcome.own:
        said += " Nothing has been charged yet: it waits on the payment page. To give it up, "
        said += "say “cancel” where you confirmed it."
        page = Action(label="Complete payment", url=payment.action_url, style=Style.PRIMARY)
        actions = (page, *actions)
    return Card(
        title=f"Invoice {outcome.number} is already being paid", paragraphs=(said,), actions=actions
    )


def _amount_refused(outcome: AmountRefused, reader: Reader, support: str) -> Card:
    due, number = reader.money(outcome.open_amount), outcome.number
    of = f"invoice {number}" if number else "your balance"
    this = f"Invoice {number}" if number else "Your balance"
    said = {
        AmountProblem.TOO_MUCH: f"Only {due} is open on {of}.",
        AmountProblem.NOT_POSITIVE: "The amount must be more than zero.",
        AmountProblem.TOO_FINE: f"“{outcome.text}” is not an amount of "
        f"{outcome.open_amount.currency} I can read.",
        AmountProblem.WRONG_CURRENCY: f"{this} is in {outcome.open_amount.currency}; "
        "I never convert by myself.",
        AmountProblem.TOO_SMALL: "That is less than a card can be charged. Pay it together with "
        f"others (“pay my balance”), or write to {support}.",
        AmountProblem.WHOLE_ONLY: f"{this} can only be paid whole. To pay a part, please write to "
        f"{support}, or say “talk to a human”: a person can arrange it with you.",
        AmountProblem.BALANCE_ONLY: f"{this} can only be paid whole. A part can be paid of your "
        f"balance, which goes to the oldest due first: say “pay {outcome.text} of my balance”.",
        AmountProblem.ONE_INVOICE_ONLY: "A part can be paid of one invoice at a time.",
        AmountProblem.NOT_CHARGEABLE: f"Cards cannot be charged {outcome.text}: the last digit "
        f"must be 0. For the rest, please write to {support}.",
    }[outcome.problem]
    return Card(
        title="I cannot pay that amount",
        tone=Tone.PROBLEM,
        paragraphs=(said,),
        actions=_instead(outcome, reader),
    )


def _instead(outcome: AmountRefused, reader: Reader) -> tuple[Action, ...]:
    """What can be paid: all of it, as far as that can be charged; else a person helps."""
    most = outcome.open_amount.chargeable
    person = Action(label="Talk to a human", say="talk to a human")
    if most.too_small:
        return (Action(label="Pay my balance", say="pay my balance"), person)
    whole = most == outcome.open_amount
    of = outcome.number or "my balance"
    named = f"invoice {outcome.number}" if outcome.number else of
    say = f"pay {named}" if whole else f"pay {most.major:f} {most.currency} of {of}"
    pay = Action(label=f"Pay {reader.money(most)}", say=say, style=Style.PRIMARY)
    return (pay, person)


def _limit_reached(outcome: LimitReached, reader: Reader, support: str) -> Card:
    """The limit, who may pay as much, and what can be done instead."""
    most = reader.money(outcome.most)
    said = {
        LimitKind.OWN_PAYMENT: f"You may pay up to {most} at once for {outcome.account}.",
        LimitKind.OWN_DAY: f"You may pay up to {most} in 24 hours for {outcome.account}.",
        LimitKind.PAYMENT: f"{outcome.account} pays up to {most} at once through me.",
        LimitKind.DAY: f"{outcome.account} pays up to {most} in 24 hours through me.",
    }[outcome.kind]
    if outcome.asked.currency != outcome.most.currency:
        said += f" That says nothing about {outcome.asked.currency}, and I never convert."
    left = f" Of that {reader.money(outcome.room)} is left." if outcome.room != outcome.most else ""
    who = ", ".join(outcome.who_can)
    can = f"{who} may pay that much; or write to {support}." if who else f"Write to {support}."
    return Card(
        title=f"{reader.money(outcome.asked)} is more than may be paid",
        tone=Tone.PROBLEM,
        paragraphs=(f"Nothing was charged. {said}{left}", can),
        actions=(Action(label="Talk to a human", say="talk to a human"),),
    )


def _amount_unclear(outcome: AmountUnclear, reader: Reader) -> Card:
    day = f" on {outcome.on.isoformat()}" if outcome.on else ""
    choices = tuple(
        Choice(
            label=reader.money(each),
            say=f"pay {each.major:f} {each.currency} of {outcome.number or 'my balance'}{day}",
        )
        for each in outcome.readings
    )
    said = f"“{outcome.text}” can mean two amounts. Which one do you mean?"
    return Card(title="Which amount?", paragraphs=(said,), choices=choices)
