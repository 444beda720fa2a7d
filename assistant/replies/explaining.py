"""Why an invoice is as high as it is: beside the one before it, or what it consists of."""

from assistant.billing.model import Summary, lines
from assistant.billing.money import Money
from assistant.billing.outcomes.views import (
    Change,
    InvoiceExplained,
)
from assistant.card import Action, Card, Style, Table
from assistant.language import inside, mark, say
from assistant.reader import Reader
from assistant.replies.invoices import types
from assistant.replies.looking_tables import ITEMS, branch_row, columns

MOST_CHANGES = 10


_DIFFERENCES = (mark("Item"), mark("Before"), mark("Now"), mark("Change"))


def explained(outcome: InvoiceExplained, reader: Reader) -> Card:
    """The biggest differences first."""
    invoice, before = outcome.invoice, outcome.previous
    number = invoice.number
    actions = [Action(label=say("Invoice {number}", number=number), say=f"invoice {number}")]
    if before is not None:
        actions.append(
            Action(
                label=say("Invoice {number}", number=before.number), say=f"invoice {before.number}"
            )
        )
    if outcome.may_pay and invoice.open_amount.minor:
        pay = Action(label=say("Pay"), say=f"pay invoice {number}", style=Style.PRIMARY)
        actions.insert(0, pay)
    shown = _differences(outcome, reader) if before else _contents(outcome, reader)
    return Card(
        title=say("Invoice {number}: {total}", number=number, total=reader.money(invoice.total)),
        paragraphs=tuple(_compared(outcome, reader)),
        table=shown if shown.rows else None,
        actions=tuple(actions),
    )


def _compared(outcome: InvoiceExplained, reader: Reader) -> list[str]:
    kind = inside(types()[outcome.invoice.type])
    before = outcome.previous
    if before is None:
        return [
            say("There is no earlier {kind} invoice to compare it with. It consists of:", kind=kind)
        ]
    more = outcome.invoice.total - before.total
    size = reader.money(more if more.minor >= 0 else -more)
    beside = f"{before.number} ({reader.day(before.issued_on)}, {reader.money(before.total)})"
    filled = {"size": size, "kind": kind, "beside": beside}
    if not more.minor:
        said = say("It comes to the same as the {kind} invoice before it, {beside}.", **filled)
    elif more.minor > 0:
        said = say("It is {size} more than the {kind} invoice before it, {beside}.", **filled)
    else:
        said = say("It is {size} less than the {kind} invoice before it, {beside}.", **filled)
    hidden = len(outcome.changes) - MOST_CHANGES
    rest = (
        [say("{hidden} smaller differences are not listed.", hidden=hidden)] if hidden > 0 else []
    )
    return [said, *rest]


def _differences(outcome: InvoiceExplained, reader: Reader) -> Table:
    return Table(
        columns=columns(*_DIFFERENCES),
        rows=tuple(
            _change(each, reader, outcome.invoice) for each in outcome.changes[:MOST_CHANGES]
        ),
    )


def _change(change: Change, reader: Reader, invoice: Summary) -> tuple[str, ...]:
    moved = Money(change.minor, invoice.total.currency)
    return (
        change.description,
        reader.money(change.before) if change.before else say("not there"),
        reader.money(change.now) if change.now else say("not there"),
        ("+" if moved.minor > 0 else "") + reader.money(moved),
    )


def _contents(outcome: InvoiceExplained, reader: Reader) -> Table:
    branches = lines.listed(lines.tree(outcome.items))
    return Table(
        columns=columns(*ITEMS),
        rows=tuple(branch_row(each, reader) for each in branches),
    )
