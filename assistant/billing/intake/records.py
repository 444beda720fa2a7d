"""Turn raw records into what can be entered: every cell read, nothing assumed."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError

from assistant.billing.intake import fields
from assistant.billing.intake.fields import Writing
from assistant.billing.intake.layout import Kind, Raw
from assistant.billing.intake.report import RefusedError
from assistant.billing.model import InvoiceType, Role
from assistant.values import dataclass

T = TypeVar("T")

PARTIAL_PAYMENTS = ("allow", "balance_only", "deny_and_handoff")
STATUSES = ("open", "closed", "closed_failed")
TYPES = tuple(str(each) for each in InvoiceType)


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """A customer. What is None was not said."""

    id: str
    name: str
    currency: str
    customer_ref: str | None
    partial_payments: str | None


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """A person at a customer."""

    account: str
    email: str
    name: str
    role: Role
    invoices: bool
    payments: bool
    locale: str
    timezone: str


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """A line, in major units of the invoice's currency."""

    description: str
    amount: Decimal
    tax: Decimal
    recurring: bool
    category: str
    part_of: int | None


@dataclass(frozen=True, slots=True)
class InvoiceRecord:
    """An invoice; without a currency it is in the account's. What is None was not said."""

    account: str
    number: str
    type: InvoiceType
    issued_on: date
    due_on: date
    currency: str | None
    status: str
    paid: Decimal | None
    paid_on: date | None
    purchase_order: str
    items: tuple[ItemRecord, ...]


Record = AccountRecord | ContactRecord | InvoiceRecord


def record(raw: Raw, writing: Writing) -> Record:
    """Read a record. Raises RefusedError, which names the column."""
    if raw.flaw is not None:
        raise raw.flaw
    match raw.kind:
        case Kind.ACCOUNT:
            return _account(_Cells(raw), writing)
        case Kind.CONTACT:
            return _contact(_Cells(raw))
        case _:
            return _invoice(_Cells(raw), raw.items, writing)


def named(raw: Raw) -> str:
    """What a record is, in a report."""
    match raw.kind:
        case Kind.ACCOUNT:
            return f"account {fields.shown(raw.cells.get('account', ''))}"
        case Kind.CONTACT:
            return f"contact {fields.shown(raw.cells.get('email', ''))}"
        case _:
            return f"invoice {fields.shown(raw.cells.get('number', ''))}"


@dataclass(frozen=True, slots=True)
class _Cells:
    raw: Raw

    def read(self, name: str, how: Callable[[str], T], default: T | None = None) -> T:
        """Read a cell; an empty one is its default, or must not be empty."""
        cell = self.raw.cells.get(name, "")
        try:
            if cell:
                return how(cell)
            if default is None:
                raise RefusedError("it is empty", "fill it in")
        except RefusedError as error:
            cause = f"{name}: {error.cause}"
            if self.raw.kind is Kind.ITEM:
                cause = f"{self.raw.where}: {cause}"
            raise RefusedError(cause, error.remedy) from None
        return default


def _account(cells: _Cells, writing: Writing) -> AccountRecord:
    return AccountRecord(
        id=cells.read("account", fields.key),
        name=cells.read("name", _short(200)),
        currency=cells.read("currency", fields.currency, writing.currency),
        customer_ref=cells.read("stripe_customer", fields.key, "") or None,
        partial_payments=cells.read(
            "partial_payments", lambda cell: fields.one_of(cell, PARTIAL_PAYMENTS), ""
        )
        or None,
    )


def _contact(cells: _Cells) -> ContactRecord:
    roles: Mapping[str, Role] = {each.name.lower(): each for each in Role}
    return ContactRecord(
        account=cells.read("account", fields.key),
        email=cells.read("email", fields.email),
        name=cells.read("name", _short(200)),
        role=roles[cells.read("role", lambda cell: fields.one_of(cell, roles), "viewer")],
        invoices=cells.read("invoices", fields.flag, default=False),
        payments=cells.read("payments", fields.flag, default=False),
        locale=cells.read("locale", _locale, "en"),
        timezone=cells.read("timezone", _timezone, "UTC"),
    )


def _invoice(cells: _Cells, items: tuple[Raw, ...], writing: Writing) -> InvoiceRecord:
    if not items:
        raise RefusedError("it has no items", "give it at least one")
    found = InvoiceRecord(
        account=cells.read("account", fields.key),
        number=cells.read("number", fields.number),
        type=InvoiceType(cells.read("type", lambda cell: fields.one_of(cell, TYPES), "NEW")),
        issued_on=cells.read("issued", writing.day),
        due_on=cells.read("due", writing.day),
        currency=cells.read("currency", fields.currency, "") or None,
        status=cells.read("status", lambda cell: fields.one_of(cell, STATUSES), "open"),
        paid=_paid(cells, writing),
        paid_on=_paid_on(cells, writing),
        purchase_order=cells.read("purchase_order", _short(64), ""),
        items=tuple(_item(_Cells(each), writing) for each in items),
    )
    if found.due_on < found.issued_on:
        raise RefusedError(f"due: {found.due_on} is before it was issued", "correct the dates")
    if found.paid_on is not None and found.paid_on < found.issued_on:
        raise RefusedError(f"paid_on: {found.paid_on} is before it was issued", "correct the dates")
    return found


def _paid_on(cells: _Cells, writing: Writing) -> date | None:
    found = cells.read("paid_on", writing.day, date.min)
    return None if found == date.min else found


def _paid(cells: _Cells, writing: Writing) -> Decimal | None:
    paid = cells.read("paid", writing.amount, Decimal(-1))
    if cells.raw.cells.get("paid") and paid < 0:
        raise RefusedError("paid: it is less than nothing", "write what was paid, or leave it out")
    return paid if paid >= 0 else None


def _item(cells: _Cells, writing: Writing) -> ItemRecord:
    return ItemRecord(
        description=cells.read("description", fields.text),
        amount=cells.read("amount", writing.amount),
        tax=cells.read("tax", writing.amount, Decimal(0)),
        recurring=cells.read("recurring", fields.flag, default=False),
        category=cells.read("category", _short(80), ""),
        part_of=cells.read("part_of", fields.position, 0) or None,
    )


def _short(longest: int) -> Callable[[str], str]:
    return lambda cell: fields.text(cell, longest=longest)


def _locale(cell: str) -> str:
    try:
        Locale.parse(cell.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        raise RefusedError(
            f"{fields.shown(cell)} is no locale", "use one such as en or de"
        ) from None
    return cell


def _timezone(cell: str) -> str:
    try:
        ZoneInfo(cell)
    except (KeyError, ValueError, OSError):
        shown = fields.shown(cell)
        raise RefusedError(f"{shown} is no time zone", "use one such as Europe/Berlin") from None
    return cell
