"""Words for what somebody says is wrong: that it is looked at, how it stands, how it ends."""

from datetime import datetime
from typing import assert_never

from assistant.billing.model import Invoice, InvoiceStatus
from assistant.billing.model.case import CaseState
from assistant.billing.model.plan import PlanStep
from assistant.billing.outcomes.reminding import (
    Dispute,
    Disputed,
    DisputeEnded,
    DisputeOfOthers,
    DisputesShown,
    DisputeWithdrawn,
)
from assistant.card import Action, Card, Fact, Tone
from assistant.language import say
from assistant.reader import Reader
from assistant.replies.one_invoice import not_due
from assistant.replies.with_case import in_case, named, where_it_is


def word(
    outcome: Disputed | DisputeEnded | DisputesShown | DisputeWithdrawn | DisputeOfOthers,
    reader: Reader,
    *,
    support: str,
) -> Card:
    """Say it."""
    match outcome:
        case Disputed():
            return _disputed(outcome, reader, support)
        case DisputeEnded():
            return _ended(outcome)
        case DisputesShown(disputes=()):
            return _none(outcome)
        case DisputesShown():
            return _shown(outcome, reader)
        case DisputeWithdrawn():
            return _withdrawn(outcome, reader)
        case DisputeOfOthers():
            return _of_others(outcome, reader, support)
        case _:
            assert_never(outcome)


def _disputed(outcome: Disputed, reader: Reader, support: str) -> Card:
    said = say(
        "I am sorry. A person of ours looks at {invoices}. Until that is settled nobody is asked "
        "for the money, and nothing is charged for it by itself.",
        invoices=named(outcome.invoices),
    )
    if not any(each.owing for each in outcome.invoices):
        said = say(
            "I am sorry. A person of ours looks at {invoices}; nothing is due on it meanwhile.",
            invoices=named(outcome.invoices),
        )
        if len(outcome.invoices) == 1 and (paid_at := _paid_at(outcome.invoices[0])):
            said += " " + say("It was paid on {time}.", time=reader.moment(paid_at))
    where = where_it_is(outcome, reader, support)
    number = outcome.invoices[0].number
    back = Action(label=say("Take it back"), say=f"withdraw my dispute of {number}", typed="undo")
    return Card(
        title=say("We look at it"),
        paragraphs=(said, where),
        facts=(Fact(label=say("Account"), value=outcome.account),),
        actions=(back,) if len(outcome.invoices) == 1 else (),
    )


def _ended(outcome: DisputeEnded) -> Card:
    if outcome.was:
        said = say("It is to be paid as it stands, and everybody there is told.")
        if not outcome.due:
            said = say("Nobody is asked to pay anything for it now, and everybody there is told.")
        return Card(
            title=say("Settled: invoice {numbers}", numbers=outcome.number), paragraphs=(said,)
        )
    said = say("Nobody disputes it here; what a bank disputes ends only there.")
    return Card(
        title=say("Nothing to settle on {number}", number=outcome.number), paragraphs=(said,)
    )


def _none(outcome: DisputesShown) -> Card:
    if outcome.number:
        title = say("Invoice {number} is not disputed", number=outcome.number)
        wrong = Action(label=say("It is wrong"), say=f"invoice {outcome.number} is wrong")
        show = Action(label=say("Show it"), say=f"invoice {outcome.number}")
        said = say("It is to be paid like any other, or has been.")
        return Card(title=title, paragraphs=(said,), actions=(show, wrong))
    title = say("Nothing is disputed for {account}", account=outcome.account)
    return Card(title=title, paragraphs=(say("Say “123 is wrong” if an invoice is."),))


def _shown(outcome: DisputesShown, reader: Reader) -> Card:
    """Who said when that it is wrong, and how that stands."""
    found = outcome.disputes
    title = say("What is disputed for {account}", account=outcome.account)
    if outcome.number:
        title = say("Invoice {number} is disputed", number=outcome.number)
    then = say("Nobody is asked for it now.")
    if outcome.number and not found[0].invoice.owing:
        then = _paid(found[0].invoice, reader)
    cases = dict.fromkeys(each.case.number for each in found if each.case and each.own)
    return Card(
        title=title,
        paragraphs=(*(_said(each, reader) for each in found), then),
        actions=(
            *(Action(label=say("Case {number}", number=n), say=f"case {n}") for n in cases),
            *(_take_back(each) for each in found[:3] if each.own and not each.bank),
        ),
    )


def _take_back(dispute: Dispute) -> Action:
    number = dispute.invoice.number
    return Action(
        label=say("I no longer dispute {number}", number=number),
        say=f"I no longer dispute {number}",
    )


def _said(dispute: Dispute, reader: Reader) -> str:
    """Who disputes it since when, and how far its case has got."""
    number, day = dispute.invoice.number, reader.day(reader.today(dispute.since))
    who = say("Invoice {number} is disputed since {day}.", number=number, day=day)
    if dispute.bank:
        who = say(
            "The payer's bank asks for a payment of invoice {number} back, since {day}; that ends "
            "only there.",
            number=number,
            day=day,
        )
    elif dispute.own:
        who = say("You said on {day} that invoice {number} is wrong.", number=number, day=day)
    elif dispute.by:
        who = say(
            "{name} said on {day} that invoice {number} is wrong.",
            name=dispute.by,
            number=number,
            day=day,
        )
    return " ".join(filter(None, (who, _case(dispute))))


def _case(dispute: Dispute) -> str:
    case = dispute.case
    if case is None:
        return ""
    if case.holder and case.state is not CaseState.OPEN:
        return say(
            "{name} is looking after it, in case {number}.", name=case.holder, number=case.number
        )
    return say("Case {number} is open, and waits for one of us.", number=case.number)


def _withdrawn(outcome: DisputeWithdrawn, reader: Reader) -> Card:
    """Nobody who has paid is asked to pay, nor while money for it moves."""
    if outcome.moving or not outcome.invoice.owing:
        said = [_not_due(outcome, reader), *in_case(outcome.case)]
        return _no_longer(outcome).model_copy(update={"paragraphs": tuple(said)})
    number, plan = outcome.invoice.number, outcome.plan
    said = [
        say("It is to be paid as it stands, and everybody there is told."),
        *in_case(outcome.case),
    ]
    if plan is None:
        said.append(say("I have charged nothing, and will not by myself."))
    elif plan.step is not PlanStep.ANNOUNCE:
        said.append(
            say(
                "A payment of it was agreed before: it is made without another word, unless you "
                "call it off."
            )
        )
    else:
        said.append(
            say(
                "I have charged nothing. A payment of it is planned: I tell you the day before I "
                "charge anything, and you can call it off."
            )
        )
    off = Action(
        label=say("Call off {number}", number=number), say=f"cancel the payment of {number}"
    )
    pay = Action(label=say("Pay now"), say=f"pay invoice {number}")
    due = Fact(label=say("Open"), value=reader.money(outcome.invoice.open_amount))
    card = _no_longer(outcome)
    return card.model_copy(
        update={
            "paragraphs": tuple(said),
            "facts": (due, *card.facts),
            "actions": (off, pay) if plan else (pay,),
        }
    )


def _no_longer(outcome: DisputeWithdrawn) -> Card:
    return Card(
        title=say("No longer disputed: invoice {numbers}", numbers=outcome.invoice.number),
        tone=Tone.GOOD,
        facts=(Fact(label=say("Account"), value=outcome.account),),
    )


def _not_due(outcome: DisputeWithdrawn, reader: Reader) -> str:
    if moving := outcome.moving:
        return say("A payment of {amount} is under way.", amount=reader.money(moving.amount))
    return _paid(outcome.invoice, reader)


def _paid(invoice: Invoice, reader: Reader) -> str:
    return not_due(_paid_at(invoice), "", reader)


def _paid_at(invoice: Invoice) -> datetime | None:
    return invoice.closed_at if invoice.status is InvoiceStatus.CLOSED else None


def _of_others(outcome: DisputeOfOthers, reader: Reader, support: str) -> Card:
    dispute = outcome.dispute
    only = say("Only whoever said so can take it back, or a person of ours ends it.")
    return Card(
        title=say("Invoice {number} is still disputed", number=dispute.invoice.number),
        paragraphs=(_said(dispute, reader), only, where_it_is(outcome, reader, support)),
        facts=(Fact(label=say("Account"), value=outcome.account),),
    )
