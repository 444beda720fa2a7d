"""Words for one invoice: how it stands, what it consists of, what it comes to."""

from datetime import datetime

from assistant.billing.model import Item, Payment, Seller, lines
from assistant.billing.model.wish import Wish
from assistant.billing.outcomes import InvoiceShown
from assistant.card import Action, Card, Column, Fact, Style, Table
from assistant.language import count, say, spoken
from assistant.reader import Reader
from assistant.replies.invoices import status, types
from assistant.replies.looking import named_taxes
from assistant.replies.looking_tables import branch_row
from assistant.replies.otherwise import another_amount


@spoken
def _columns() -> tuple[Column, ...]:
    return (
        Column(label=say("Line")),
        Column(label=say("Item")),
        Column(label=say("Amount"), number=True),
        Column(label=say("Tax"), number=True),
    )


def shown(outcome: InvoiceShown, reader: Reader) -> Card:
    """One invoice with its lines: each with its parts, those at no charge only counted."""
    invoice, live = outcome.invoice, outcome.live
    branches = lines.listed(lines.tree(outcome.items))
    said = [_under_way(live, reader)] if live else []
    if with_parts := [each for each in branches if each.parts]:
        line, number = with_parts[0].item.position, invoice.number
        said.append(
            say(
                "Say “line {line} on {number}” to see the parts of a line.",
                line=line,
                number=number,
            )
        )
    said += _free(outcome.items)
    payable = invoice.open_amount.minor > 0 and not (live and not live.state.gives_way)
    payable = payable and outcome.may_pay
    pay = Action(label=say("Pay"), say=f"pay invoice {invoice.number}", style=Style.PRIMARY)
    rows = tuple(branch_row(each, reader) for each in branches)
    facts = (*_standing(outcome, reader), *_amounts(outcome, reader), *_parties(outcome))
    return Card(
        title=say("Invoice {number} of {account}", number=invoice.number, account=outcome.account),
        paragraphs=tuple(said),
        facts=tuple(fact for fact in facts if fact.value),
        table=Table(columns=_columns(), rows=rows) if rows else None,
        actions=(
            *([pay, *_part(outcome, reader)] if payable else ()),
            Action(label=say("PDF"), say=f"pdf {invoice.number}"),
        ),
    )


def _part(outcome: InvoiceShown, reader: Reader) -> tuple[Action, ...]:
    invoice = outcome.invoice
    wish = Wish(numbers=(invoice.number,))
    return another_amount(wish, invoice.open_amount, reader, ways=outcome.ways)


def _under_way(live: Payment, reader: Reader) -> str:
    amount = reader.money(live.amount)
    if live.state.gives_way:
        return say("A payment page for {amount} is open; nothing is charged yet.", amount=amount)
    return say("A payment of {amount} is under way.", amount=amount)


def _standing(outcome: InvoiceShown, reader: Reader) -> tuple[Fact, ...]:
    invoice = outcome.invoice
    return (
        Fact(label=say("Status"), value=status(invoice, outcome.today)),
        Fact(label=say("Type"), value=types()[invoice.type]),
        Fact(label=say("Issued"), value=reader.day(invoice.issued_on)),
        Fact(label=say("Due"), value=reader.day(invoice.due_on)),
        Fact(label=say("Total"), value=reader.money(invoice.total)),
        Fact(label=say("Paid"), value=reader.money(invoice.paid)),
        Fact(label=say("Open"), value=reader.money(invoice.open_amount)),
    )


def _amounts(outcome: InvoiceShown, reader: Reader) -> list[Fact]:
    """What it comes to four ways, the taxes by name, and the balances it was part of."""
    invoice, items = outcome.invoice, outcome.items
    totals = lines.totals(items, invoice.total.currency)
    four = (
        (say("Recurring"), totals.recurring),
        (say("One-time"), totals.one_time),
        (say("Tax on recurring"), totals.recurring_tax),
        (say("Tax on one-time"), totals.one_time_tax),
    )
    facts = [Fact(label=label, value=reader.money(each)) for label, each in four if each.minor]
    named = any(item.taxes for item in items)
    if named:
        taxes = named_taxes(list(items), reader)
        facts += [Fact(label=label, value=amount) for label, amount in taxes]
    facts.append(
        Fact(label=say("Balance when issued"), value=reader.money(invoice.balance_at_open))
    )
    if invoice.balance_at_close is not None:
        closed = reader.money(invoice.balance_at_close)
        facts.append(Fact(label=say("Balance when closed"), value=closed))
    return facts


def _parties(outcome: InvoiceShown) -> tuple[Fact, ...]:
    invoice = outcome.invoice
    return (
        Fact(label=say("Billed to"), value=invoice.contact.get("name", "")),
        Fact(label=say("Purchase order"), value=invoice.purchase_order),
        Fact(label=say("Seller"), value=_seller(outcome.seller) if outcome.seller else ""),
    )


def _seller(seller: Seller) -> str:
    return ", ".join(each for each in (seller.name, seller.registration, seller.tax_id) if each)


def _free(items: tuple[Item, ...]) -> list[str]:
    counts = lines.free_counts(items)
    if not counts:
        return []
    number = sum(free for _, free in counts)
    named = ", ".join(f"{free} × {name}" if name else str(free) for name, free in counts)
    return [
        count(
            number,
            "{number} item at no charge: {named}.",
            "{number} items at no charge: {named}.",
            named=named,
        )
    ]


def not_due(paid_at: datetime | None, by: str, reader: Reader) -> str:
    """That nothing is due on an invoice, and since when and thanks to whom, as far as is known."""
    said = [say("Nothing is due on it.")]
    if paid_at and by:
        said.append(say("{name} paid it on {time}.", name=by, time=reader.moment(paid_at)))
    elif paid_at:
        said.append(say("It was paid on {time}.", time=reader.moment(paid_at)))
    return " ".join(said)
