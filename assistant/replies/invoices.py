"""Words for invoices and balances."""

from assistant.billing.model import InvoiceStatus, InvoiceType, Summary
from assistant.billing.money import Money
from assistant.billing.outcomes import BalanceShown, InvoiceList, InvoiceShown
from assistant.card import Action, Card, Column, Fact, Style, Table, Tone
from assistant.reader import Reader

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


def status(invoice: Summary) -> str:
    """The state as a person would say it; due dates are told beside it."""
    if not invoice.type.payable:
        return "Credited"
    match invoice.status:
        case InvoiceStatus.CLOSED:
            return "Paid"
        case InvoiceStatus.CLOSED_FAILED:
            return "Closed unpaid"
        case InvoiceStatus.OPEN:
            return "Partly paid" if invoice.paid.minor else "Open"


def sums(amounts: tuple[Money, ...], reader: Reader) -> str:
    """Several currencies side by side, never added: ``420.00 USD and 90.00 EUR``."""
    return " and ".join(reader.money(each) for each in amounts) or "nothing"


def listed(outcome: InvoiceList, reader: Reader, more: str) -> Card:
    """A page of invoices, with what can be paid and how to see more."""
    if not outcome.invoices:
        words = "None match that." if outcome.filtered else "There are no invoices yet."
        if outcome.total:
            words = f"There is no page {outcome.page}: {outcome.total} in all match."
        back = Action(label="My invoices", say="show my invoices")
        return Card(
            title=f"Invoices of {outcome.account}",
            paragraphs=(words,),
            actions=(back,) if outcome.total else (),
        )
    rows = tuple(_row(each, reader) for each in outcome.invoices)
    first, last = outcome.offset + 1, outcome.offset + len(outcome.invoices)
    actions = [
        Action(label=f"Pay {number}", say=f"pay invoice {number}", style=Style.PRIMARY)
        for number in outcome.payable[:BUTTONS]
    ]
    if last < outcome.total:
        actions.append(Action(label="More", say=more))
    return Card(
        title=f"Invoices of {outcome.account}",
        paragraphs=(f"{first}\u2013{last} of {outcome.total}",),
        table=Table(columns=_COLUMNS, rows=rows),
        actions=tuple(actions),
    )


def _row(invoice: Summary, reader: Reader) -> tuple[str, ...]:
    left = invoice.open_amount
    due = f", due {reader.day(invoice.due_on)}" if left.minor else ""
    return (
        invoice.number,
        reader.day(invoice.issued_on),
        TYPES[invoice.type],
        reader.money(invoice.total),
        reader.money(left),
        status(invoice) + due,
    )


def shown(outcome: InvoiceShown, reader: Reader) -> Card:
    """One invoice with its lines."""
    invoice = outcome.invoice
    facts = [
        Fact(label="Status", value=status(invoice)),
        Fact(label="Type", value=TYPES[invoice.type]),
        Fact(label="Issued", value=reader.day(invoice.issued_on)),
        Fact(label="Due", value=reader.day(invoice.due_on)),
        Fact(label="Total", value=reader.money(invoice.total)),
        Fact(label="Paid", value=reader.money(invoice.paid)),
        Fact(label="Open", value=reader.money(invoice.open_amount)),
        Fact(label="Billed to", value=invoice.contact.get("name", "")),
    ]
    items = Table(
        columns=(
            Column(label="Line"),
            Column(label="Item"),
            Column(label="Amount", number=True),
            Column(label="Tax", number=True),
        ),
        rows=tuple(
            (
                str(item.position),
                item.description,
                reader.money(item.amount),
                reader.money(item.tax),
            )
            for item in outcome.items
        ),
    )
    live = outcome.live
    said = (f"A payment of {reader.money(live.amount)} is under way.",) if live else ()
    payable = invoice.open_amount.minor > 0 and live is None and outcome.may_pay
    pay = Action(label="Pay", say=f"pay invoice {invoice.number}", style=Style.PRIMARY)
    return Card(
        title=f"Invoice {invoice.number} of {outcome.account}",
        paragraphs=said,
        facts=tuple(fact for fact in facts if fact.value),
        table=items if outcome.items else None,
        actions=(pay,) if payable else (),
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
