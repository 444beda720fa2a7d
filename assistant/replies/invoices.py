"""Words for lists of invoices and for balances."""

from datetime import date

from assistant.billing.model import DisplayState, InvoiceType, Payment, Summary
from assistant.billing.money import Money
from assistant.billing.outcomes import BalanceShown, InvoiceList
from assistant.billing.outcomes.views import InvoiceDetails
from assistant.card import Action, Card, Column, Fact, Style, Table, Tone
from assistant.command import ListInvoices
from assistant.language import mark, marked, say, spoken
from assistant.reader import Reader
from assistant.replies import paging
from assistant.values import dataclass

BUTTONS = 4
"""How many invoices of a list get a button of their own."""

_TYPES = {
    InvoiceType.NEW: mark("New"),
    InvoiceType.RECURRING: mark("Recurring"),
    InvoiceType.ONE_TIME_CHARGE: mark("One-time charge"),
    InvoiceType.CREDIT: mark("Credit"),
    InvoiceType.REFUND: mark("Refund"),
    InvoiceType.MANUAL_PAYMENT_CREDIT: mark("Payment credit"),
}


@spoken
def _columns() -> tuple[Column, ...]:
    return (
        Column(label=say("Invoice")),
        Column(label=say("Date")),
        Column(label=say("Type")),
        Column(label=say("Total"), number=True),
        Column(label=say("Open"), number=True),
        Column(label=say("Status")),
    )


STATES = {
    DisplayState.OPEN: mark("open"),
    DisplayState.PARTLY_PAID: mark("partly paid"),
    DisplayState.PAST_DUE: mark("past due"),
    DisplayState.PROCESSING: mark("payment under way"),
    DisplayState.DISPUTED: mark("disputed"),
    DisplayState.PAID: mark("paid"),
    DisplayState.CLOSED_UNPAID: mark("closed unpaid"),
    DisplayState.CREDITED: mark("credited"),
}


def status(invoice: Summary, today: date = date.min) -> str:
    """The state as a person would say it; due dates are told beside it."""
    return _status(invoice, today, _row_words())


def _status(invoice: Summary, today: date, words: "_RowWords") -> str:
    states = invoice.states(today)
    said = words.states[states[0]._value_]
    if len(states) == 1:
        return said
    return ", ".join([said, *(marked(STATES[state]) for state in states[1:])])


@spoken
def types() -> dict[InvoiceType, str]:
    """What each type of invoice is called."""
    return {type_: marked(words) for type_, words in _TYPES.items()}


@dataclass(frozen=True, slots=True)
class _RowWords:
    """What the rows of a list are worded with, looked up once for all of them.

    States are found by plain text, as an enumeration's own hash is slow.
    """

    types: dict[str, str]
    states: dict[str, str]
    before_due: str
    after_due: str


@spoken
def _row_words() -> _RowWords:
    said = ((state.value, marked(words)) for state, words in STATES.items())
    before, _, after = marked(mark(", due {day}")).partition("{day}")
    return _RowWords(
        {type_.value: words for type_, words in types().items()},
        {state: words[0].upper() + words[1:] for state, words in said},
        before,
        after,
    )


def sums(amounts: tuple[Money, ...], reader: Reader, *, none: str | None = None) -> str:
    """Several currencies side by side, never added: ``420.00 USD and 90.00 EUR``."""
    return say(" and ").join(reader.money(each) for each in amounts) or (
        say("nothing") if none is None else none
    )


def none_listed(outcome: InvoiceList | InvoiceDetails) -> Card:
    """An empty page: nothing at all, nothing that matches, or a page beyond the last."""
    words = say("None match that.") if outcome.filtered else say("There are no invoices yet.")
    if outcome.total:
        words = say(
            "There is no page {page}: {total} in all match.", page=outcome.page, total=outcome.total
        )
    back = Action(label=say("My invoices"), say="show my invoices")
    return Card(
        title=say("Invoices of {account}", account=outcome.account),
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
        Action(
            label=say("Pay {number}", number=number),
            say=f"pay invoice {number}",
            style=Style.PRIMARY,
        )
        for number in outcome.payable[:BUTTONS]
    ]
    ends = (found[0].number, found[-1].number)
    words, today = _row_words(), outcome.today
    rows = tuple([_row(each, reader, today, words) for each in found])
    return Card(
        title=say("Invoices of {account}", account=outcome.account),
        paragraphs=(paging.counted(outcome.offset, len(found), outcome.total),),
        table=Table(columns=_columns(), rows=rows),
        actions=(*pay, *paging.turns(said, last=last, total=outcome.total, ends=ends)),
    )


def _row(invoice: Summary, reader: Reader, today: date, words: _RowWords) -> tuple[str, ...]:
    said, still_open = _status(invoice, today, words), invoice.open_amount
    if still_open.minor:
        said = f"{said}{words.before_due}{reader.day(invoice.due_on)}{words.after_due}"
    return (
        invoice.number,
        reader.day(invoice.issued_on),
        words.types[invoice.type._value_],
        reader.money(invoice.total),
        reader.money(still_open),
        said,
    )


def open_pages(pages: tuple[Payment, ...], reader: Reader) -> list[Fact]:
    """Pages on which somebody may pay: that is no money on its way."""
    return [
        Fact(
            label=say("A payment page is open"),
            value=say(
                "for {numbers}, {amount}; nothing is charged yet",
                numbers=", ".join(each.numbers),
                amount=reader.money(each.amount),
            ),
        )
        for each in pages
    ]


def balance(outcome: BalanceShown, reader: Reader) -> Card:
    """What is owed, late, in credit and on its way."""
    facts = [Fact(label=say("You owe"), value=sums(outcome.owed, reader))]
    if outcome.overdue:
        facts.append(Fact(label=say("Of that overdue"), value=sums(outcome.overdue, reader)))
    if outcome.credit:
        facts.append(Fact(label=say("In your credit"), value=sums(outcome.credit, reader)))
    if outcome.processing:
        facts.append(Fact(label=say("Payments under way"), value=sums(outcome.processing, reader)))
    facts += open_pages(outcome.pages, reader)
    if outcome.planned:
        first = outcome.planned[0]
        told = f"{', '.join(first.numbers)}, {reader.money(first.amount)}, "
        facts.append(Fact(label=say("Planned next"), value=told + reader.day(first.pay_on)))
    due = outcome.next_due
    if due is not None:
        told = f"{due.number}, {reader.money(due.open_amount)}, {reader.day(due.due_on)}"
        facts.append(Fact(label=say("Due first"), value=told))
    facts.append(Fact(label=say("Open invoices"), value=str(outcome.open_count)))
    actions = [Action(label=say("Open invoices"), say="show open invoices")]
    if due is not None and outcome.may_pay:
        pay = Action(
            label=say("Pay {number}", number=due.number),
            say=f"pay invoice {due.number}",
            style=Style.PRIMARY,
        )
        actions.insert(0, pay)
    return Card(
        title=say("Balance of {account}", account=outcome.account),
        tone=Tone.INFO if outcome.owed else Tone.GOOD,
        facts=tuple(facts),
        actions=tuple(actions) if outcome.open_count else (),
    )
