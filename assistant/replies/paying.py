"""Words for offers and payments."""

from assistant.billing.model import Invoice, Method, Payment, PaymentState
from assistant.billing.outcomes import (
    NoPaymentYet,
    OfferCancelled,
    OfferUsed,
    PaymentList,
    PaymentShown,
    PaymentStarted,
    PaymentWithdrawn,
)
from assistant.card import Action, Card, Column, Fact, Style, Table, Tone
from assistant.command import PaymentHistory
from assistant.declines import about_method, reason
from assistant.reader import Reader
from assistant.replies import paging
from assistant.replies.invoices import status

STATES = {
    PaymentState.CONFIRMED: "Confirmed, being charged",
    PaymentState.CHARGING: "Being charged",
    PaymentState.UNKNOWN: "Checking with the payment provider",
    PaymentState.PROCESSING: "Processing at the bank",
    PaymentState.NEEDS_ACTION: "Waiting for you to complete it",
    PaymentState.WITHDRAWING: "Being withdrawn",
    PaymentState.HELD: "Being checked by a person",
    PaymentState.SUCCEEDED: "Paid",
    PaymentState.FAILED: "Failed",
    PaymentState.RETURNED: "Returned by the bank",
}


def invoices_named(numbers: tuple[str, ...]) -> str:
    """``invoice 123``, ``invoices 123 and 124``."""
    if len(numbers) == 1:
        return f"invoice {numbers[0]}"
    return f"invoices {', '.join(numbers[:-1])} and {numbers[-1]}"


def method_named(method: Method | None) -> str:
    """``Visa ending in 4242``; without a saved method, a hosted page."""
    if method is None:
        return "a secure payment page (nothing is saved)"
    return f"{method.brand} ending in {method.last4}"


def started(outcome: PaymentStarted, reader: Reader) -> Card:
    """The yes was heard."""
    payment = outcome.payment
    amount = reader.money(payment.amount)
    if payment.method is None:
        said = "I am preparing a secure payment page and will send you the link here."
    else:
        said = (
            f"I am charging {method_named(payment.method)} and will tell you here when it is done."
        )
    return Card(
        title=f"Paying {amount} for {invoices_named(payment.numbers)}",
        paragraphs=(said,),
        facts=(Fact(label="Payment", value=payment.id),),
    )


def used(outcome: OfferUsed, reader: Reader) -> Card:
    """A second yes: what the first one led to."""
    payment = outcome.payment
    said = "You had already confirmed this; it is not charged twice. " + _state(payment, reader)
    title = f"{_paying(payment, reader)}: {STATES[payment.state].lower()}"
    return Card(title=title, tone=_tone(payment), paragraphs=(said,), actions=_next(payment))


def cancelled(outcome: OfferCancelled, reader: Reader) -> Card:
    """Nothing was charged."""
    numbers = tuple(line.number for line in outcome.offer.lines)
    said = f"Nothing was charged. {_capital(invoices_named(numbers))} can still be paid."
    return Card(title="Cancelled", paragraphs=(said,))


def withdrawn(outcome: PaymentWithdrawn, reader: Reader) -> Card:
    """The page is being closed; the outcome is told when it is."""
    numbers = invoices_named(outcome.payment.numbers)
    said = f"I am closing the payment page for {reader.money(outcome.payment.amount)}."
    then = f"Nothing has been charged; {numbers} can be paid again in a moment."
    return Card(title=f"Giving up the payment for {numbers}", paragraphs=(f"{said} {then}",))


def shown(outcome: PaymentShown, reader: Reader) -> Card:
    """How one payment stands."""
    payment = outcome.payment
    return Card(
        title=f"{_paying(payment, reader)}: {STATES[payment.state].lower()}",
        tone=_tone(payment),
        paragraphs=(_state(payment, reader),),
        facts=(
            Fact(label="Amount", value=reader.money(payment.amount)),
            Fact(label="Paid with", value=method_named(payment.method)),
            Fact(label="Started by", value=f"{payment.payer}, {reader.moment(payment.created_at)}"),
        ),
        actions=_next(payment) if outcome.may_pay else (),
    )


def history(outcome: PaymentList, reader: Reader, asked: object) -> Card:
    """A page of payments."""
    title = f"Payments of {outcome.account}"
    if not outcome.payments:
        none = f"There is no page {outcome.page}: {outcome.total} in all."
        said = none if outcome.total else "Nothing has been paid through me so far."
        return Card(title=title, paragraphs=(said,))
    rows = tuple(
        (
            reader.moment(payment.finished_at or payment.created_at),
            ", ".join(payment.numbers),
            reader.money(payment.amount),
            STATES[payment.state],
            payment.payer,
        )
        for payment in outcome.payments
    )
    labels = ("Date", "Invoice", "Amount", "Status", "By")
    columns = tuple(Column(label=label, number=label == "Amount") for label in labels)
    last = outcome.offset + len(rows)
    history = asked if isinstance(asked, PaymentHistory) else PaymentHistory(page=outcome.page)
    return Card(
        title=title,
        paragraphs=(paging.counted(outcome.offset, len(rows), outcome.total),),
        table=Table(columns=columns, rows=rows),
        actions=paging.turns(history, last=last, total=outcome.total),
    )


def none_yet(outcome: NoPaymentYet, reader: Reader) -> Card:
    """Nobody has paid through the assistant; what came some other way is on the invoice itself."""
    invoice = outcome.invoice
    if invoice is None:
        said = f"Nothing has been paid through me for {outcome.account} so far."
        return Card(title="No payments yet", paragraphs=(said,))
    due = reader.money(invoice.open_amount)
    pay = Action(label="Pay", say=f"pay invoice {invoice.number}", style=Style.PRIMARY)
    payable = bool(invoice.open_amount.minor) and outcome.may_pay
    return Card(
        title=f"Invoice {invoice.number}: {status(invoice).lower()}",
        tone=Tone.INFO if invoice.open_amount.minor else Tone.GOOD,
        paragraphs=(_received(invoice, reader), *_ahead(outcome, reader)),
        facts=(
            Fact(label="Received", value=reader.money(invoice.paid)),
            Fact(label="Open", value=f"{due}, due {reader.day(invoice.due_on)}"),
        )
        if invoice.open_amount.minor
        else (),
        actions=(pay,) if payable else (),
    )


def _received(invoice: Invoice, reader: Reader) -> str:
    if invoice.closed_at is not None and not invoice.open_amount.minor:
        return f"It was closed on {reader.moment(invoice.closed_at)}; nothing is due on it."
    if invoice.paid.minor:
        return "A part was received some other way; no payment has been started through me."
    return "No payment has been started for it."


def _ahead(outcome: NoPaymentYet, reader: Reader) -> tuple[str, ...]:
    if outcome.planned is None:
        return ()
    day = reader.day(outcome.planned.pay_on)
    return (f"It is planned for {day}; “cancel the payment of …” calls that off.",)


def _state(payment: Payment, reader: Reader) -> str:
    amount = reader.money(payment.amount)
    match payment.state:
        case PaymentState.SUCCEEDED:
            on = payment.finished_at or payment.created_at
            return f"{amount} was paid on {reader.moment(on)}."
        case PaymentState.FAILED:
            return f"{amount} could not be paid: {reason(payment.decline)}. Nothing was charged."
        case PaymentState.RETURNED:
            return f"The bank sent {amount} back: {reason(payment.decline)}. It is open again."
        case PaymentState.PROCESSING:
            return f"{amount} is on its way from the bank, which takes 4 to 7 business days."
        case PaymentState.NEEDS_ACTION:
            return f"Nothing has been charged yet: {amount} waits for you on the payment page."
        case PaymentState.WITHDRAWING:
            return f"The payment page for {amount} is being closed. Nothing has been charged."
        case PaymentState.UNKNOWN:
            return f"I am checking with the payment provider whether {amount} went through."
        case PaymentState.HELD:
            return "A person is checking this payment; you will hear from us. Nothing is lost."
        case PaymentState.CONFIRMED | PaymentState.CHARGING:
            return f"{amount} is being charged right now."


def _tone(payment: Payment) -> Tone:
    if payment.state is PaymentState.SUCCEEDED:
        return Tone.GOOD
    bad = (PaymentState.FAILED, PaymentState.RETURNED)
    return Tone.PROBLEM if payment.state in bad else Tone.INFO


def _next(payment: Payment) -> tuple[Action, ...]:
    if payment.state is PaymentState.NEEDS_ACTION and payment.action_url:
        page = Action(label="Complete payment", url=payment.action_url, style=Style.PRIMARY)
        return (page,)
    if payment.state in (PaymentState.FAILED, PaymentState.RETURNED):
        again = f"pay invoice {payment.numbers[0]}"
        person = Action(label="Talk to us", say="talk to a human")
        label = "Try again" if about_method(payment.decline) else "Pay again"
        return (Action(label=label, say=again, style=Style.PRIMARY), person)
    return ()


def _paying(payment: Payment, reader: Reader) -> str:
    return f"{reader.money(payment.amount)} for {invoices_named(payment.numbers)}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
