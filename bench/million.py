"""A million invoices, written by the database itself: 19,800 accounts of fifty, one of 10,000."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Integer,
    String,
    Table,
    case,
    cast,
    func,
    insert,
    literal,
    null,
    select,
    type_coerce,
)
from sqlalchemy.engine import Connection

from assistant.schema import metadata
from bench import books
from bench.books import Customer

ACCOUNTS = 19_800
LARGEST = Customer(ACCOUNTS)
OF_THE_LARGEST = 10_000
EACH = 50
_OPEN_EACH = 3


def load(tx: Connection, *, today: date) -> None:
    """Write the people one by one and the invoices at once: each account times each age."""
    customers = [Customer(number) for number in range(ACCOUNTS + 1)]
    books.load(tx, customers, invoices_each=0, open_each=0, today=today)
    ages = Table(
        "bench_ages",
        metadata.__class__(),
        Column("age", Integer, primary_key=True),
        Column("issued_on", Date),
        Column("due_on", Date),
        Column("closed_at", DateTime),
        Column("id", String(8)),
        prefixes=["TEMPORARY"],
    )
    ages.create(tx)
    every = _ages(today)
    while batch := list(islice(every, books.CHUNK)):
        tx.execute(insert(ages), batch)
    _invoices(tx, ages)
    ages.drop(tx)


def _ages(today: date) -> Iterator[dict[str, Any]]:
    for age in range(OF_THE_LARGEST):
        issued = today - timedelta(days=OF_THE_LARGEST - age)
        yield {
            "age": age,
            "issued_on": issued,
            "due_on": issued + timedelta(days=30),
            "closed_at": datetime.combine(issued, datetime.min.time(), UTC).replace(tzinfo=None),
            "id": f"{age:06}",
        }


def _invoices(tx: Connection, ages: Table) -> None:
    accounts, invoices = metadata.tables["accounts"], metadata.tables["invoices"]
    large = accounts.c.id == LARGEST.account_id
    many = case((large, OF_THE_LARGEST), else_=EACH)
    open_ = ages.c.age >= many - _OPEN_EACH
    first = 1_000_000 + cast(func.substr(accounts.c.id, 5), Integer) * 100
    row = {
        "id": literal("inv_") + accounts.c.id + "_" + ages.c.id,
        "account_id": accounts.c.id,
        "number": cast(first + ages.c.age, String(32)),
        "type": literal("RECURRING"),
        "status": case((open_, "OPEN"), else_="CLOSED"),
        "currency": literal("USD"),
        "total_minor": 10_000 + ages.c.age,
        "paid_minor": case((open_, 0), else_=10_000 + ages.c.age),
        "issued_on": ages.c.issued_on,
        "due_on": ages.c.due_on,
        "balance_at_open_minor": literal(0),
        "contact": type_coerce({}, invoices.c.contact.type),
        "closed_at": case((open_, null()), else_=ages.c.closed_at),
    }
    every = select(*(value.label(name) for name, value in row.items())).where(ages.c.age < many)
    ordered = every.select_from(accounts.join(ages, literal(True))).order_by(
        accounts.c.id, ages.c.age
    )
    tx.execute(insert(invoices).from_select(list(row), ordered, include_defaults=False))
