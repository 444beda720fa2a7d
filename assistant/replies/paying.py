"""Words for offers and payments."""

from assistant.billing.model import Arrival, Invoice, Method, Payment, PaymentState
from assistant.billing.model.debit import expected
from assistant.billing.outcomes import (
    NoPaymentYet,
    OfferUsed,
    PaymentList,
    PaymentShown,
    PaymentWithdrawn,
)
from assistant.card import Action, Card, Column, Fact, Style, Table, Tone
from assistant.command import PaymentHistory
from assistant.declines import about_method, reason, returned_because
from assistant.language import inside, say
from assistant.reader import Reader
from assistant.replies import paging
from assistant.replies.invoices import status
from assistant.replies.standing import arrival, in_title, sent_back, standing, tone


def invoices_named(numbers: tuple[str, ...]) -> str:
    """``invoice 123``, ``invoices 123 and 124``."""
    if len(numbers) == 1:
        return say("invoice {number}", number=numbers[0])
    return say("invoices {numbers} and {last}", numbers=", ".join(numbers[:-1]), last=numbers[-1])


def method_named(method: Method | None) -> str:
    """``Visa ending in 4242``; without a saved method, a hosted page."""
    if method is None:
        return say("a secure payment page (nothing is saved)")
    return say("{brand} ending in {last4}", brand=method.brand, last4=method.last4)


def used(outcome: OfferUsed, reader: Reader, *, support: str) -> Card:
    """A second yes, or a no after it: what the yes led to."""
    payment = outcome.payment
    said = [
        say("You had already confirmed this; it is not charged twice.")
        + f" {_state(payment, reader)}"
    ]
    actions = _next(payment)
    if outcome.said_no:
        said = _too_late(outcome, reader, support)
        if outcome.stop:
            actions = (Action(label=say("Stop this payment"), say=outcome.stop), *actions)
        elif not actions:
            actions = (Action(label=say("Talk to us"), say="talk to a human"),)
    title = f"{_paying(payment, reader)}: {in_title(payment, reader)}"
    return Card(title=title, tone=tone(payment), paragraphs=tuple(said), actions=actions)


def _too_late(outcome: OfferUsed, reader: Reader, support: str) -> list[str]:
    """What a no can still do about a payment."""
    state = _state(outcome.payment, reader)
    if outcome.stop:
        return [say("You have said yes to this."), state, say("It can still be stopped.")]
    if outcome.payment.state in _NOT_PAID:
        return [state]
    too_late = say("It is too late for me to stop it.")
    if outcome.payment.state is PaymentState.SUCCEEDED:
        too_late = say("It is paid already, so I cannot stop it.")
    person = say(
        "If it should not have been paid, a person can look into a refund: {support}.",
        support=support,
    )
    return [f"{too_late} {state}", person]


_NOT_PAID = (PaymentState.FAILED, PaymentState.RETURNED, PaymentState.WITHDRAWING)


def withdrawn(outcome: PaymentWithdrawn, reader: Reader) -> Card:
    """The page is being closed; the outcome is told when it is."""
    numbers = invoices_named(outcome.payment.numbers)
    said = say(
        "I am closing the payment page for {amount}.", amount=reader.money(outcome.payment.amount)
    )
    then = say(
        "Nothing has been charged; {numbers} can be paid again in a moment.", numbers=numbers
    )
    return Card(
        title=say("Giving up the payment for {numbers}", numbers=numbers),
        paragraphs=(f"{said} {then}",),
    )


def shown(outcome: PaymentShown, reader: Reader) -> Card:
    """How one payment stands."""
    payment = outcome.payment
    return Card(
        title=f"{_paying(payment, reader)}: {in_title(payment, reader)}",
        tone=tone(payment),
        paragraphs=(_state(payment, reader), *sent_back(payment, reader)),
        facts=(
            Fact(label=say("Amount"), value=reader.money(payment.amount)),
            Fact(label=say("Paid with"), value=method_named(payment.method)),
            Fact(
                label=say("Started by"),
                value=f"{payment.payer}, {reader.moment(payment.created_at)}",
            ),
        ),
        actions=_next(payment) if outcome.may_pay else (),
    )


def history(outcome: PaymentList, reader: Reader, asked: object) -> Card:
    """A page of payments."""
    title = say("Payments of {account}", account=outcome.account)
    if not outcome.payments:
        none = say(
            "There is no page {page}: {total} in all.", page=outcome.page, total=outcome.total
        )
        said = none if outcome.total else say("Nothing has been paid so far.")
        return Card(title=title, paragraphs=(said,))
    rows = tuple(_row(payment, reader) for payment in outcome.payments)
    labels = (say("Date"), say("Invoice"), say("Amount"), say("Status"), say("By"))
    columns = tuple(Column(label=label, number=at == 2) for at, label in enumerate(labels))
    last = outcome.offset + len(rows)
    history = asked if isinstance(asked, PaymentHistory) else PaymentHistory(page=outcome.page)
    return Card(
        title=title,
        paragraphs=(paging.counted(outcome.offset, len(rows), outcome.total),),
        table=Table(columns=columns, rows=rows),
        actions=paging.turns(history, last=last, total=outcome.total),
    )


def _row(payment: Payment | Arrival, reader: Reader) -> tuple[str, ...]:
    numbers, amount = ", ".join(payment.numbers), reader.money(payment.amount)
    if isinstance(payment, Arrival):
        return (reader.moment(payment.at), numbers, amount, arrival(payment), "–")
    at = reader.moment(payment.finished_at or payment.created_at)
    return (at, numbers, amount, standing(payment, reader), payment.payer)


def none_yet(outcome: NoPaymentYet, reader: Reader) -> Card:
    """Nobody has paid through the assistant; what came some other way is on the invoice itself."""
    invoice = outcome.invoice
    if invoice is None:
        said = say(
            "Nothing has been paid through me for {account} so far.", account=outcome.account
        )
        owed = Action(label=say("What we owe"), say="what do we owe")
        return Card(title=say("No payments yet"), paragraphs=(said,), actions=(owed,))
    due = reader.money(invoice.open_amount)
    pay = Action(label=say("Pay"), say=f"pay invoice {invoice.number}", style=Style.PRIMARY)
    payable = bool(invoice.open_amount.minor) and outcome.may_pay
    return Card(
        title=say(
            "Invoice {number}: {status}", number=invoice.number, status=inside(status(invoice))
        ),
        tone=Tone.INFO if invoice.open_amount.minor else Tone.GOOD,
        paragraphs=(_received(invoice, reader), *_ahead(outcome, reader)),
        facts=(
            Fact(label=say("Received"), value=reader.money(invoice.paid)),
            Fact(
                label=say("Open"),
                value=say("{due}, due {day}", due=due, day=reader.day(invoice.due_on)),
            ),
        )
        if invoice.open_amount.minor
        else (),
        actions=(pay,) if payable else (),
    )


def _received(invoice: Invoice, reader: Reader) -> str:
    if invoice.closed_at is not None and not invoice.open_amount.minor:
        return say(
            "It was closed on {time}; nothing is due on it.", time=reader.moment(invoice.closed_at)
        )
    if invoice.paid.minor:
        return say("A part was received some other way; no payment has been started through me.")
    return say("No payment has been started for it.")


def _ahead(outcome: NoPaymentYet, reader: Reader) -> tuple[str, ...]:
    if outcome.planned is None:
        return ()
    day = reader.day(outcome.planned.pay_on)
    return (say("It is planned for {day}; “cancel the payment of …” calls that off.", day=day),)


def _state(payment: Payment, reader: Reader) -> str:
    amount = reader.money(payment.amount)
    match payment.state:
        case PaymentState.SUCCEEDED:
            on = payment.finished_at or payment.created_at
            return say("{amount} was paid on {time}.", amount=amount, time=reader.moment(on))
        case PaymentState.FAILED if payment.merely_closed:
            return say("Nothing was charged: {reason}.", reason=reason(payment.decline))
        case PaymentState.FAILED:
            return say(
                "{amount} could not be paid: {reason}. Nothing was charged.",
                amount=amount,
                reason=reason(payment.decline),
            )
        case PaymentState.RETURNED:
            return say(
                "The bank sent {amount} back: {reason}. It is open again.",
                amount=amount,
                reason=returned_because(payment.decline),
            )
        case PaymentState.PROCESSING:
            first, last = expected(reader.today(payment.created_at))
            return say(
                "{amount} is on its way from the bank; I expect it between {first} and {last}.",
                amount=amount,
                first=reader.day(first),
                last=reader.day(last),
            )
        case PaymentState.NEEDS_ACTION:
            return say(
                "Nothing has been charged yet: {amount} waits for you on the payment page.",
                amount=amount,
            )
        case PaymentState.WITHDRAWING:
            return say(
                "The payment page for {amount} is being closed. Nothing has been charged.",
                amount=amount,
            )
        case PaymentState.UNKNOWN:
            return say(
                "I am checking with the payment provider whether {amount} went through.",
                amount=amount,
            )
        case PaymentState.HELD:
            return say("A person is checking this payment; you will hear from us. Nothing is lost.")
        case PaymentState.CONFIRMED | PaymentState.CHARGING:
            return say("{amount} is being charged right now.", amount=amount)


def _next(payment: Payment) -> tuple[Action, ...]:
    if payment.state is PaymentState.NEEDS_ACTION and payment.action_url:
        page = Action(label=say("Complete payment"), url=payment.action_url, style=Style.PRIMARY)
        return (page,)
    if payment.state in (PaymentState.FAILED, PaymentState.RETURNED):
        again = f"pay invoice {payment.numbers[0]}"
        person = Action(label=say("Talk to us"), say="talk to a human")
        tried = payment.state is PaymentState.FAILED and about_method(payment.decline)
        label = say("Try again") if tried else say("Pay again")
        other = Action(label=say("Other method"), say=f"{again} with another method")
        first = Action(label=label, say=again, style=Style.PRIMARY)
        return (first, *((other,) if tried else ()), person)
    return ()


def _paying(payment: Payment, reader: Reader) -> str:
    return say(
        "{amount} for {invoices}",
        amount=reader.money(payment.amount),
        invoices=invoices_named(payment.numbers),
    )
