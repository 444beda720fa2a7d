"""Look closely at one invoice: a line of it, or why it is not what the one before it was."""

from collections.abc import Iterator, Sequence

from sqlalchemy.engine import Connection

from assistant.billing.model import Asker, Item, lines
from assistant.billing.model.lines import Branch
from assistant.billing.money import Money
from assistant.billing.outcomes import InvoiceNotFound
from assistant.billing.outcomes.views import Change, InvoiceExplained, ItemNotFound, ItemShown
from assistant.billing.store import invoices, listing


def show_item(
    tx: Connection, asker: Asker, number: str, position: int
) -> ItemShown | ItemNotFound | InvoiceNotFound:
    """One line of one of the account's invoices, free or not, with its parts."""
    invoice = invoices.numbered(tx, (asker.account_id,), number)
    if invoice is None:
        return InvoiceNotFound(number)
    items = invoices.items(tx, invoice)
    last = items[-1].position if items else 0
    found = [each for each in _every(lines.tree(items)) if each.item.position == position]
    if not found:
        return ItemNotFound(number, position, last)
    return ItemShown(asker.account, invoice, found[0], last)


def _every(branches: Sequence[Branch]) -> Iterator[Branch]:
    for branch in branches:
        yield branch
        yield from _every(branch.parts)


def explain(
    tx: Connection, asker: Asker, number: str, *, may_pay: bool
) -> InvoiceExplained | InvoiceNotFound:
    """One of the account's invoices beside the one of its type and currency before it."""
    invoice = invoices.numbered(tx, (asker.account_id,), number)
    if invoice is None:
        return InvoiceNotFound(number)
    before = listing.previous(tx, invoice)
    items = invoices.items(tx, invoice)
    then = invoices.items(tx, before) if before else ()
    changes = tuple(_changes(then, items)) if before else ()
    return InvoiceExplained(asker.account, invoice, before, changes, items, may_pay)


def _changes(before: Sequence[Item], now: Sequence[Item]) -> list[Change]:
    """What differs, largest first; lines of one description count together, with their taxes."""
    then, today = _by_description(before), _by_description(now)
    every = dict.fromkeys([*today, *then])
    changes = [Change(name, then.get(name), today.get(name)) for name in every]
    return sorted((each for each in changes if each.minor), key=lambda each: -abs(each.minor))


def _by_description(items: Sequence[Item]) -> dict[str, Money]:
    sums: dict[str, Money] = {}
    for item in items:
        cost = item.amount + item.tax
        known = sums.get(item.description)
        sums[item.description] = known + cost if known else cost
    return sums
