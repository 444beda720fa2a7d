"""Pages of an account's invoices, by date and then id, with the true number that match.

A page is found by its **place**: the invoice it follows (or goes before), whose date and id the
index leads to directly, so page 1,000 costs what page 1 costs. Who names a page by its number alone
has the index walked up to it. The count is of the account's own index entries.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from sqlalchemy import (
    BindParameter,
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
from assistant.billing.store.tables.payments import allocations
from assistant.db.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; every field given makes it smaller, none makes it wider."""

    state: str | None = None
    since: date | None = None
    before: date | None = None
    over: Money | None = None
    under: Money | None = None
    type: InvoiceType | None = None
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
    if wanted.offset or wanted.place or wanted.filter != EVERYTHING:
        rows, matching = _rows(tx, account_id, wanted, _summaries)
    else:
        rows = _newest.all(tx, {"account": account_id, "limit": wanted.limit})
        matching = rows[0][-1] if rows else 0
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
_being_paid = exists().where(allocations.c.invoice_id == invoices.c.id, allocations.c.live)
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
    return tests


def _rows(
    tx: Connection, account_id: str, wanted: Wanted, columns: Select[Any]
) -> tuple[Sequence[Any], int]:
    forms = _ALL if wanted.filter == EVERYTHING and columns is _summaries else None
    forms = forms or _Forms.of(_counted(columns, *_matching(account_id, wanted.filter)))
    given = {"account": account_id, "limit": wanted.limit}
    if there := _there(tx, account_id, wanted):
        marked = given | {"day": there[0], "id": there[1]}
        if wanted.place is not None and wanted.place.side == "before":
            rows = tx.execute(forms.before, marked).all()[::-1]
        else:
            rows = tx.execute(forms.after, marked).all()
        if rows:
            return rows, rows[0].matching
    rows = tx.execute(forms.at_offset, given | {"offset": wanted.offset}).all()
    if rows:
        return rows, rows[0].matching
    beyond = wanted.offset and tx.execute(forms.at_offset, given | {"offset": 0}).first()
    return (), beyond.matching if beyond else 0


def _there(tx: Connection, account_id: str, wanted: Wanted) -> tuple[date, str] | None:
    """The date and id beside which the page begins, where the index alone can tell them."""
    row = None
    if wanted.place is not None:
        given: dict[str, Any] = {"account": account_id, "number": wanted.place.number}
        row = tx.execute(_place, given).one_or_none()
    elif wanted.offset and wanted.filter == EVERYTHING:
        given = {"account": account_id, "offset": wanted.offset - 1}
        row = tx.execute(_nth, given).one_or_none()
    return None if row is None else (row.issued_on, row.id)


_place = select(*_key).where(_of_account, invoices.c.number == bindparam("number"))
_nth = (
    select(*_key).where(_of_account).order_by(*_newest_first).offset(bindparam("offset")).limit(1)
)


@dataclass(frozen=True, slots=True)
class _Forms:
    """The statements of one list: from its start, after a mark, before one (oldest first)."""

    at_offset: Select[Any]
    after: Select[Any]
    before: Select[Any]

    @classmethod
    def of(cls, query: Select[Any]) -> "_Forms":
        key = tuple_(*_key)
        limit: BindParameter[int] = bindparam("limit")
        ordered = query.order_by(*_newest_first).limit(limit)
        return cls(
            at_offset=ordered.offset(bindparam("offset")),
            after=ordered.where(key < _mark),
            before=query.where(key > _mark).order_by(*_key).limit(limit),
        )


def _counted(columns: Select[Any], *tests: ColumnElement[bool]) -> Select[Any]:
    counted = select(func.count()).select_from(invoices).where(*tests).scalar_subquery()
    return columns.add_columns(counted.label("matching")).where(*tests)


_listed = _counted(_summaries, _of_account)
_ALL = _Forms.of(_listed)
_newest = Prepared(_listed.order_by(*_newest_first).limit(bindparam("limit")))


def _summary(row: Any) -> Summary:
    number, type_, status, currency, total, paid, issued_on, due_on, disputed, processing, _ = row
    return Summary(
        number=number,
        type=_TYPES[type_],
        status=_STATUSES[status],
        total=Money(total, currency),
        paid=Money(paid, currency),
        issued_on=issued_on,
        due_on=due_on,
        disputed=bool(disputed),
        processing=bool(processing),
    )


_TYPES = {each.value: each for each in InvoiceType}
_STATUSES = {each.value: each for each in InvoiceStatus}
