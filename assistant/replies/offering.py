"""Words for what may be said yes to: which invoice, which method, the offer itself, a link."""

from dataclasses import replace

from assistant.billing.amount import Amount
from assistant.billing.model import Offer, Payment
from assistant.billing.model.wish import REMOVED, Wish
from assistant.billing.outcomes import ChoiceNeeded, OfferMade
from assistant.billing.outcomes.paying import CreditUsed, LinkPromised, MethodUnclear
from assistant.card import Action, Card, Choice, Column, Fact, Style, Table, Tone
from assistant.command import SendLink
from assistant.language import mark, marked, say
from assistant.reader import Reader
from assistant.replies.doubting import doubted, left_out
from assistant.replies.otherwise import another_amount, called
from assistant.replies.paying import invoices_named, method_named
from assistant.replies.relying import also_planned
from assistant.replies.wishes import linking, paying

_BECAUSE = {
    "by_reply": mark(
        "A reply to that reminder cannot pay it any more, so here is an offer of its own."
    ),
    "not_by_reply": mark(
        "That mail could not be paid by a reply, so your yes has charged nothing. Here is an offer "
        "of its own."
    ),
    "reply_off": mark(
        "This account does not pay by replies to our notices, so your yes has charged nothing. "
        "Here is an offer; a yes to it pays."
    ),
    "changed": mark("Something on the invoice has changed since, so here is a fresh offer."),
    "expired": mark("That offer had run out, so here is a fresh one."),
    "replaced": mark("That offer had been replaced, so here is a fresh one."),
    "cancelled": mark("That offer had been cancelled, so here is a fresh one."),
    "method": mark("That payment method cannot be used any more, so here is a fresh offer."),
    "meanwhile": mark("We have talked about something else since, so here is the offer again."),
    "besides": mark(
        "Nothing has been paid yet, because your message said more than yes. To pay, say just "
        "“yes”."
    ),
    "instead": mark("Nothing has been paid yet. Here is the offer in the way you want it."),
    "credit": mark("There is less in your credit than there was, so here is a fresh offer."),
    "credit_ahead": mark(
        "Credit pays today, but not on a day ahead: then all of this would be charged."
    ),
    "no_credit": mark("There is no credit that could pay a part of this."),
    "elsewhere": mark("You were offered this in another conversation."),
}


def choice(outcome: ChoiceNeeded, reader: Reader, asked: object = None) -> Card:
    """Which of the open invoices? Oldest due first, and all of them where that is one sum."""
    saying = linking if isinstance(asked, SendLink) else paying
    choices = [
        Choice(
            label=say(
                "{number}: {open_amount}, due {day}",
                number=each.number,
                open_amount=reader.money(each.open_amount),
                day=reader.day(each.due_on),
            ),
            say=saying(replace(outcome.wish, numbers=(each.number,), all=None)),
        )
        for each in outcome.invoices
    ]
    said = [
        say(
            "{account} has several open invoices. Which one shall I prepare?",
            account=outcome.account,
        )
    ]
    if outcome.more:
        said.append(say("{more} more are due later.", more=outcome.more))
    every = None
    if unpaid := left_out(outcome.left_out, reader):
        said += [say("“All” does not pay everything that is open."), *unpaid]
    if len(outcome.totals) == 1 and outcome.count > 1 and not outcome.wish.partial:
        total = reader.money(outcome.totals[0])
        label = say("All {count} ({total})", count=outcome.count, total=total)
        every = Choice(label=label, say=saying(Wish(all="open", using=outcome.wish.using)))
    return Card(
        title=say("Which invoice?"),
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
            say=paying(replace(wish, using=called(method))),
        )
        for method in outcome.methods
    ]
    page = say("Another one, on a secure page (nothing is saved)")
    choices.append(Choice(label=page, say=paying(replace(wish, using="once"))))
    many = len(outcome.methods) > 1
    removed = outcome.named == REMOVED
    said = say(
        "Nothing was charged. “{named}” is not one method on file. Which one shall pay?",
        named=outcome.named,
    )
    if outcome.named == "other":
        said = say("Nothing was charged. Which one shall pay instead?")
    if removed:
        said = say(
            "I removed card or bank details from your message and cannot use them. Nothing was "
            "charged. Which one shall pay instead?"
        )
    return Card(
        title=say("Which method?") if many or removed else say("I cannot find that method"),
        paragraphs=(said,),
        choices=tuple(choices),
    )


def offered(outcome: OfferMade, reader: Reader) -> Card:
    """An offer: account, invoices, amount, method, what stays open, and until when."""
    offer = outcome.offer
    said = [marked(_BECAUSE[outcome.because])] if outcome.because else []
    if outcome.besides:
        said.append(
            say("For “{wish}”, please say that in a message of its own.", wish=outcome.besides)
        )
    day, amount = offer.pay_on and reader.weekday(offer.pay_on), reader.money(offer.amount)
    if day:
        asks = say("Shall I pay {what} on {day}?", what=_meant(offer), day=day)
        until = say("Nothing is charged before that day, or unless you confirm.")
    else:
        asks = say("Shall I pay {what}?", what=_meant(offer))
        until = say("Nothing is charged until you confirm.")
    said.append(f"{asks} {until}")
    said += doubted(outcome.doubts, reader) if outcome.doubts else []
    said += [_closes(each) for each in outcome.closes]
    said += also_planned(offer, outcome.planned, reader)
    facts = [
        Fact(label=say("Account"), value=outcome.account),
        Fact(label=say("Amount"), value=amount),
        Fact(label=say("Paid with"), value=method_named(offer.method)),
        Fact(label=say("Fee"), value=say("none")),
    ]
    left = [line for line in offer.lines if line.leaves.minor]
    facts += [
        Fact(
            label=say("Stays open on {number}", number=line.number), value=reader.money(line.leaves)
        )
        for line in left
    ]
    if offer.credit_minor:
        facts.append(Fact(label=say("From your credit"), value=reader.money(offer.from_credit)))
        facts.append(Fact(label=say("Left to pay"), value=reader.money(offer.rest)))
    elif outcome.credit and outcome.credit.minor > 0:
        credit = say("{credit}, not used by this payment", credit=reader.money(outcome.credit))
        facts.append(Fact(label=say("In your credit"), value=credit))
    facts.append(Fact(label=say("Offer ends"), value=reader.moment(offer.expires_at)))
    columns = (Column(label=say("Invoice")), Column(label=say("Amount"), number=True))
    rows = tuple((line.number, reader.money(line.amount)) for line in offer.lines)
    return Card(
        title=say("Pay {amount} on {day}?", amount=amount, day=day)
        if day
        else say("Pay {amount}?", amount=amount),
        paragraphs=tuple(said),
        facts=tuple(facts),
        table=Table(columns=columns, rows=rows) if len(rows) > 1 or offer.balance else None,
        actions=(
            Action(
                label=say("Plan {amount}", amount=amount)
                if day
                else say("Pay {amount}", amount=amount),
                say=f"confirm {offer.id}",
                typed="yes",
                style=Style.PRIMARY,
            ),
            *_credit_first(outcome),
            *_otherwise(outcome, reader),
            Action(label=say("Cancel"), say=f"cancel {offer.id}", typed="no"),
        ),
    )


def _meant(offer: Offer) -> str:
    numbers = tuple(line.number for line in offer.lines)
    if not offer.balance:
        return invoices_named(numbers)
    how = (
        say("the oldest due first")
        if len(numbers) > 1
        else say("to {invoices}", invoices=invoices_named(numbers))
    )
    part = say("your balance")
    if any(each.leaves.minor for each in offer.lines):
        part = say("a part of your balance")
    return f"{part}, {how}"


def _closes(page: Payment) -> str:
    who = say("A payment link") if page.link else say("{payer}'s payment page", payer=page.payer)
    named = invoices_named(page.numbers)
    return say(
        "{who} for {named} is open; if you confirm, I close it before anything is charged.",
        who=who,
        named=named,
    )


def link(outcome: LinkPromised, reader: Reader) -> Card:
    """A page to pay on: its address, or that it comes."""
    payment = outcome.payment
    amount, named = reader.money(payment.amount), invoices_named(payment.numbers)
    said = say(
        "Whoever opens it can pay there once, with any card or method. Asking for it charges "
        "nothing and saves nothing, and it closes by itself when it is paid in another way."
    )
    minded = doubted(outcome.doubts, reader, link=True) if outcome.doubts else []
    if payment.action_url is None:
        title = say("A link to pay {amount} for {named}", amount=amount, named=named)
        soon = say("I will send it here in a moment.")
        return Card(title=title, paragraphs=(*minded, f"{soon} {said}"))
    page = Action(
        label=say("Pay {amount}", amount=amount), url=payment.action_url, style=Style.PRIMARY
    )
    return Card(
        title=say("Pay {amount} for {named} here", amount=amount, named=named),
        paragraphs=(*minded, said),
        actions=(page,),
    )


def from_credit(outcome: CreditUsed, reader: Reader) -> Card:
    """The account's own credit has paid it."""
    amount, named = reader.money(outcome.amount), invoices_named(outcome.numbers)
    return Card(
        title=say("Paid from your credit: {amount} for {named}", amount=amount, named=named),
        tone=Tone.GOOD,
        paragraphs=(say("No method was charged. Everyone who should know is told."),),
        facts=(Fact(label=say("Left in your credit"), value=reader.money(outcome.left)),),
    )


def _credit_first(outcome: OfferMade) -> tuple[Action, ...]:
    """A way to the same offer with what is in credit, where that can pay something."""
    offer = outcome.offer
    if offer.credit_minor or offer.pay_on or not outcome.credit or outcome.credit.minor <= 0:
        return ()
    numbers = tuple(line.number for line in offer.lines)
    left = any(line.leaves.minor for line in offer.lines)
    if left and len(numbers) > 1:
        return ()
    wish = Wish(numbers=numbers, using="credit")
    if offer.balance and not left:
        wish = Wish(all="balance", using="credit")
    elif left:
        words, currencies = str(offer.amount), (offer.amount.currency,)
        part = Amount(text=words, readings=(offer.amount.major,), currencies=currencies)
        wish = replace(wish, amount=part)
    return (Action(label=say("Use my credit first"), say=paying(wish)),)


def _otherwise(outcome: OfferMade, reader: Reader) -> tuple[Action, ...]:
    offer = outcome.offer
    due = sum((line.leaves for line in offer.lines), start=offer.amount)
    numbers = tuple(line.number for line in offer.lines)
    if offer.credit_minor or (len(numbers) > 1 and not offer.balance):
        return ()
    wish = Wish(numbers=numbers, on=offer.pay_on)
    if offer.balance:
        wish = Wish(all="balance", on=offer.pay_on)
    return another_amount(wish, due, reader, ways=outcome.ways, offer=offer)
