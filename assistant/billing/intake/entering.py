"""Enter a file into the books: all of it in one transaction, or nothing.

The rehearsal is the real thing, undone at the end: so a dry run says exactly what would happen.
"""

from collections.abc import Callable, Iterator
from dataclasses import field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, assert_never

from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from assistant.billing.contacts import accounts
from assistant.billing.contacts.accounts import Flags, NewPerson
from assistant.billing.ids import new_id
from assistant.billing.intake import books, records
from assistant.billing.intake.books import Wanted
from assistant.billing.intake.fields import Writing, nearest, shown
from assistant.billing.intake.layout import Raw
from assistant.billing.intake.records import AccountRecord, ContactRecord, InvoiceRecord, ItemRecord
from assistant.billing.intake.report import Entry, Fate, RefusedError, Report, UnreadableError
from assistant.billing.intake.telling import tell_of_new
from assistant.billing.model import Account, Item
from assistant.billing.money import Money
from assistant.billing.store import intake
from assistant.db import Database
from assistant.values import dataclass

Source = Callable[[], Iterator[Raw | UnreadableError]]
"""Reads the file from its beginning, as often as it is asked."""


class _UndoneError(Exception):
    """Carries the report out of a transaction that is not to be kept."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


async def enter(
    database: Database, source: Source, writing: Writing, *, dry_run: bool, now: datetime
) -> Report:
    """Enter everything, unless one record is refused or it is a dry run: then nothing."""

    def unit(tx: Connection) -> Report:
        report = _entered(tx, source(), writing, now)
        if report.refused or dry_run:
            raise _UndoneError(report)
        report.applied = True
        return report

    try:
        return await database.write(unit)
    except _UndoneError as undone:
        return undone.report
    except IntegrityError:
        cause = "somebody else entered some of the same meanwhile"
        return Report([Entry("file", "everything", Fate.REFUSED, cause, "import it again")])


def _entered(
    tx: Connection, found: Iterator[Raw | UnreadableError], writing: Writing, now: datetime
) -> Report:
    entry = _Entering(tx, writing, now)
    report = Report()
    for each in found:
        if isinstance(each, UnreadableError):
            report.entries.append(
                Entry(each.where, "the rest", Fate.REFUSED, each.cause, each.remedy)
            )
        else:
            report.entries.append(entry.told(each))
    if not report.entries:
        cause, remedy = "there is nothing in it", "see docs/import.md"
        report.entries.append(Entry("file", "everything", Fate.REFUSED, cause, remedy))
    return report


@dataclass(slots=True)
class _Entering:
    tx: Connection
    writing: Writing
    now: datetime
    seen: dict[object, str] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)

    def told(self, raw: Raw) -> Entry:
        """Enter one record and say what became of it."""
        what = records.named(raw)
        try:
            record = records.record(raw, self.writing)
            self._once(record, raw.where)
            fate = self._enter(record)
        except RefusedError as refused:
            return Entry(raw.where, what, Fate.REFUSED, refused.cause, refused.remedy)
        return Entry(raw.where, what, fate)

    def _once(self, record: records.Record, where: str) -> None:
        match record:
            case AccountRecord():
                key: object = ("account", record.id)
            case ContactRecord():
                key = ("contact", record.account, record.email)
            case InvoiceRecord():
                key = ("invoice", record.number)
            case _:
                assert_never(record)
        first = self.seen.setdefault(key, where)
        if first != where:
            raise RefusedError(f"it is there twice, first at {first}", "keep one of them together")

    def _enter(self, record: records.Record) -> Fate:
        match record:
            case AccountRecord():
                return self._account(record)
            case ContactRecord():
                return self._contact(record)
            case InvoiceRecord():
                return self._invoice(record)
            case _:
                assert_never(record)

    def _account(self, record: AccountRecord) -> Fate:
        known = intake.account(self.tx, record.id)
        self._own_customer(record)
        if known is None:
            account = Account(
                id=record.id,
                name=record.name,
                currency=record.currency,
                customer_ref=record.customer_ref,
                partial_payments=record.partial_payments or "allow",
                viewer_may_pay=False,
            )
            accounts.open_account(self.tx, account)
            self.opened.add(record.id)
            return Fate.CREATED
        if known.currency != record.currency:
            raise RefusedError(
                f"currency: it keeps its books in {known.currency}", "name another account"
            )
        values = {
            "name": record.name,
            "customer_ref": record.customer_ref or known.customer_ref,
            "partial_payments": record.partial_payments or known.partial_payments,
        }
        if all(getattr(known, name) == value for name, value in values.items()):
            return Fate.UNCHANGED
        intake.change_account(self.tx, record.id, **values)
        return Fate.UPDATED

    def _own_customer(self, record: AccountRecord) -> None:
        owner = record.customer_ref and intake.account_of_customer(self.tx, record.customer_ref)
        if owner and owner != record.id:
            raise RefusedError(
                f"stripe_customer: account {shown(owner)} is this customer", "name its own"
            )

    def _contact(self, record: ContactRecord) -> Fate:
        """Somebody known elsewhere keeps their own name, language and time zone."""
        self._known_account(record.account)
        person = intake.person(self.tx, record.email)
        person_id = new_id("per") if person is None else str(person.id)
        if person is None:
            locale, zone = record.locale, record.timezone
            new = NewPerson(person_id, record.email, record.name, locale, zone)
            accounts.add_person(self.tx, new)
        flags = Flags(receives_invoices=record.invoices, receives_payments=record.payments)
        known = intake.contact(self.tx, record.account, person_id)
        if known is None:
            accounts.add_contact(self.tx, record.account, person_id, role=record.role, flags=flags)
            return Fate.CREATED
        values = {
            "role": int(record.role),
            "receives_invoices": record.invoices,
            "receives_payments": record.payments,
        }
        if all(getattr(known, name) == value for name, value in values.items()):
            return Fate.UNCHANGED
        intake.change_contact(self.tx, record.account, person_id, **values)
        return Fate.UPDATED

    def _invoice(self, record: InvoiceRecord) -> Fate:
        account = self._known_account(record.account)
        currency = record.currency or str(account.currency)
        wanted = wanted_of(record, currency)
        if wanted.paid_on is not None and wanted.paid_on > self.now.date():
            raise RefusedError(f"paid_on: {wanted.paid_on} is ahead of today", "correct it")
        fate = books.enter(self.tx, record.account, wanted, now=self.now)
        if fate is Fate.CREATED and record.account not in self.opened:
            tell_of_new(self.tx, record.account, record.number, self.now)
        return fate

    def _known_account(self, account_id: str) -> Any:
        known = intake.account(self.tx, account_id)
        if known is None:
            close = nearest(account_id, intake.account_ids(self.tx) or ["an account of the file"])
            raise RefusedError(f"account: there is no account {shown(account_id)}", close)
        return known


def wanted_of(record: InvoiceRecord, currency: str) -> Wanted:
    """An invoice of a file in its currency's minor units. Raises RefusedError."""
    items = tuple(_item(position, each, currency) for position, each in enumerate(record.items, 1))
    wanted = Wanted(
        number=record.number,
        type=record.type,
        issued_on=record.issued_on,
        due_on=record.due_on,
        currency=currency,
        items=items,
        paid=Money(0, currency),
        failed=record.status == "closed_failed",
        purchase_order=record.purchase_order,
        paid_on=record.paid_on,
    )
    if record.type.payable and wanted.total.minor < 0:
        raise RefusedError(f"a {record.type} asks for money", "make it a CREDIT")
    if not record.type.payable and wanted.total.minor >= 0:
        raise RefusedError(f"a {record.type} gives money back", "write its amounts below zero")
    if Money.of(wanted.total.major, currency) is None:
        raise RefusedError("it is larger than any invoice may be", "correct its amounts")
    return _with_paid(wanted, record)


def _with_paid(wanted: Wanted, record: InvoiceRecord) -> Wanted:
    currency = wanted.currency
    paid = wanted.total if record.status == "closed" and wanted.owes else Money(0, currency)
    if record.paid is not None:
        paid = _money("paid", record.paid, currency)
    if wanted.owes and paid > wanted.total:
        raise RefusedError(f"paid: {paid} is more than its total", "enter the rest as a credit")
    if not wanted.owes and paid.minor:
        raise RefusedError("paid: it asks for no money", "leave it out")
    if wanted.owes and record.status == "closed" and paid < wanted.total:
        raise RefusedError("it is closed and not wholly paid", "say closed_failed, or open")
    return replace(wanted, paid=paid)


def _item(position: int, item: ItemRecord, currency: str) -> Item:
    amount = _money("amount", item.amount, currency)
    tax = _money("tax", item.tax, currency)
    if item.part_of is not None and item.part_of >= position:
        raise RefusedError(f"part_of: item {item.part_of} does not come before it", "reorder them")
    return Item(
        position=position,
        description=item.description,
        amount=amount,
        tax=tax,
        recurring=item.recurring,
        parent=item.part_of,
        category=item.category,
    )


def _money(name: str, value: Decimal, currency: str) -> Money:
    found = Money.of(value, currency)
    if found is None:
        raise RefusedError(
            f"{name}: {value} is too large, or finer than {currency} can be", "correct it"
        )
    return found
