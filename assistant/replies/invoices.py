"""Words for lists of invoices and for balances."""

from datetime import date

from assistant.billing.model import DisplayState, InvoiceType, Summary
from assistant.billing.money import Money
from assistant.billing.outcomes import BalanceShown, InvoiceList
from assistant.billing.outcomes.views import InvoiceDetails
from assistant.card import Action, Card, Column, Fact, Style, Table, Tone
from assistant.command import ListInvoices
from assistant.reader import Reader
from assistant.replies import paging

BUTTONS = 4
"""How many invoices of a list get a button of their own."""

TYPES = {
    InvoiceType.NEW: "New",
    InvoiceType.RECURRING: "Recurring",
    InvoiceType.ONE_TIME_CHARGE: "One-time charge",
    InvoiceType.CREDIT: "Credit",
    InvoiceType.REFUND: "Refund",
    InvoiceType.MANUAL_PAYMENT_CREDIT: "Payment credit",
}

_COLUMNS = (
    Column(label="Invoice"),
    Column(label="Date"),
    Column(label="Type"),
    Column(label="Total", number=True),
    Column(label="Open", number=True),
    Column(label="Status"),
)


STATES = {
    DisplayState.OPEN: "open",
    DisplayState.PARTLY_PAID: "partly paid",
    DisplayState.PAST_DUE: "past due",
    DisplayState.PROCESSING: "payment under way",
    DisplayState.DISPUTED: "disputed",
    DisplayState.PAID: "paid",
    DisplayState.CLOSED_UNPAID: "closed unpaid",
    DisplayState.CREDITED: "credited",
}


def status(invoice: Summary, today: date = date.min) -> str:
    """The state as a person would say it; due dates are told beside it."""
    first, *more = invoice.states(today)
    said = _CAPITAL[first._value_]
    return ", ".join([said, *(STATES[state] for state in more)]) if more else said


# looked up by plain text: a list has ten of them, and an enumeration's own hash is slow
_CAPITAL = {state.value: words[0].upper() + words[1:] for state, words in STATES.items()}


def sums(amounts: tuple[Money, ...], reader: Reader, *, none: str = "nothing") -> str:
    """Several currencies side by side, never added: ``420.00 USD and 90.00 EUR``."""
    return " and ".join(reader.money(each) for each in amounts) or none


def none_listed(outcome: InvoiceList | InvoiceDetails) -> Card:
    """An empty page: nothing at all, nothing that matches, or a page beyond the last."""
    words = "None match that." if outcome.filtered else "There are no invoices yet."
    if outcome.total:
        words = f"There is no page {outcome.page}: {outcome.total} in all match."
    back = Action(label="My invoices", say="show my invoices")
    return Card(
        title=f"Invoices of {outcome.account}",
        paragraphs=(words,),
        actions=(back,) if outcome.total else (),
    )


def listed(outcome: InvoiceList, reader: Reader, asked: object) -> Card:
    """A page of invoices, with what can be paid and how to see the pages beside it."""
    found = outcome.invoices
    if not found:
        return none_listed(outcome)
    said = asked if isinstance(asked, ListInvoices) else ListInvoices(page=outcome.page)
    last = outcome.offset + len(found)
    pay = [
        Action(label=f"Pay {number}", say=f"pay invoice {number}", style=Style.PRIMARY)
        for number in outcome.payable[:BUTTONS]
    ]
    ends = (found[0].number, found[-1].number)
    return Card(
        title=f"Invoices of {outcome.account}",
        paragraphs=(paging.counted(outcome.offset, len(found), outcome.total),),
        table=Table(
            columns=_COLUMNS, rows=tuple([_row(each, reader, outcome.today) for each in found])
        ),
        actions=(*pay, *paging.turns(said, last=last, total=outcome.total, ends=ends)),
    )


def _row(invoice: Summary, reader: Reader, today: date) -> tuple[str, ...]:
    left = invoice.open_amount
    due = f", due {reader.day(invoice.due_on)}" if left.minor else ""
    return (
        invoice.number,
        reader.day(invoice.issued_on),
        TYPES[invoice.type],
        reader.money(invoice.total),
        reader.money(left),
        status(invoice, today) + due,
    )


def balance(outcome: BalanceShown, reader: Reader) -> Card:
    """What is owed, late, in credit and on its way."""
    facts = [Fact(label="You owe", value=sums(outcome.owed, reader))]
    if outcome.overdue:
        facts.append(Fact(label="Of that overdue", value=sums(outcome.overdue, reader)))
    if outcome.credit:
        facts.append(Fact(label="In your credit", value=sums(outcome.credit, reader)))
    if outcome.processing:
        facts.append(Fact(label="Payments under way", value=sums(outcome.processing, reader)))
    if outcome.planned:
        first = outcome.planned[0]
        told = f"{', '.join(first.numbers)}, {reader.money(first.amount)}, "
        facts.append(Fact(label="Planned next", value=told + reader.day(first.pay_on)))
    due = outcome.next_due
    if due is not None:
        told = f"{due.number}, {reader.money(due.open_amount)}, {reader.day(due.due_on)}"
        facts.append(Fact(label="Due first", value=told))
    facts.append(Fact(label="Open invoices", value=str(outcome.open_count)))
    actions = [Action(label="Open invoices", say="show open invoices")]
    if due is not None and outcome.may_pay:
        pay = Action(
            label=f"Pay {due.number}", say=f"pay invoice {due.number}", style=Style.PRIMARY
        )
        actions.insert(0, pay)
    return Card(
        title=f"Balance of {outcome.account}",
        tone=Tone.INFO if outcome.owed else Tone.GOOD,
        facts=tuple(facts),
        actions=tuple(actions) if outcome.open_count else (),
    )
