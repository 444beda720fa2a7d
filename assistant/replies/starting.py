"""Words for a yes that was heard."""

from assistant.billing.outcomes import PaymentStarted
from assistant.card import Action, Card, Fact
from assistant.language import say
from assistant.reader import Reader
from assistant.replies.paying import invoices_named, method_named


def started(outcome: PaymentStarted, reader: Reader) -> Card:
    """The yes was heard."""
    payment = outcome.payment
    amount = reader.money(payment.amount)
    actions: tuple[Action, ...] = ()
    if outcome.until is not None:
        said = say(
            "I will charge {method} at {time}. Until then nothing is charged, and you or any other "
            "payer of the account can stop it: reply STOP.",
            method=method_named(payment.method),
            time=reader.moment(outcome.until),
        )
        number = payment.numbers[0]
        stop = Action(
            label=say("Stop this payment"), say=f"cancel the payment of {number}", typed="stop"
        )
        actions = (stop,)
    elif payment.method is None:
        said = say("I am preparing a secure payment page and will send you the link here.")
    else:
        said = say(
            "I am charging {method} and will tell you here when it is done.",
            method=method_named(payment.method),
        )
    return Card(
        title=say(
            "Paying {amount} for {invoices}",
            amount=amount,
            invoices=invoices_named(payment.numbers),
        ),
        paragraphs=(*_credit_paid(outcome, reader), said),
        facts=(Fact(label=say("Payment"), value=payment.id),),
        actions=actions,
    )


def _credit_paid(outcome: PaymentStarted, reader: Reader) -> tuple[str, ...]:
    if outcome.credit is None:
        return ()
    return (say("{amount} was paid from your credit.", amount=reader.money(outcome.credit)),)
