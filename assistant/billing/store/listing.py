"""Pages of an account's invoices, by date and then id, with the true number that match.

A page is found by its **place**: the invoice it follows (or goes before), whose date and id the
index leads to directly, so page 1,000 costs what page 1 costs. Who names a page by its number alone
has the index walked up to it. The count is of the account's own index entries.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    bindparam,
    case,
    exists,
    func,
    select,
    tuple_,
    type_coerce,
)
from sqlalchemy.engine import Connection

from assistant.billing.model import Invoice, InvoiceStatus, InvoiceType, Summary
from assistant.billing.model.lines import Totals
from assistant.billing.money import Money
from assistant.billing.store.invoices import invoice as full
from assistant.billing.store.tables.invoices import invoice_items, invoices
from assistant.billing.store.tables.payments import allocations, payments
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; every field given makes it smaller, none makes it wider."""

    state: str | None = None
    since: date | None = None
    before: date | None = None
    over: Money | None = None
    under: Money | None = None
    type: InvoiceType | None = None
    purchase_order: str | None = None
    today: date = date.max


EVERYTHING = Filter()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: right ``after`` this number's invoice, or right before it."""

    number: str
    side: Literal["after", "before"] = "after"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page of a list: of what, where, how long. A place of nobody's own is passed over."""

    filter: Filter = Filter()
    place: Place | None = None
    offset: int = 0
    limit: int = 10


def page(tx: Connection, account_id: str, wanted: Wanted) -> tuple[list[Summary], int]:
    """A page of the account's invoices, newest first, and how many match in all."""
    rows, matching = _rows(tx, account_id, wanted, _summaries)
    return [_summary(row) for row in rows], matching


def details(tx: Connection, account_id: str, wanted: Wanted) -> tuple[list[Invoice], int]:
    """The same page with everything the invoices' own rows say."""
    rows, matching = _rows(tx, account_id, wanted, _details)
    found = [replace(full(row), processing=bool(row.processing)) for row in rows]
    return found, matching


def sums(tx: Connection, found: Sequence[Invoice]) -> dict[str, Totals]:
    """What the lines of these invoices come to, by the invoice's id."""
    sums: dict[tuple[str, bool], tuple[int, int]] = {}
    for row in tx.execute(_sums, {"invoices": [each.id for each in found]}):
        sums[row.invoice_id, bool(row.recurring)] = (int(row.amount), int(row.tax))
    totals = {}
    for each in found:
        recurring, one_time = (sums.get((each.id, kind), (0, 0)) for kind in (True, False))
        minors = (recurring[0], one_time[0], recurring[1], one_time[1])
        totals[each.id] = Totals(*(Money(minor, each.total.currency) for minor in minors))
    return totals


def previous(tx: Connection, invoice: Invoice) -> Invoice | None:
    """The account's invoice of the same type and currency right before this one."""
    given = {
        "account": invoice.account_id,
        "type": invoice.type,
        "currency": invoice.total.currency,
        "day": invoice.issued_on,
        "id": invoice.id,
    }
    row = tx.execute(_previous, given).one_or_none()
    return None if row is None else full(row)


_sums = (
    select(
        invoice_items.c.invoice_id,
        invoice_items.c.recurring,
        func.sum(invoice_items.c.amount_minor).label("amount"),
        func.sum(invoice_items.c.tax_minor).label("tax"),
    )
    .where(invoice_items.c.invoice_id.in_(bindparam("invoices", expanding=True)))
    .group_by(invoice_items.c.invoice_id, invoice_items.c.recurring)
)

_key = (invoices.c.issued_on, invoices.c.id)
_newest_first = [each.desc() for each in _key]
_of_account = invoices.c.account_id == bindparam("account")
_mark = tuple_(bindparam("day", type_=invoices.c.issued_on.type), bindparam("id"))
_previous = (
    select(invoices)
    .where(
        _of_account,
        invoices.c.type == bindparam("type"),
        invoices.c.currency == bindparam("currency"),
        tuple_(*_key) < _mark,
    )
    .order_by(*_newest_first)
    .limit(1)
)
_being_paid = exists().where(  # a page that is merely open pays nothing
    allocations.c.invoice_id == invoices.c.id,
    allocations.c.live,
    payments.c.id == allocations.c.payment_id,
    payments.c.state.not_in(("needs_action", "withdrawing")),
)
_facts = (
    type_coerce(invoices.c.disputed_at.is_not(None), Integer).label("disputed"),
    case((invoices.c.status == "OPEN", _being_paid), else_=False).label("processing"),
)
_summaries = select(
    invoices.c.number,
    invoices.c.type,
    invoices.c.status,
    invoices.c.currency,
    invoices.c.total_minor,
    invoices.c.paid_minor,
    invoices.c.issued_on,
    invoices.c.due_on,
    *[type_coerce(each, Integer).label(each.name) for each in _facts],
)
_details = select(invoices, _facts[1])


def _matching(account_id: str, wanted: Filter) -> list[ColumnElement[bool]]:
    column = invoices.c
    tests: list[ColumnElement[bool]] = [column.account_id == account_id]
    if wanted.state == "paid":
        tests += [column.status == InvoiceStatus.CLOSED, column.total_minor > 0]
    elif wanted.state is not None:
        tests += [column.status == InvoiceStatus.OPEN, column.total_minor > column.paid_minor]
    if wanted.state == "overdue":
        tests.append(column.due_on < wanted.today)
    if wanted.since is not None:
        tests.append(column.issued_on >= wanted.since)
    if wanted.before is not None:
        tests.append(column.issued_on < wanted.before)
    if wanted.over is not None:
        tests += [column.currency == wanted.over.currency, column.total_minor > wanted.over.minor]
    if wanted.under is not None:
        tests += [column.currency == wanted.under.currency, column.total_minor < wanted.under.minor]
    if wanted.type is not None:
        tests.append(column.type == wanted.type)
    if wanted.purchase_order is not None:
        tests.append(func.lower(column.purchase_order).in_(_writings(wanted.purchase_order)))
    return tests


def _writings(order: str) -> list[str]:
    """The reference by itself, and as people put "PO" before it; nothing that merely begins so."""
    return [f"{before}{order.lower()}" for before in ("", "po", "po-", "po ", "po#", "po #")]


def _rows(
    tx: Connection, account_id: str, wanted: Wanted, columns: Select[Any]
) -> tuple[Sequence[Any], int]:
    forms = _ALL if wanted.filter == EVERYTHING and columns is _summaries else None
    forms = forms or _Forms(_counted(columns, *_matching(account_id, wanted.filter)))
    given = {"account": account_id, "limit": wanted.limit, "offset": wanted.offset}
    rows = _beside(tx, forms, wanted, given) or tx.execute(forms.at_offset, given).all()
    if not rows and wanted.offset:
        beyond = tx.execute(forms.at_offset, given | {"offset": 0}).first()
        return (), beyond[_MATCHING] if beyond else 0
    return rows, rows[0][_MATCHING] if rows else 0


def _beside(
    tx: Connection, forms: "_Forms", wanted: Wanted, given: dict[str, Any]
) -> Sequence[Any]:
    """The page by where it begins; nothing where the index alone cannot tell."""
    if wanted.place is None:
        if not wanted.offset or wanted.filter != EVERYTHING:
            return ()
        return tx.execute(forms.after_nth, given | {"nth": wanted.offset - 1}).all()
    given = given | {"number": wanted.place.number}
    if wanted.place.side == "before":
        return tx.execute(forms.before, given).all()[::-1]
    return tx.execute(forms.after, given).all()


# Found in the same statement: a far page takes no question more than the first. The id is no plain
# column there, because SQLite compares two of those without the index.
_other = invoices.alias("other")
_others = select(_other.c.issued_on, _other.c.id.concat("")).where(
    _other.c.account_id == bindparam("account")
)
_place = _others.where(_other.c.number == bindparam("number")).scalar_subquery()
_nth = (
    _others.order_by(_other.c.issued_on.desc(), _other.c.id.desc())
    .offset(bindparam("nth"))
    .limit(1)
    .scalar_subquery()
)


_MATCHING = -1  # the last column


class _Forms:
    """The statements of one list: from its start, after a mark, before one (oldest first)."""

    def __init__(self, query: Select[Any]) -> None:
        self._query = query
        self._newest = query.order_by(*_newest_first).limit(bindparam("limit"))

    @cached_property
    def at_offset(self) -> Select[Any]:
        return self._newest.offset(bindparam("offset"))

    @cached_property
    def after(self) -> Select[Any]:
        return self._newest.where(tuple_(*_key) < _place)

    @cached_property
    def after_nth(self) -> Select[Any]:
        return self._newest.where(tuple_(*_key) < _nth)

    @cached_property
    def before(self) -> Select[Any]:
        later = self._query.where(tuple_(*_key) > _place)
        return later.order_by(*_key).limit(bindparam("limit"))


def _counted(columns: Select[Any], *tests: ColumnElement[bool]) -> Select[Any]:
    counted = select(func.count()).select_from(invoices).where(*tests).scalar_subquery()
    return columns.add_columns(counted.label("matching")).where(*tests)


_ALL = _Forms(_counted(_summaries, _of_account))


def _summary(row: Any) -> Summary:
    number, type_, status, currency, total, paid, issued_on, due_on, disputed, processing, _ = row
    return Summary(
        number,
        _TYPES[type_],
        _STATUSES[status],
        _money(total, currency),
        _money(paid, currency),
        issued_on,
        due_on,
        disputed=bool(disputed),
        processing=bool(processing),
    )


@lru_cache(maxsize=4096)
def _money(minor: int, currency: str) -> Money:
    """Shared by all invoices of the same amount: most are nothing, or what a plan costs."""
    return Money(minor, currency)


_TYPES = {each.value: each for each in InvoiceType}
_STATUSES = {each.value: each for each in InvoiceStatus}
