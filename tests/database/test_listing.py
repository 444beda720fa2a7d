"""Lists among many invoices are found by their index, on both databases, wherever the page is."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

import pytest
from sqlalchemy import event, insert, text
from sqlalchemy.engine import Connection

from assistant.billing.model import InvoiceType, Summary
from assistant.billing.money import Money
from assistant.billing.store import invoices, listing
from assistant.billing.store.listing import Filter, Place, Wanted
from assistant.db import Database
from assistant.schema import metadata

ACCOUNTS, EACH, OF_THE_LARGEST = 300, 40, 3_000
LARGEST = "acc_0"
NEWEST = date(2026, 3, 1)
MIDNIGHT = datetime(2026, 3, 1, tzinfo=UTC)


def rows() -> Iterator[dict[str, Any]]:
    number = 1_000_000
    for account in range(ACCOUNTS):
        for age in range(OF_THE_LARGEST if account == 0 else EACH):
            number += 1
            open_ = age < 3
            yield {
                "id": f"inv_{number}",
                "account_id": f"acc_{account}",
                "number": str(number),
                "type": "RECURRING",
                "status": "OPEN" if open_ else "CLOSED",
                "currency": "USD",
                "total_minor": 10_000 + age,
                "paid_minor": 0 if open_ else 10_000 + age,
                "issued_on": NEWEST - timedelta(days=age // 4),
                "due_on": NEWEST,
                "balance_at_open_minor": 0,
                "contact": {},
                "closed_at": None if open_ else MIDNIGHT,
            }


def fill(tx: Connection) -> None:
    accounts = [
        {"id": f"acc_{each}", "name": f"A{each}", "currency": "USD"} for each in range(ACCOUNTS)
    ]
    tx.execute(insert(metadata.tables["accounts"]), accounts)
    every = rows()
    while batch := list(islice(every, 5_000)):
        tx.execute(insert(metadata.tables["invoices"]), batch)
    tx.execute(text("ANALYZE"))


@pytest.fixture
async def filled(database: Database) -> Database:
    """A database with one large and many small accounts."""
    await database.write(fill)
    return database


def plans(tx: Connection, look: Callable[[Connection], Any]) -> list[str]:
    """The plan of every statement that a look takes, as the driver is asked it."""
    asked: list[tuple[str, Any]] = []
    if tx.dialect.name == "sqlite":
        raw = tx.connection.driver_connection
        assert raw is not None
        raw.set_trace_callback(lambda statement: asked.append((statement, ())))
        look(tx)
        raw.set_trace_callback(None)
        explain = "EXPLAIN QUERY PLAN"
    else:

        def note(_c: Any, _k: Any, statement: str, parameters: Any, *_rest: Any) -> None:
            asked.append((statement, parameters))

        event.listen(tx, "before_cursor_execute", note)
        look(tx)
        event.remove(tx, "before_cursor_execute", note)
        explain = "EXPLAIN"
    assert asked
    return [
        "\n".join(str(row) for row in tx.exec_driver_sql(f"{explain} {statement}", parameters))
        for statement, parameters in asked
    ]


def page(tx: Connection, wanted: Wanted, account: str = LARGEST) -> tuple[list[Summary], int]:
    return listing.page(tx, account, wanted)


WANTED = {
    "the first page": Wanted(),
    "a page by its number": Wanted(offset=2_490),
    "a page after an invoice": Wanted(place=Place("1002490"), offset=2_490),
    "a page before an invoice": Wanted(place=Place("1002490", "before"), offset=2_470),
    "a filtered page": Wanted(Filter(since=date(2026, 1, 1), type=InvoiceType.RECURRING)),
    "a page of a purchase order": Wanted(Filter(purchase_order="ACME-77")),
    "a filtered page after an invoice": Wanted(
        Filter(state="paid", over=Money(10_100, "USD")), Place("1002490"), 2_000
    ),
}


@pytest.mark.parametrize("account", [LARGEST, "acc_7"])
async def test_a_page_is_found_by_its_index_and_never_by_reading_all(
    filled: Database, account: str
) -> None:
    for name, wanted in WANTED.items():
        look = partial(page, wanted=wanted, account=account)
        for plan in await filled.read(partial(plans, look=look)):
            assert not re.search("SCAN (invoices|other)", plan), (name, plan)
            assert "Seq Scan on invoices" not in plan, (name, plan)
            assert "invoices" in plan


async def test_a_page_of_many_is_never_sorted(filled: Database) -> None:
    """Only a far page by its number may be: PostgreSQL finds that cheaper than walking there."""
    for name, wanted in WANTED.items():
        if name == "a page by its number":
            continue
        for plan in await filled.read(partial(plans, look=partial(page, wanted=wanted))):
            assert "USE TEMP B-TREE FOR ORDER BY" not in plan, (name, plan)
            assert "Sort Key" not in plan, (name, plan)


async def test_a_page_after_an_invoice_is_one_question_that_begins_in_the_index_right_there(
    filled: Database,
) -> None:
    look = partial(page, wanted=WANTED["a page after an invoice"])

    (plan,) = await filled.read(partial(plans, look=look))

    by_sqlite = "ix_invoices_account_id_issued_on_id (account_id=? AND (issued_on,id)<(?,?))"
    by_postgres = "(ROW(issued_on, (id)::text) < ROW("
    assert by_sqlite in plan or ("Index Cond" in plan and by_postgres in plan), plan


async def test_a_far_page_after_its_neighbour_is_that_page_by_number(filled: Database) -> None:
    by_number, total = await filled.read(lambda tx: listing.page(tx, LARGEST, Wanted(offset=2_490)))
    before, _ = await filled.read(lambda tx: listing.page(tx, LARGEST, Wanted(offset=2_480)))
    placed = Wanted(place=Place(before[-1].number), offset=2_490)

    assert await filled.read(lambda tx: listing.page(tx, LARGEST, placed)) == (by_number, total)
    back = Wanted(place=Place(by_number[0].number, "before"), offset=2_480)
    assert (await filled.read(lambda tx: listing.page(tx, LARGEST, back)))[0] == before
    assert total == OF_THE_LARGEST


async def test_a_far_page_takes_no_more_steps_than_the_first(sqlite_database: Database) -> None:
    """Counted in steps of SQLite's machine, which do not depend on how busy this one is."""
    await sqlite_database.write(fill)

    def steps(tx: Connection, wanted: Wanted) -> int:
        listing.page(tx, LARGEST, wanted)
        count = 0

        def tick() -> int:
            nonlocal count
            count += 1
            return 0

        raw = tx.connection.driver_connection
        assert raw is not None
        raw.set_progress_handler(tick, 10)
        listing.page(tx, LARGEST, wanted)
        raw.set_progress_handler(None, 0)
        return count

    first = await sqlite_database.read(partial(steps, wanted=Wanted()))
    far = await sqlite_database.read(partial(steps, wanted=WANTED["a page after an invoice"]))

    assert far <= first * 1.1


async def test_a_place_in_another_account_leads_nowhere(filled: Database) -> None:
    def both(tx: Connection) -> tuple[Any, Any]:
        theirs = Wanted(place=Place("1002490"), offset=10)
        return listing.page(tx, "acc_7", theirs), listing.page(tx, "acc_7", Wanted(offset=10))

    placed, by_number = await filled.read(both)

    assert placed == by_number


async def test_what_is_open_is_found_by_the_index_of_what_is_open(filled: Database) -> None:
    (plan,) = await filled.read(
        partial(plans, look=partial(invoices.open_ones, account_id=LARGEST))
    )

    assert "ix_invoices_open" in plan
