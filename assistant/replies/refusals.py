"""Words for what billing would not do: always the reason, and always the next step."""

from typing import assert_never

from assistant.billing.model import InvoiceStatus, PaymentState
from assistant.billing.money import Money
from assistant.billing.outcomes import (
    AlreadyPaid,
    AmountProblem,
    AmountRefused,
    AmountUnclear,
    BeingPaid,
    FilterRefused,
    NothingDue,
    NothingToConfirm,
    NotPayable,
)
from assistant.billing.outcomes.paying import LimitKind, LimitReached
from assistant.card import Action, Card, Choice, Style, Tone
from assistant.language import say, spoken
from assistant.reader import Reader
from assistant.replies.doubting import left_out
from assistant.replies.invoices import sums
from assistant.replies.one_invoice import not_due

Refusal = (
    NothingDue
    | AlreadyPaid
    | NotPayable
    | BeingPaid
    | AmountRefused
    | AmountUnclear
    | LimitReached
    | FilterRefused
    | NothingToConfirm
)


@spoken
def _list() -> Action:
    return Action(label=say("My invoices"), say="show my invoices")


def refused(outcome: Refusal, reader: Reader, *, support: str) -> Card:
    """Say no, why, and what to do instead."""
    match outcome:
        case NothingDue():
            return _nothing_due(outcome, reader)
        case AlreadyPaid():
            return _already_paid(outcome, reader)
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
                title=say("I do not know that filter"),
                tone=Tone.PROBLEM,
                paragraphs=(
                    say(
                        "I did not understand “{words}”, so I am not showing a list that would "
                        "be wrong. I know: open, paid, overdue, since or before a date, over "
                        "or under an amount, the type, and the purchase order.",
                        words=" ".join(words)[:80],
                    ),
                ),
                actions=(_list(), Action(label=say("Overdue"), say="show overdue invoices")),
            )
        case NothingToConfirm():
            return Card(
                title=say("There is nothing to confirm"),
                paragraphs=(
                    say(
                        "I have no open offer for you here, so nothing was charged. "
                        "Say “pay invoice” and a number, and I will prepare one."
                    ),
                ),
                actions=(Action(label=say("Open invoices"), say="show open invoices"),),
            )
        case _:
            assert_never(outcome)


def _already_paid(outcome: AlreadyPaid, reader: Reader) -> Card:
    return Card(
        title=say("Invoice {number} is already paid", number=outcome.number),
        tone=Tone.GOOD,
        paragraphs=(not_due(outcome.on, outcome.by, reader),),
    )


def _nothing_due(outcome: NothingDue, reader: Reader) -> Card:
    if unpaid := left_out(outcome.left_out, reader):
        return _only_left_out(outcome, unpaid)
    what = say("Nothing is overdue") if outcome.overdue_only else say("Nothing is due")
    said = say("{what} for {account}.", what=what, account=outcome.account)
    if outcome.credit:
        credit = sums(outcome.credit, reader)
        said = say("{what}; you are {credit} in credit.", what=what, credit=credit)
    return Card(title=what, tone=Tone.GOOD, paragraphs=(said,))


def _only_left_out(outcome: NothingDue, unpaid: list[str]) -> Card:
    left, late = outcome.left_out, outcome.overdue_only
    first = (left.disputed or left.claimed)[0].number
    title = say("Nothing else is overdue") if late else say("Nothing else is due")
    if not left.claimed:
        title = (
            say("Only what is disputed is overdue") if late else say("Only what is disputed is due")
        )
    pays = Action(label=say("Pay {number}", number=first), say=f"pay invoice {first}")
    return Card(title=title, paragraphs=tuple(unpaid), actions=(pays,))


def _not_payable(outcome: NotPayable, support: str) -> Card:
    number = outcome.invoice.number
    if outcome.invoice.status is InvoiceStatus.CLOSED_FAILED:
        said = say(
            "It was closed without payment. If you want to pay it, please write to {support}.",
            support=support,
        )
    else:
        said = say("It is a credit to you: there is nothing to pay on it.")
    return Card(
        title=say("Invoice {number} cannot be paid", number=number),
        tone=Tone.PROBLEM,
        paragraphs=(said,),
    )


def _being_paid(outcome: BeingPaid, reader: Reader) -> Card:
    payment = outcome.payment
    since = reader.moment(payment.created_at)
    amount, who = reader.money(payment.amount), payment.payer
    said = say("{who} is paying it since {since} ({amount}).", who=who, since=since, amount=amount)
    if outcome.own:
        said = say("You are paying it since {since} ({amount}).", since=since, amount=amount)
    actions: tuple[Action, ...] = (
        Action(label=say("How does it stand?"), say=f"status of {outcome.number}"),
    )
    if payment.state is PaymentState.NEEDS_ACTION and payment.action_url and outcome.own:
        said += " " + say(
            "Nothing has been charged yet: it waits on the payment page. To give it up, "
            "say “cancel” where you confirmed it."
        )
        page = Action(label=say("Complete payment"), url=payment.action_url, style=Style.PRIMARY)
        actions = (page, *actions)
    return Card(
        title=say("Invoice {number} is already being paid", number=outcome.number),
        paragraphs=(said,),
        actions=actions,
    )


def _amount_refused(outcome: AmountRefused, reader: Reader, support: str) -> Card:
    due, number = reader.money(outcome.open_amount), outcome.number
    of = say("invoice {number}", number=number) if number else say("your balance")
    this = say("Invoice {number}", number=number) if number else say("Your balance")
    said = {
        AmountProblem.TOO_MUCH: say("Only {due} is open on {of}.", due=due, of=of),
        AmountProblem.NOT_POSITIVE: say("The amount must be more than zero."),
        AmountProblem.TOO_FINE: say(
            "“{text}” is not an amount of {currency} I can read.",
            text=outcome.text,
            currency=outcome.open_amount.currency,
        ),
        AmountProblem.WRONG_CURRENCY: say(
            "{this} is in {currency}; I never convert by myself.",
            this=this,
            currency=outcome.open_amount.currency,
        ),
        AmountProblem.TOO_SMALL: say(
            "That is less than a card can be charged. Pay it together with others "
            "(“pay my balance”), or write to {support}.",
            support=support,
        ),
        AmountProblem.WHOLE_ONLY: say(
            "{this} can only be paid whole. To pay a part, please write to "
            "{support}, or say “talk to a human”: a person can arrange it with you.",
            this=this,
            support=support,
        ),
        AmountProblem.BALANCE_ONLY: say(
            "{this} can only be paid whole. A part can be paid of your balance, "
            "which goes to the oldest due first: say “pay {text} of my balance”.",
            this=this,
            text=outcome.text,
        ),
        AmountProblem.ONE_INVOICE_ONLY: say("A part can be paid of one invoice at a time."),
        AmountProblem.NOT_CHARGEABLE: say(
            "Cards cannot be charged {text}: the last digit must be 0. For the "
            "rest, please write to {support}.",
            text=outcome.text,
            support=support,
        ),
        AmountProblem.LEAVES_TOO_LITTLE: say(
            "That would leave less open on {of} than a card can be charged.", of=of
        ),
    }[outcome.problem]
    if outcome.problem is AmountProblem.TOO_MUCH and outcome.read is not None:
        read = reader.money(outcome.read)
        said += " " + say("I read “{text}” as {amount}.", text=outcome.text, amount=read)
    return Card(
        title=say("I cannot pay that amount"),
        tone=Tone.PROBLEM,
        paragraphs=(said,),
        actions=_instead(outcome, reader),
    )


def _instead(outcome: AmountRefused, reader: Reader) -> tuple[Action, ...]:
    """What can be paid: all of it, as far as that can be charged; else a person helps."""
    most = outcome.open_amount.chargeable
    person = Action(label=say("Talk to a human"), say="talk to a human")
    if outcome.nearest:
        return (*(_pay_that(each, outcome, reader) for each in outcome.nearest), person)
    if most.too_small:
        return (Action(label=say("Pay my balance"), say="pay my balance"), person)
    return (_pay_that(most, outcome, reader), person)


def _pay_that(amount: Money, outcome: AmountRefused, reader: Reader) -> Action:
    of = outcome.number or "my balance"
    named = f"invoice {outcome.number}" if outcome.number else of
    whole = amount == outcome.open_amount
    words = f"pay {named}" if whole else f"pay {amount.major:f} {amount.currency} of {of}"
    label = say("Pay {amount}", amount=reader.money(amount))
    return Action(label=label, say=words, style=Style.PRIMARY)


def _limit_reached(outcome: LimitReached, reader: Reader, support: str) -> Card:
    """The limit, who may pay as much, and what can be done instead."""
    most = reader.money(outcome.most)
    said = {
        LimitKind.OWN_PAYMENT: say(
            "You may pay up to {most} at once for {account}.", most=most, account=outcome.account
        ),
        LimitKind.OWN_DAY: say(
            "You may pay up to {most} in 24 hours for {account}.",
            most=most,
            account=outcome.account,
        ),
        LimitKind.PAYMENT: say(
            "{account} pays up to {most} at once through me.", account=outcome.account, most=most
        ),
        LimitKind.DAY: say(
            "{account} pays up to {most} in 24 hours through me.",
            account=outcome.account,
            most=most,
        ),
    }[outcome.kind]
    if outcome.asked.currency != outcome.most.currency:
        said += " " + say(
            "That says nothing about {currency}, and I never convert.",
            currency=outcome.asked.currency,
        )
    left = (
        say("Of that {room} is left.", room=reader.money(outcome.room))
        if outcome.room != outcome.most
        else ""
    )
    who = ", ".join(outcome.who_can)
    can = (
        say("{who} may pay that much; or write to {support}.", who=who, support=support)
        if who
        else say("Write to {support}.", support=support)
    )
    return Card(
        title=say("{asked} is more than may be paid", asked=reader.money(outcome.asked)),
        tone=Tone.PROBLEM,
        paragraphs=(" ".join(filter(None, (say("Nothing was charged."), said, left))), can),
        actions=(Action(label=say("Talk to a human"), say="talk to a human"),),
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
    said = say("“{text}” can mean two amounts. Which one do you mean?", text=outcome.text)
    return Card(title=say("Which amount?"), paragraphs=(said,), choices=choices)
