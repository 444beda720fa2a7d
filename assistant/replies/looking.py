"""Words for looking closely: details, one line, a comparison, the summary."""

from typing import assert_never

from assistant.billing.model import Item, Summary, lines, taxes
from assistant.billing.model.lines import Branch
from assistant.billing.money import Money
from assistant.billing.outcomes.views import (
    Change,
    Detail,
    InvoiceDetails,
    InvoiceExplained,
    ItemNotFound,
    ItemShown,
    Seen,
    SummaryShown,
)
from assistant.card import Action, Card, Column, Fact, Style, Table, Tone
from assistant.command import ListInvoices
from assistant.reader import Reader
from assistant.replies import paging
from assistant.replies.invoices import TYPES, none_listed, status, sums

MOST_CHANGES = 10

_DETAILS = ("Invoice", "Date", "Type", "Recurring", "One-time", "Tax", "Total", "Open", "Status")
_AMOUNTS = ("Recurring", "One-time", "Tax", "Total", "Open", "Amount", "Before", "Now", "Change")


def word(outcome: Seen, reader: Reader, asked: object) -> Card:
    """Say what was looked at."""
    match outcome:
        case InvoiceDetails():
            return _details(outcome, reader, asked)
        case ItemShown():
            return _item(outcome, reader)
        case ItemNotFound():
            return _no_item(outcome)
        case InvoiceExplained():
            return _explained(outcome, reader)
        case SummaryShown():
            return _summary(outcome, reader)
        case _:
            assert_never(outcome)


def _columns(*labels: str) -> tuple[Column, ...]:
    return tuple(Column(label=label, number=label in _AMOUNTS) for label in labels)


def _details(outcome: InvoiceDetails, reader: Reader, asked: object) -> Card:
    found = outcome.details
    if not found:
        return none_listed(outcome)
    said = asked if isinstance(asked, ListInvoices) else ListInvoices(projection="detail")
    said = said.model_copy(update={"page": outcome.page})
    ends = (found[0].invoice.number, found[-1].invoice.number)
    last = outcome.offset + len(found)
    return Card(
        title=f"Invoices of {outcome.account} in detail",
        paragraphs=(paging.counted(outcome.offset, len(found), outcome.total),),
        table=Table(
            columns=_columns(*_DETAILS),
            rows=tuple(_detail(each, reader, outcome) for each in found),
        ),
        actions=paging.turns(said, last=last, total=outcome.total, ends=ends),
    )


def _detail(detail: Detail, reader: Reader, outcome: InvoiceDetails) -> tuple[str, ...]:
    invoice, totals = detail.invoice, detail.totals
    order = f" ({invoice.purchase_order})" if invoice.purchase_order else ""
    return (
        f"{invoice.number}{order}",
        reader.day(invoice.issued_on),
        TYPES[invoice.type],
        *(
            reader.money(each)
            for each in (
                totals.recurring,
                totals.one_time,
                totals.tax,
                invoice.total,
                invoice.open_amount,
            )
        ),
        status(invoice, outcome.today),
    )


def _item(outcome: ItemShown, reader: Reader) -> Card:
    item, branch, number = outcome.branch.item, outcome.branch, outcome.invoice.number
    facts = [
        Fact(label="Item", value=item.description),
        Fact(label="Kind", value="Recurring" if item.recurring else "One-time"),
        Fact(label="Category", value=item.category),
        Fact(label="Amount", value="at no charge" if item.free else reader.money(item.amount)),
        *(Fact(label=label, value=amount) for label, amount in named_taxes([item], reader)),
    ]
    if branch.parts:
        facts.append(Fact(label="With its parts", value=reader.money(branch.amount + branch.tax)))
    parts = Table(
        columns=_columns("Line", "Item", "Amount", "Tax"),
        rows=tuple(branch_row(part, reader) for part in branch.parts),
    )
    return Card(
        title=f"Line {item.position} of invoice {number}",
        facts=tuple(fact for fact in facts if fact.value),
        table=parts if branch.parts else None,
        actions=(Action(label=f"Invoice {number}", say=f"invoice {number}"),),
    )


def _no_item(outcome: ItemNotFound) -> Card:
    number = outcome.number
    last = f"Its lines go up to {outcome.last}." if outcome.last else "It has no lines."
    return Card(
        title=f"Invoice {number} has no line {outcome.position}",
        tone=Tone.PROBLEM,
        paragraphs=(last,),
        actions=(Action(label=f"Invoice {number}", say=f"invoice {number}"),),
    )


def branch_row(branch: Branch, reader: Reader) -> tuple[str, ...]:
    """A line of an invoice: what it comes to with its parts."""
    parts = len(branch.parts)
    more = f" ({parts} part{'s' if parts > 1 else ''})" if parts else ""
    return (
        str(branch.item.position),
        branch.item.description + more,
        reader.money(branch.amount),
        reader.money(branch.tax),
    )


def named_taxes(items: list[Item], reader: Reader) -> tuple[tuple[str, str], ...]:
    """Each tax by name and rate, with what it comes to."""
    return tuple(
        (f"{each.name} {reader.rate(each.ppm)}" if each.ppm else each.name, amount)
        for each in taxes.summed(items)
        if (amount := reader.money(each.amount))
    )


def _explained(outcome: InvoiceExplained, reader: Reader) -> Card:
    invoice, before = outcome.invoice, outcome.previous
    number = invoice.number
    actions = [Action(label=f"Invoice {number}", say=f"invoice {number}")]
    if before is not None:
        actions.append(Action(label=f"Invoice {before.number}", say=f"invoice {before.number}"))
    if outcome.may_pay and invoice.open_amount.minor:
        pay = Action(label="Pay", say=f"pay invoice {number}", style=Style.PRIMARY)
        actions.insert(0, pay)
    shown = _differences(outcome, reader) if before else _contents(outcome, reader)
    return Card(
        title=f"Invoice {number}: {reader.money(invoice.total)}",
        paragraphs=tuple(_compared(outcome, reader)),
        table=shown if shown.rows else None,
        actions=tuple(actions),
    )


def _compared(outcome: InvoiceExplained, reader: Reader) -> list[str]:
    kind = TYPES[outcome.invoice.type].lower()
    before = outcome.previous
    if before is None:
        return [f"There is no earlier {kind} invoice to compare it with. It consists of:"]
    more = outcome.invoice.total - before.total
    size = reader.money(more if more.minor >= 0 else -more)
    beside = f"{before.number} of {reader.day(before.issued_on)} ({reader.money(before.total)})"
    if not more.minor:
        said = f"It comes to the same as the {kind} invoice before it, {beside}."
    else:
        word = "more" if more.minor > 0 else "less"
        said = f"It is {size} {word} than the {kind} invoice before it, {beside}."
    hidden = len(outcome.changes) - MOST_CHANGES
    rest = [f"{hidden} smaller differences are not listed."] if hidden > 0 else []
    return [said, *rest]


def _differences(outcome: InvoiceExplained, reader: Reader) -> Table:
    return Table(
        columns=_columns("Item", "Before", "Now", "Change"),
        rows=tuple(
            _change(each, reader, outcome.invoice) for each in outcome.changes[:MOST_CHANGES]
        ),
    )


def _change(change: Change, reader: Reader, invoice: Summary) -> tuple[str, ...]:
    moved = Money(change.minor, invoice.total.currency)
    return (
        change.description,
        reader.money(change.before) if change.before else "not there",
        reader.money(change.now) if change.now else "not there",
        ("+" if moved.minor > 0 else "") + reader.money(moved),
    )


def _contents(outcome: InvoiceExplained, reader: Reader) -> Table:
    branches = lines.listed(lines.tree(outcome.items))
    return Table(
        columns=_columns("Line", "Item", "Amount", "Tax"),
        rows=tuple(branch_row(each, reader) for each in branches),
    )


def _summary(outcome: SummaryShown, reader: Reader) -> Card:
    facts = [
        Fact(label="Current balance", value=_balances(outcome.balances, reader)),
        Fact(label="Of that overdue", value=sums(outcome.overdue, reader, none="")),
        Fact(label="Payments under way", value=sums(outcome.processing, reader, none="")),
    ]
    due = outcome.next_due
    actions = [Action(label="Open invoices", say="show open invoices")] if due else []
    if due is not None:
        told = f"{due.number}, {reader.money(due.open_amount)}, {reader.day(due.due_on)}"
        facts.append(Fact(label="Due first", value=told))
        if outcome.may_pay:
            say = f"pay invoice {due.number}"
            actions.insert(0, Action(label=f"Pay {due.number}", say=say, style=Style.PRIMARY))
    method = outcome.method.name if outcome.method else "none on file"
    facts += [Fact(label="Payment method", value=method), *_coming(outcome, reader)]
    return Card(
        title=f"Billing summary of {outcome.account}",
        tone=Tone.PROBLEM if outcome.overdue else Tone.INFO,
        facts=tuple(fact for fact in facts if fact.value),
        actions=tuple(actions),
    )


def _balances(balances: tuple[Money, ...], reader: Reader) -> str:
    owed = [reader.money(each) for each in balances if each.minor > 0]
    credit = [f"{reader.money(-each)} in your credit" for each in balances if each.minor < 0]
    return " and ".join([*owed, *credit]) or "nothing is owed"


def _coming(outcome: SummaryShown, reader: Reader) -> list[Fact]:
    coming = outcome.next
    if coming is None:
        return [
            Fact(label="Next invoice", value="no recurring invoice so far, so none is expected")
        ]
    estimate = f"about {reader.money(coming.estimate)}, judged by {coming.like}"
    return [
        Fact(label="Last recurring invoice", value=reader.day(coming.last_on)),
        Fact(label="Next recurring invoice", value=reader.day(coming.on)),
        Fact(label="Next invoice, estimated", value=estimate),
        Fact(label="Balance then, if nothing is paid", value=_balances((coming.balance,), reader)),
    ]
