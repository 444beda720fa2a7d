"""Words for a new invoice, and for the statement of a month that is over."""

from datetime import date, timedelta

from assistant.billing.events import InvoiceIssued, StatementReady
from assistant.billing.model.paper import Paper, PaperFormat, PaperKind
from assistant.billing.money import Money
from assistant.card import Action, Card, Fact, File, Style
from assistant.language import say
from assistant.reader import Reader


def issued(event: InvoiceIssued, reader: Reader, *, may_pay: bool, to: str) -> Card:
    """The invoice itself goes with it."""
    amount, day = reader.money(Money(event.minor, event.currency)), reader.day(event.due_on)
    title = say("New invoice {number}: {amount}", number=event.number, amount=amount)
    said = say("It is attached, and due on {day}. Nothing has been charged.", day=day)
    facts = [
        Fact(label=say("Issued"), value=reader.day(event.issued_on)),
        Fact(label=say("Due"), value=day),
    ]
    if event.purchase_order:
        facts.append(Fact(label=say("Purchase order"), value=event.purchase_order))
    pay = Action(
        label=say("Pay {amount}", amount=amount),
        say=f"pay invoice {event.number}",
        style=Style.PRIMARY,
    )
    items = Action(label=say("What is on it"), say=f"items on {event.number}")
    paper = Paper(
        PaperKind.INVOICES, PaperFormat.PDF, event.account_id, to, ids=(event.invoice_id,)
    )
    return Card(
        title=title,
        paragraphs=(said,),
        facts=tuple(facts),
        actions=(pay, items) if may_pay else (items,),
        files=(_file(f"Invoice-{event.number}.pdf", paper, reader),),
    )


def statement(event: StatementReady, reader: Reader, *, to: str) -> Card:
    """What the account owes now, and the movements of the month as a document."""
    last = last_day(event)
    title = say("Statement of {account}, {day}", account=event.account, day=reader.day(last))
    said = say(
        "It is attached: what was invoiced and what was received from {since} to {until}.",
        since=reader.day(event.since),
        until=reader.day(last),
    )
    owed = tuple(_owed(Money(each.minor, each.currency), reader) for each in event.owed)
    nothing = Fact(label=say("To be paid"), value=say("nothing"))
    paper = Paper(
        PaperKind.STATEMENT,
        PaperFormat.PDF,
        event.account_id,
        to,
        since=event.since,
        before=event.before,
    )
    return Card(
        title=title,
        paragraphs=(said,),
        facts=owed or (nothing,),
        actions=(Action(label=say("Show what is open"), say="show my open invoices"),),
        files=(_file(f"Statement-{event.since:%Y-%m}.pdf", paper, reader),),
    )


def last_day(event: StatementReady) -> date:
    """The last day a statement speaks of."""
    return event.before - timedelta(days=1)


def _owed(amount: Money, reader: Reader) -> Fact:
    if amount.minor < 0:
        return Fact(label=say("In credit"), value=reader.money(-amount))
    return Fact(label=say("To be paid"), value=reader.money(amount))


def _file(name: str, paper: Paper, reader: Reader) -> File:
    return File(
        name=name,
        media_type="application/pdf",
        paper=paper,
        locale=reader.locale,
        timezone=reader.timezone,
    )
