"""Tables of an invoice's lines: which columns hold numbers, what a line comes to."""

from assistant.billing.model.lines import Branch
from assistant.card import Column
from assistant.language import count, mark, marked
from assistant.reader import Reader

_NOT_NUMBERS = ("Invoice", "Date", "Type", "Status", "Line", "Item")


ITEMS = (mark("Line"), mark("Item"), mark("Amount"), mark("Tax"))


def columns(*labels: str) -> tuple[Column, ...]:
    """Columns of marked labels; what is no text is aligned as a number."""
    return tuple(Column(label=marked(label), number=label not in _NOT_NUMBERS) for label in labels)


def branch_row(branch: Branch, reader: Reader) -> tuple[str, ...]:
    """A line of an invoice: what it comes to with its parts."""
    parts = len(branch.parts)
    more = " (" + count(parts, "{number} part", "{number} parts") + ")" if parts else ""
    return (
        str(branch.item.position),
        branch.item.description + more,
        reader.money(branch.amount),
        reader.money(branch.tax),
    )
