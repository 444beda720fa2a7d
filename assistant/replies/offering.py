"""Words for what may be said yes to: which invoice, which method, the offer itself, a link."""

from dataclasses import replace

from assistant.billing.model import Offer, Payment
from assistant.billing.model.wish import Wish
from assistant.billing.outcomes import ChoiceNeeded, OfferMade
from assistant.billing.outcomes.paying import LinkPromised, MethodUnclear
from assistant.card import Action, Card, Choice, Column, Fact, Style, Table
from assistant.reader import Reader
from assistant.replies.paying import invoices_named, method_named
from assistant.replies.relying import also_planned
from assistant.replies.wishes import paying

_BECAUSE = {
    "changed": "Something on the invoice has changed since, so here is a fresh offer.",
    "expired": "That offer had run out, so here is a fresh one.",
    "replaced": "That offer had been replaced, so here is a fresh one.",
    "cancelled": "That offer had been cancelled, so here is a fresh one.",
    "method": "That payment method cannot be used any more, so here is a fresh offer.",
    "meanwhile": "We have talked about something else since, so here is the offer again.",
    "elsewhere": "You were offered this in another conversation.",
}


def choice(outcome: ChoiceNeeded, reader: Reader) -> Card:
    """Which of the open invoices? Oldest due first, and all of them where that is one sum."""
    choices = [
        Choice(
            label=f"{each.number}: {reader.money(each.open_amount)}, due {reader.day(each.due_on)}",
            say=paying(replace(outcome.wish, numbers=(each.number,), all=None)),
        )
        for each in outcome.invoices
    ]
    said = [f"{outcome.account} has several open invoices. Which one shall I prepare?"]
    if outcome.more:
        said.append(f"{outcome.more} more are due later.")
    every = None
    if len(outcome.totals) == 1 and not outcome.wish.partial:
        count = len(outcome.invoices) + outcome.more
        label = f"All {count} ({reader.money(outcome.totals[0])})"
        every = Choice(label=label, say=paying(Wish(all="open", using=outcome.wish.using)))
    return Card(
        title="Which invoice?",
        paragraphs=tuple(said),
        choices=tuple(choices),
        every=every,
    )


def which_method(outcome: MethodUnclear) -> Card:
    """None of the saved methods is the one named, or several are: which one?"""
    wish = outcome.wish
    choices = [
        Choice(
            label=method_named(method),
            say=paying(replace(wish, using=f"{method.brand.lower().split()[0]} {method.last4}")),
        )
        for method in outcome.methods
    ]
    page = "Another one, on a secure page (nothing is saved)"
    choices.append(Choice(label=page, say=paying(replace(wish, using="once"))))
    many = len(outcome.methods) > 1
    said = f"Nothing was charged. “{outcome.named}” is not one method on file. Which one shall pay?"
    return Card(
        title="Which method?" if many else "I cannot find that method",
        paragraphs=(said,),
        choices=tuple(choices),
    )


def offered(outcome: OfferMade, reader: Reader) -> Card:
    """An offer: account, invoices, amount, method, what stays open, and until when."""
    offer = outcome.offer
    said = [_BECAUSE[outcome.because]] if outcome.because else []
    day = f" on {reader.weekday(offer.pay_on)}" if offer.pay_on else ""
    until = "before that day, or unless you confirm" if offer.pay_on else "until you confirm"
    said.append(f"Shall I pay {_meant(offer)}{day}? Nothing is charged {until}.")
    said += [_closes(each) for each in outcome.closes]
    said += also_planned(offer, outcome.planned, reader)
    facts = [
        Fact(label="Account", value=outcome.account),
        Fact(label="Amount", value=reader.money(offer.amount)),
        Fact(label="Paid with", value=method_named(offer.method)),
        Fact(label="Fee", value="none"),
    ]
    left = [line for line in offer.lines if line.leaves.minor]
    facts += [
        Fact(label=f"Stays open on {line.number}", value=reader.money(line.leaves)) for line in left
    ]
    if outcome.credit and outcome.credit.minor > 0:
        credit = f"{reader.money(outcome.credit)}, not used by this payment"
        facts.append(Fact(label="In your credit", value=credit))
    facts.append(Fact(label="Offer ends", value=reader.moment(offer.expires_at)))
    columns = (Column(label="Invoice"), Column(label="Amount", number=True))
    rows = tuple((line.number, reader.money(line.amount)) for line in offer.lines)
    return Card(
        title=f"Pay {reader.money(offer.amount)}{day}?",
        paragraphs=tuple(said),
        facts=tuple(facts),
        table=Table(columns=columns, rows=rows) if len(rows) > 1 or offer.balance else None,
        actions=(
            Action(
                label=f"{'Plan' if day else 'Pay'} {reader.money(offer.amount)}",
                say=f"confirm {offer.id}",
                typed="yes",
                style=Style.PRIMARY,
            ),
            Action(label="Cancel", say=f"cancel {offer.id}", typed="no"),
        ),
    )


def _meant(offer: Offer) -> str:
    numbers = tuple(line.number for line in offer.lines)
    if not offer.balance:
        return invoices_named(numbers)
    how = "the oldest due first" if len(numbers) > 1 else f"to {invoices_named(numbers)}"
    part = "a part of your balance" if any(each.leaves.minor for each in offer.lines) else ""
    return f"{part or 'your balance'}, {how}"


def _closes(page: Payment) -> str:
    who = "A payment link" if page.link else f"{page.payer}'s payment page"
    named = invoices_named(page.numbers)
    return f"{who} for {named} is open; if you confirm, I close it before anything is charged."


def link(outcome: LinkPromised, reader: Reader) -> Card:
    """A page to pay on: its address, or that it comes."""
    payment = outcome.payment
    amount, named = reader.money(payment.amount), invoices_named(payment.numbers)
    said = (
        "Whoever opens it can pay there once, with any card or method. Asking for it charges "
        "nothing and saves nothing, and it closes by itself when it is paid in another way."
    )
    if payment.action_url is None:
        title = f"A link to pay {amount} for {named}"
        return Card(title=title, paragraphs=("I will send it here in a moment. " + said,))
    page = Action(label=f"Pay {amount}", url=payment.action_url, style=Style.PRIMARY)
    return Card(title=f"Pay {amount} for {named} here", paragraphs=(said,), actions=(page,))
