"""Words for autopay: offered, on, off, or not provided for."""

from assistant.billing.model.plan import Plan
from assistant.billing.outcomes.plans import (
    AutopayDenied,
    AutopayOffered,
    AutopayShown,
)
from assistant.card import Action, Card, Column, Fact, Style, Table, Tone
from assistant.language import mark, marked, say
from assistant.reader import Reader
from assistant.replies.paying import method_named
from assistant.replies.planned_named import BUTTONS, columns, rows
from assistant.replies.planned_named import off as off_button


def denied(outcome: AutopayDenied, support: str) -> Card:
    """A rule of the account."""
    said = say(
        "The agreement with {account} does not provide for it. Nothing was changed. Ask {support} "
        "to have it allowed; each invoice can be paid here as before.",
        account=outcome.account,
        support=support,
    )
    return Card(title=say("Autopay cannot be turned on"), tone=Tone.PROBLEM, paragraphs=(said,))


_BECAUSE = {
    "expired": mark("That offer had run out, so here is a fresh one."),
    "replaced": mark("That was answered before, so here is a fresh offer."),
    "changed": mark("Your default payment method has changed since, so here is a fresh offer."),
}


def offered(outcome: AutopayOffered, reader: Reader) -> Card:
    """Everything a yes would mean."""
    said = [marked(_BECAUSE[outcome.because])] if outcome.because else []
    said += [
        say(
            "From now on I would charge {method}, your default payment method, for "
            "each invoice on the day it is due, without asking again.",
            method=method_named(outcome.method),
        ),
        say(
            "Each is announced three days before, and can be called off by itself. A payment that "
            "fails is tried again after 3, 5 and 7 days, then with your backup method. "
            "“Turn autopay off” ends it at once. Nothing is charged until you confirm."
        ),
        sooner(),
        credit_first(),
        *_promised(outcome, reader),
        *_dated(outcome.dated, reader),
    ]
    table = Table(
        columns=(
            Column(label=say("Day")),
            Column(label=say("Invoice")),
            Column(label=say("Amount"), number=True),
        ),
        rows=tuple(
            (reader.day(on), invoice.number, reader.money(invoice.open_amount))
            for invoice, on in outcome.upcoming
        ),
    )
    return Card(
        title=say("Turn autopay on for {account}?", account=outcome.account),
        paragraphs=tuple(said),
        facts=(
            Fact(label=say("Account"), value=outcome.account),
            Fact(label=say("Paid with"), value=method_named(outcome.method)),
            Fact(label=say("Fee"), value=say("none")),
            Fact(label=say("Offer ends"), value=reader.moment(outcome.expires_at)),
        ),
        table=table if outcome.upcoming else None,
        actions=(
            Action(
                label=say("Turn autopay on"),
                say=f"confirm {outcome.order_id}",
                typed="yes",
                style=Style.PRIMARY,
            ),
            Action(label=say("Cancel"), say=f"cancel {outcome.order_id}", typed="no"),
        ),
    )


def _promised(outcome: AutopayOffered, reader: Reader) -> tuple[str, ...]:
    """What I have said I would not charge by myself."""
    if not outcome.promised:
        return ()
    listed = [
        say("{number} on {day}", number=number, day=reader.day(day))
        for number, day in outcome.promised
    ]
    return (
        say(
            "What somebody has promised to pay on a day is charged no sooner: {listed}.",
            listed=", ".join(listed),
        ),
    )


def _dated(plans: tuple[Plan, ...], reader: Reader) -> tuple[str, ...]:
    """What people have planned by themselves, which autopay neither changes nor ends."""
    if not plans:
        return ()
    listed = [
        say("{number} on {day}", number=", ".join(each.numbers), day=reader.day(each.pay_on))
        for each in plans
    ]
    return (say("What is planned for a day stays so: {listed}.", listed="; ".join(listed)),)


def sooner() -> str:
    """What cannot be announced three days before."""
    return say(
        "What is due sooner or overdue is announced at once, and charged no sooner than the "
        "day after."
    )


def credit_first() -> str:
    """The one way in which credit pays without being asked for again."""
    return say("What you have in credit then pays first, and only the rest is charged.")


def shown(outcome: AutopayShown, reader: Reader) -> Card:
    """Whether it is on, and what it is going to pay."""
    table = Table(columns=columns(), rows=rows(outcome.plans, reader)) if outcome.plans else None
    if not outcome.on:
        said = say("Nothing is charged by itself.")
        if outcome.turned:
            said = say("It ended at once: nothing is charged by itself any more. Everyone is told.")
        on = Action(label=say("Turn it on"), say="turn autopay on")
        return Card(
            title=say("Autopay is off for {account}", account=outcome.account),
            paragraphs=(said, *_dated(outcome.dated, reader)),
            actions=(
                *((on,) if outcome.may_change and not outcome.turned else ()),
                *map(off_button, outcome.dated[:BUTTONS]),
            ),
        )
    said = say("{by} turned it on.", by=outcome.by)
    if outcome.since:
        since = reader.moment(outcome.since)
        said = say("{by} turned it on, since {since}.", by=outcome.by, since=since)
    said += " " + say(
        "Each invoice is charged on the day it is due, and announced three days before."
    )
    said += f" {sooner()} {credit_first()}"
    if outcome.turned:
        said += " " + say("Everyone who should know is told.")
    off = Action(label=say("Turn it off"), say="turn autopay off")
    return Card(
        title=say("Autopay is on for {account}", account=outcome.account),
        tone=Tone.GOOD,
        paragraphs=(said,),
        facts=(Fact(label=say("Paid with"), value=_method(outcome)),),
        table=table,
        actions=(
            *map(off_button, outcome.plans[:BUTTONS]),
            *((off,) if outcome.may_change else ()),
        ),
    )


def _method(outcome: AutopayShown) -> str:
    return method_named(outcome.method) if outcome.method else say("no payment method: add one")
