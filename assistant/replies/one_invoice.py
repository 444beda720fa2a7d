"""Words for one invoice: how it stands, what it consists of, what it comes to."""

from assistant.billing.model import Item, Seller, lines
from assistant.billing.outcomes import InvoiceShown
from assistant.card import Action, Card, Column, Fact, Style, Table
from assistant.reader import Reader
from assistant.replies.invoices import TYPES, status
from assistant.replies.looking import branch_row, named_taxes

_COLUMNS = (
    Column(label="Line"),
    Column(label="Item"),
    Column(label="Amount", number=True),
    Column(label="Tax", number=True),
)


def shown(outcome: InvoiceShown, reader: Reader) -> Card:
    """One invoice with its lines: each with its parts, those at no charge only counted."""
    invoice, live = outcome.invoice, outcome.live
    branches = lines.listed(lines.tree(outcome.items))
    said = [f"A payment of {reader.money(live.amount)} is under way."] if live else []
    if with_parts := [each for each in branches if each.parts]:
        say = f"line {with_parts[0].item.position} on {invoice.number}"
        said.append(f"Say “{say}” to see the parts of a line.")
    said += _free(outcome.items)
    payable = invoice.open_amount.minor > 0 and live is None and outcome.may_pay
    pay = Action(label="Pay", say=f"pay invoice {invoice.number}", style=Style.PRIMARY)
    rows = tuple(branch_row(each, reader) for each in branches)
    facts = (*_standing(outcome, reader), *_amounts(outcome, reader), *_parties(outcome))
    return Card(
        title=f"Invoice {invoice.number} of {outcome.account}",
        paragraphs=tuple(said),
        facts=tuple(fact for fact in facts if fact.value),
        table=Table(columns=_COLUMNS, rows=rows) if rows else None,
        actions=(*([pay] if payable else ()), Action(label="PDF", say=f"pdf {invoice.number}")),
    )


def _standing(outcome: InvoiceShown, reader: Reader) -> tuple[Fact, ...]:
    invoice = outcome.invoice
    return (
        Fact(label="Status", value=status(invoice, outcome.today)),
        Fact(label="Type", value=TYPES[invoice.type]),
        Fact(label="Issued", value=reader.day(invoice.issued_on)),
        Fact(label="Due", value=reader.day(invoice.due_on)),
        Fact(label="Total", value=reader.money(invoice.total)),
        Fact(label="Paid", value=reader.money(invoice.paid)),
        Fact(label="Open", value=reader.money(invoice.open_amount)),
    )


def _amounts(outcome: InvoiceShown, reader: Reader) -> list[Fact]:
    """What it comes to four ways, the taxes by name, and the balances it was part of."""
    invoice, items = outcome.invoice, outcome.items
    totals = lines.totals(items, invoice.total.currency)
    four = (
        ("Recurring", totals.recurring),
        ("One-time", totals.one_time),
        ("Tax on recurring", totals.recurring_tax),
        ("Tax on one-time", totals.one_time_tax),
    )
    facts = [Fact(label=label, value=reader.money(each)) for label, each in four if each.minor]
    named = any(item.taxes for item in items)
    if named:
        taxes = named_taxes(list(items), reader)
        facts += [Fact(label=label, value=amount) for label, amount in taxes]
    facts.append(Fact(label="Balance when issued", value=reader.money(invoice.balance_at_open)))
    if invoice.balance_at_close is not None:
        closed = reader.money(invoice.balance_at_close)
        facts.append(Fact(label="Balance when closed", value=closed))
    return facts


def _parties(outcome: InvoiceShown) -> tuple[Fact, ...]:
    invoice = outcome.invoice
    return (
        Fact(label="Billed to", value=invoice.contact.get("name", "")),
        Fact(label="Purchase order", value=invoice.purchase_order),
        Fact(label="Seller", value=_seller(outcome.seller) if outcome.seller else ""),
    )


def _seller(seller: Seller) -> str:
    return ", ".join(each for each in (seller.name, seller.registration, seller.tax_id) if each)


def _free(items: tuple[Item, ...]) -> list[str]:
    counts = lines.free_counts(items)
    if not counts:
        return []
    number = sum(count for _, count in counts)
    named = ", ".join(f"{count} × {name}" if name else str(count) for name, count in counts)
    one = number == 1
    return [f"{number} item{'' if one else 's'} at no charge: {named}."]
