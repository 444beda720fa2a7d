"""A new invoice enters the books whole: number, contact, lines, taxes, ledger entry."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
from sqlalchemy.engine import Connection

from assistant.billing import invoices, ledger
from assistant.billing.invoices import issuing, numbering
from assistant.billing.invoices.issuing import Flaw, Issued, NewInvoice
from assistant.billing.model import InvoiceStatus, InvoiceType, Item, Seller, taxes
from assistant.billing.model.taxes import TaxRate
from assistant.billing.money import MAX_MINOR, Money
from assistant.billing.store import invoices as invoice_rows
from assistant.db import open_database
from tests.stories.house import House

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
ACME = "acc_acme"


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def line(position: int, minor: int, **more: Any) -> Item:
    values: dict[str, Any] = {"tax": usd(0), "recurring": True} | more
    return Item(position, f"Line {position}", usd(minor), **values)


def new(*items: Item, **more: Any) -> NewInvoice:
    values: dict[str, Any] = {
        "number": None,
        "type": InvoiceType.RECURRING,
        "issued_on": date(2026, 3, 1),
        "due_on": date(2026, 3, 31),
        "items": items or (line(1, 10000),),
        "currency": "USD",
    }
    return NewInvoice(**(values | more))


async def issue(house: House, what: NewInvoice, account: str = ACME) -> Issued:
    return await house.database.write(lambda tx: issuing.issue(tx, account, what, at=AT))


async def write(house: House, work: Callable[[Connection], None]) -> None:
    await house.database.write(work)


async def posted(house: House, invoice_id: str) -> dict[str, int]:
    rows = await house.rows(
        "SELECT book, minor FROM ledger_postings p JOIN ledger_entries e"
        " ON e.account_id = p.account_id AND e.seq = p.seq WHERE e.reference = :id",
        id=invoice_id,
    )
    return {row.book: int(row.minor) for row in rows}


async def test_fault_77_numbers_of_a_series_only_grow(office: House) -> None:
    given = [int((await issue(office, new())).number) for _ in range(3)]

    assert given == [numbering.FIRST, numbering.FIRST + 1, numbering.FIRST + 2]


async def test_fault_77_a_deleted_invoice_does_not_give_its_number_back(office: House) -> None:
    first = await issue(office, new())
    await office.change("DELETE FROM invoice_items WHERE invoice_id = :id", id=first.id)
    await office.change("DELETE FROM ledger_postings WHERE invoice_id = :id", id=first.id)
    await office.change("DELETE FROM invoices WHERE id = :id", id=first.id)

    again = await issue(office, new())

    assert int(again.number) == int(first.number) + 1


async def test_fault_77_a_transaction_that_fails_leaves_no_gap(office: House) -> None:
    def fails(tx: Connection) -> None:
        issuing.issue(tx, ACME, new(), at=AT)
        raise LookupError

    with pytest.raises(LookupError):
        await write(office, fails)

    assert (await issue(office, new())).number == str(numbering.FIRST)


async def test_fault_77_two_processes_never_give_one_number_twice(
    office: House, seeded_url: str
) -> None:
    """Each on its own connection, several accounts at once."""
    other = open_database(seeded_url)
    try:
        work = [
            database.write(partial(issuing.issue, account_id=account, new=what, at=AT))
            for account, what in ((ACME, new()), ("acc_kumo", yen()), ("acc_dune", dinar()))
            for _ in range(8)
            for database in (office.database, other)
        ]
        given = [int(each.number) for each in await asyncio.gather(*work)]
    finally:
        await other.close()

    assert sorted(given) == list(range(numbering.FIRST, numbering.FIRST + 48))
    await office.balanced()


def yen() -> NewInvoice:
    only = Item(1, "Line", Money(500, "JPY"), Money(0, "JPY"), recurring=False)
    return new(only, currency="JPY")


def dinar() -> NewInvoice:
    only = Item(1, "Line", Money(12345, "KWD"), Money(0, "KWD"), recurring=False)
    return new(only, currency="KWD")


@pytest.mark.parametrize("chosen", [1, 2, 5, 40])
async def test_fault_77_numbers_somebody_chose_are_stepped_over(office: House, chosen: int) -> None:
    for number in range(numbering.FIRST, numbering.FIRST + chosen):
        await issue(office, new(number=str(number)))

    given = [int((await issue(office, new())).number) for _ in range(2)]

    assert given == [numbering.FIRST + chosen, numbering.FIRST + chosen + 1]


async def test_fault_77_a_series_that_is_used_up_says_so_and_issues_nothing(office: House) -> None:
    await issue(office, new())
    await office.change("UPDATE number_series SET last = 999999999998")
    assert (await issue(office, new())).number == "999999999999"
    before = await office.rows("SELECT id FROM invoices")

    with pytest.raises(numbering.SeriesExhaustedError, match="begin another"):
        await issue(office, new())
    assert await office.rows("SELECT id FROM invoices") == before


async def test_fault_77_stepping_over_chosen_numbers_does_not_pass_the_last(office: House) -> None:
    await issue(office, new())
    await office.change("UPDATE number_series SET last = 999999999997")
    await issue(office, new(number="999999999998"))
    await issue(office, new(number="999999999999"))

    with pytest.raises(numbering.SeriesExhaustedError, match="begin another"):
        await issue(office, new())


@pytest.mark.parametrize(
    ("kind", "status", "books"),
    [
        (InvoiceType.NEW, "OPEN", {"receivable": 1200, "revenue": -1000, "tax": -200}),
        (InvoiceType.RECURRING, "OPEN", {"receivable": 1200, "revenue": -1000, "tax": -200}),
        (InvoiceType.ONE_TIME_CHARGE, "OPEN", {"receivable": 1200, "revenue": -1000, "tax": -200}),
        (InvoiceType.CREDIT, "CLOSED", {"credit": -1200, "revenue": 1000, "tax": 200}),
        (InvoiceType.REFUND, "CLOSED", {"refunding": -1200, "revenue": 1000, "tax": 200}),
        (InvoiceType.MANUAL_PAYMENT_CREDIT, "CLOSED", {"credit": -1200, "gateway": 1200}),
    ],
)
async def test_each_type_posts_what_is_written(
    office: House, kind: InvoiceType, status: str, books: dict[str, int]
) -> None:
    sign = 1 if kind.payable else -1
    items = taxes.levied((line(1, sign * 1000),), TaxRate("VAT", 200_000))

    issued = await issue(office, new(*items, type=kind))

    assert issued.status == status
    assert issued.total == usd(sign * 1200)
    assert await posted(office, issued.id) == books
    await office.balanced()


async def test_what_is_the_customers_own_is_refunded_out_of_their_credit(office: House) -> None:
    refund = new(line(1, -1500), type=InvoiceType.REFUND, from_credit=True)

    issued = await issue(office, refund)
    await write(office, lambda tx: issuing.pay_out(tx, ACME, issued.id, usd(1500), at=AT))

    assert await office.database.read(partial(ledger.credit, account_id=ACME)) == (usd(500),)
    with pytest.raises(AssertionError):
        await issue(office, refund)


async def test_a_refund_that_could_not_be_sent_becomes_credit(office: House) -> None:
    issued = await issue(office, new(line(1, -1500), type=InvoiceType.REFUND))

    await write(office, lambda tx: issuing.keep_as_credit(tx, ACME, issued.id, usd(1500), at=AT))

    assert await office.database.read(partial(ledger.credit, account_id=ACME)) == (usd(3500),)


async def test_money_received_by_hand_pays_invoices_out_of_the_credit_it_became(
    office: House,
) -> None:
    def pay(tx: Connection) -> None:
        received = new(line(1, -50000), type=InvoiceType.MANUAL_PAYMENT_CREDIT)
        issuing.issue(tx, ACME, received, at=AT)
        first = invoice_rows.numbered(tx, (ACME,), "121")
        second = invoice_rows.numbered(tx, (ACME,), "122")
        assert first is not None
        assert second is not None
        issuing.apply_credit(tx, ACME, [(first, usd(36000)), (second, usd(14000))], at=AT)

    await write(office, pay)

    assert (await office.open_minor("121"), await office.open_minor("122")) == (0, 26000)
    assert await office.database.read(partial(ledger.credit, account_id=ACME)) == (usd(2000),)
    await office.balanced()


async def test_more_than_the_credit_cannot_be_applied(office: House) -> None:
    def pay(tx: Connection) -> None:
        first = invoice_rows.numbered(tx, (ACME,), "121")
        assert first is not None
        issuing.apply_credit(tx, ACME, [(first, usd(2001))], at=AT)

    with pytest.raises(AssertionError):
        await write(office, pay)


async def test_balances_at_open_and_at_close_are_recorded(office: House) -> None:
    charged = await issue(office, new())
    credited = await issue(office, new(line(1, -500), type=InvoiceType.CREDIT))

    rows = {
        row.id: (row.balance_at_open_minor, row.balance_at_close_minor)
        for row in await office.rows(
            "SELECT id, balance_at_open_minor, balance_at_close_minor FROM invoices"
        )
    }
    before = 36000 + 40000 + 42000 - 2000
    assert rows[charged.id] == (before, None)
    assert rows[credited.id] == (before + 10000, before + 9500)


async def test_lines_taxes_order_and_seller_are_read_back_as_issued(office: House) -> None:
    seller = Seller("Example GmbH", "1 Example Street\nBerlin", "HRB 1234 B", "DE123456789")
    await write(office, lambda tx: issuing.declare_seller(tx, seller))
    items = (line(1, 1000), line(2, 200, parent=1, recurring=False), line(3, 0, category="IP"))
    items = taxes.levied(taxes.levied(items, TaxRate("VAT", 200_000)), TaxRate("City", 88_750))

    issued = await issue(office, new(*items, purchase_order="PO-77"))

    def read(tx: Connection) -> Any:
        found = invoice_rows.numbered(tx, (ACME,), issued.number)
        assert found is not None
        return found, invoice_rows.items(tx, found)

    invoice, found = await office.database.read(read)
    assert found == items
    assert invoice.purchase_order == "PO-77"
    assert invoice.contact["company"] == "Acme"


async def test_an_invoice_keeps_the_seller_it_was_issued_under(office: House) -> None:
    for name in ("Old Ltd", "Old Ltd", "New Ltd"):
        await write(office, lambda tx, n=name: issuing.declare_seller(tx, Seller(n)))
        await issue(office, new())

    rows = await office.rows(
        "SELECT s.name FROM invoices i JOIN sellers s ON s.id = i.seller_id ORDER BY i.number"
    )
    assert [row.name for row in rows] == ["Old Ltd", "Old Ltd", "New Ltd"]
    assert len(await office.rows("SELECT id FROM sellers")) == 2


@pytest.mark.parametrize(
    ("flawed", "flaw"),
    [
        (new(number="9" * 33), Flaw.NUMBER),
        (new(number=""), Flaw.NUMBER),
        (new(purchase_order="x" * 65), Flaw.ORDER),
        (new(currency="EUR"), Flaw.CURRENCY),
        (new(line(1, MAX_MINOR + 1)), Flaw.TOO_LARGE),
        (new(line(1, MAX_MINOR), line(2, 1)), Flaw.TOO_LARGE),
        (new(line(1, 100), type=InvoiceType.CREDIT), Flaw.SIGN),
        (new(line(1, 100, parent=1)), Flaw.TREE),
        (new(line(1, 100), line(1, 100)), Flaw.TREE),
        (new(line(2, 100), line(3, 1, parent=1)), Flaw.TREE),
        (new(due_on=date(2026, 2, 28)), Flaw.DATES),
        (new(line(1, 100, tax=usd(5), taxes=(taxes.TaxLine("V", 1, usd(4)),))), Flaw.TAXES),
    ],
)
async def test_what_cannot_be_right_is_named_and_never_enters(
    office: House, flawed: NewInvoice, flaw: Flaw
) -> None:
    assert issuing.flaw(flawed) is flaw
    with pytest.raises(AssertionError):
        await issue(office, flawed)


@pytest.mark.parametrize("to", ["CLOSED", "CLOSED_FAILED"])
@pytest.mark.parametrize("was", ["CLOSED", "CLOSED_FAILED"])
async def test_a_closed_invoice_moves_nowhere(office: House, was: str, to: str) -> None:
    number = "120" if was == "CLOSED" else "98"

    def move(tx: Connection) -> None:
        invoice = invoice_rows.numbered(tx, (ACME,), number)
        assert invoice is not None
        assert invoice.status == was
        if to == "CLOSED":
            invoice_rows.receive(tx, invoice, invoice.open_amount, balance=usd(0), at=AT)
        else:
            invoice_rows.close_failed(tx, invoice, balance=usd(0), at=AT)

    with pytest.raises(invoice_rows.InvoiceMovedError):
        await write(office, move)


async def test_an_open_invoice_can_be_closed_either_way_once(office: House) -> None:
    await write(office, lambda tx: invoices.write_off(tx, ACME, "123", at=AT))
    await write(office, lambda tx: invoices.receive_elsewhere(tx, ACME, "122", usd(40000), at=AT))

    rows = await office.rows("SELECT number, status FROM invoices WHERE number IN ('122', '123')")
    assert {row.number: row.status for row in rows} == {
        "122": InvoiceStatus.CLOSED,
        "123": InvoiceStatus.CLOSED_FAILED,
    }


async def test_what_was_read_before_somebody_else_paid_changes_nothing(office: House) -> None:
    """Even without the account's turn the same money is not noted twice."""

    def late(tx: Connection) -> None:
        read = invoice_rows.numbered(tx, (ACME,), "123")
        assert read is not None
        for _ in range(2):
            invoice_rows.receive(tx, read, usd(5000), balance=usd(0), at=AT)

    with pytest.raises(invoice_rows.InvoiceMovedError):
        await write(office, late)
    assert await office.open_minor("123") == 42000


@pytest.mark.parametrize(
    "change",
    [
        "status = 'PENDING'",
        "status = 'CLOSED'",
        "closed_at = '2026-03-01 00:00:00.000000'",
        "type = 'CREDIT'",
    ],
)
async def test_the_database_refuses_an_impossible_state(office: House, change: str) -> None:
    with pytest.raises(Exception, match=r"(?i)check"):
        await office.change(f"UPDATE invoices SET {change} WHERE number = '123'")
