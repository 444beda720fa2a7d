"""Rows across accounts, for the seller's agents only: who is who, and who owes what."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    and_,
    bindparam,
    case,
    func,
    insert,
    or_,
    select,
)
from sqlalchemy.engine import Connection

from assistant.billing.model import InvoiceStatus, PaymentState
from assistant.billing.store.tables.accounts import accounts, contacts, people
from assistant.billing.store.tables.invoices import invoices
from assistant.billing.store.tables.notes import notes
from assistant.billing.store.tables.payments import payments
from assistant.values import dataclass

TOP = 10
"""Accounts named in each currency."""


@dataclass(frozen=True, slots=True)
class Note:
    """What an agent noted; ``number`` is the invoice's, where it is about one."""

    by: str
    text: str
    number: str
    at: datetime


def found(tx: Connection, what: str, *, limit: int) -> list[tuple[str, str]]:
    """(id, name) of the accounts with this id, invoice, contact's address, or part of a name."""
    wanted = what.strip()
    like = "%" + re.sub(r"([\\%_])", r"\\\1", wanted.lower()) + "%"
    given = {"id": wanted, "number": wanted.lstrip("#"), "email": wanted.lower(), "like": like}
    rows = tx.execute(_found, {**given, "limit": limit})
    return [(row.id, row.name) for row in rows]


_of_number = select(invoices.c.account_id).where(invoices.c.number == bindparam("number"))
_of_address = (
    select(contacts.c.account_id)
    .join(people, people.c.id == contacts.c.person_id)
    .where(people.c.email == bindparam("email"))
)
_found = (
    select(accounts.c.id, accounts.c.name)
    .where(
        or_(
            accounts.c.id == bindparam("id"),
            accounts.c.id.in_(_of_number),
            accounts.c.id.in_(_of_address),
            func.lower(accounts.c.name).like(bindparam("like"), escape="\\"),
        )
    )
    .order_by(func.length(accounts.c.name), accounts.c.name, accounts.c.id)
    .limit(bindparam("limit"))
)

_open_minor = invoices.c.total_minor - invoices.c.paid_minor
_owing = and_(invoices.c.status == InvoiceStatus.OPEN, _open_minor > 0)


def _late(when: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((when, _open_minor), else_=0)), 0)


def owed(tx: Connection, today: date) -> Sequence[Any]:
    """What is open and overdue in each currency, over how many accounts."""
    return tx.execute(_owed, {"today": today}).all()


_owed = (
    select(
        invoices.c.currency,
        func.sum(_open_minor).label("open"),
        _late(invoices.c.due_on < bindparam("today")).label("overdue"),
        func.count(invoices.c.account_id.distinct()).label("accounts"),
    )
    .where(_owing)
    .group_by(invoices.c.currency)
    .order_by(invoices.c.currency)
)


def owing(tx: Connection, today: date) -> Sequence[Any]:
    """The accounts that owe most in each currency."""
    return tx.execute(_largest, {"today": today, "top": TOP}).all()


_by_account = (
    select(
        invoices.c.account_id,
        invoices.c.currency,
        func.sum(_open_minor).label("open"),
        _late(invoices.c.due_on < bindparam("today")).label("overdue"),
        func.min(invoices.c.due_on).label("oldest"),
        func.row_number()
        .over(
            partition_by=invoices.c.currency,
            order_by=(func.sum(_open_minor).desc(), invoices.c.account_id),
        )
        .label("place"),
    )
    .where(_owing)
    .group_by(invoices.c.account_id, invoices.c.currency)
    .subquery()
)
_largest = (
    select(_by_account, accounts.c.name)
    .join(accounts, accounts.c.id == _by_account.c.account_id)
    .where(_by_account.c.place <= bindparam("top"))
    .order_by(_by_account.c.currency, _by_account.c.place)
)

BUCKETS = (30, 60, 90)
"""Days overdue up to which each column but the last goes."""


def ageing(tx: Connection, today: date) -> Sequence[Any]:
    """What is open in each currency: not due, then overdue by up to 30, 60, 90 days, and more."""
    given = {f"d{days}": today - timedelta(days=days) for days in (0, *BUCKETS)}
    return tx.execute(_ageing, given).all()


_edges: list[BindParameter[date]] = [bindparam(f"d{days}") for days in (0, *BUCKETS)]
_due = invoices.c.due_on
_ageing = (
    select(
        invoices.c.currency,
        _late(_due >= _edges[0]).label("ahead"),
        _late(and_(_due < _edges[0], _due >= _edges[1])).label("first"),
        _late(and_(_due < _edges[1], _due >= _edges[2])).label("second"),
        _late(and_(_due < _edges[2], _due >= _edges[3])).label("third"),
        _late(_due < _edges[3]).label("rest"),
    )
    .where(_owing)
    .group_by(invoices.c.currency)
    .order_by(invoices.c.currency)
)


def paid_since(tx: Connection, since: datetime, *, limit: int) -> Sequence[Any]:
    """Payments that arrived from then on, newest first."""
    return tx.execute(_paid, {"since": since, "limit": limit}).all()


_arrived = and_(
    payments.c.state == PaymentState.SUCCEEDED, payments.c.finished_at >= bindparam("since")
)
_paid = (
    select(payments.c.amount_minor, payments.c.currency, payments.c.finished_at, accounts.c.name)
    .join(accounts, accounts.c.id == payments.c.account_id)
    .where(_arrived)
    .order_by(payments.c.finished_at.desc(), payments.c.id)
    .limit(bindparam("limit"))
)


def sums_since(tx: Connection, since: datetime) -> Sequence[Any]:
    """What arrived from then on in each currency, and in how many payments."""
    return tx.execute(_sums, {"since": since}).all()


_sums = (
    select(
        payments.c.currency,
        func.sum(payments.c.amount_minor).label("minor"),
        func.count().label("number"),
    )
    .where(_arrived)
    .group_by(payments.c.currency)
    .order_by(payments.c.currency)
)


def note(tx: Connection, row: dict[str, Any]) -> None:
    """Keep what an agent noted."""
    tx.execute(insert(notes), row)


def noted(tx: Connection, account_id: str, *, limit: int, number: str = "") -> list[Note]:
    """The newest notes on an account, or on one invoice of it."""
    query = _noted.where(invoices.c.number == number) if number else _noted
    rows = tx.execute(query, {"account": account_id, "limit": limit})
    return [Note(row.by, row.text, row.number or "", row.at) for row in rows]


_noted = (
    select(people.c.name.label("by"), notes.c.text, invoices.c.number, notes.c.at)
    .join(people, people.c.id == notes.c.author_id)
    .outerjoin(invoices, invoices.c.id == notes.c.invoice_id)
    .where(notes.c.account_id == bindparam("account"))
    .order_by(notes.c.at.desc(), notes.c.id)
    .limit(bindparam("limit"))
)
