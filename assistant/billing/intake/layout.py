"""The columns of each kind of record; a file with any other column is refused."""

from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

from assistant.billing.intake.fields import nearest, shown
from assistant.billing.intake.report import RefusedError
from assistant.values import dataclass


class Kind(StrEnum):
    """What a record is, by the word of its list in a JSON file."""

    ACCOUNT = "accounts"
    CONTACT = "contacts"
    INVOICE = "invoices"
    ITEM = "items"


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns that must be there, and columns that may be."""

    required: tuple[str, ...]
    optional: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """All of them."""
        return self.required + self.optional


LAYOUTS = {
    Kind.ACCOUNT: Layout(("account", "name"), ("currency", "stripe_customer", "partial_payments")),
    Kind.CONTACT: Layout(
        ("account", "email", "name"), ("role", "invoices", "payments", "locale", "timezone")
    ),
    Kind.INVOICE: Layout(
        ("account", "number", "issued", "due"),
        ("type", "currency", "status", "paid", "paid_on", "purchase_order"),
    ),
    Kind.ITEM: Layout(("description", "amount"), ("tax", "recurring", "category", "part_of")),
}

_IN_TABLES = {
    Kind.ACCOUNT: LAYOUTS[Kind.ACCOUNT],
    Kind.CONTACT: LAYOUTS[Kind.CONTACT],
    Kind.INVOICE: Layout(
        LAYOUTS[Kind.INVOICE].required + LAYOUTS[Kind.ITEM].required,
        LAYOUTS[Kind.INVOICE].optional + LAYOUTS[Kind.ITEM].optional,
    ),
}


@dataclass(frozen=True, slots=True)
class Raw:
    """A record as it was written: cells by column, an invoice's items, or what is wrong with it."""

    where: str
    kind: Kind
    cells: dict[str, str]
    items: tuple["Raw", ...] = ()
    flaw: RefusedError | None = None


def kind_of(header: Sequence[str]) -> Kind:
    """What a table's rows are, by its columns."""
    known = {name for layout in _IN_TABLES.values() for name in layout.columns}
    named = set(header)
    for kind, tell in ((Kind.INVOICE, "number"), (Kind.CONTACT, "email"), (Kind.ACCOUNT, "name")):
        if tell in named:
            check(header, _IN_TABLES[kind])
            return kind
    strange = next((name for name in header if name not in known), "")
    raise RefusedError(
        "the first line does not name the columns of accounts, contacts or invoices",
        f"{shown(strange)}: {nearest(strange, sorted(known))}" if strange else "see docs/import.md",
    )


def check(named: Sequence[str], layout: Layout) -> None:
    """Refuse columns that are unknown, doubled or missing."""
    unknown = [name for name in named if name not in layout.columns]
    if unknown:
        remedy = nearest(unknown[0], layout.columns)
        raise RefusedError(f"there is no column {shown(unknown[0])}", remedy)
    doubled = [name for name, times in Counter(named).items() if times > 1]
    if doubled:
        raise RefusedError(f"the column {doubled[0]!r} is there twice", "keep one of them")
    missing = [name for name in layout.required if name not in named]
    if missing:
        raise RefusedError(f"the column {missing[0]!r} is missing", "add it")
