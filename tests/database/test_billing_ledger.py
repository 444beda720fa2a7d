"""The books add up, and whoever changes them behind our back is found out."""

from datetime import UTC, date, datetime
from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection

from assistant.billing import invoices, ledger
from assistant.billing.invoices import issuing
from assistant.billing.invoices.issuing import NewInvoice
from assistant.billing.ledger import Book, Posting
from assistant.billing.model import InvoiceType, Item
from assistant.billing.money import Money
from assistant.billing.verify import verify
from tests.stories.house import House

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)


async def problems(house: House) -> list[str]:
    _, found = await house.database.read(verify)
    return [each.what for each in found]


def new_invoice(number: str, *amounts: tuple[int, int], currency: str = "USD") -> NewInvoice:
    items = tuple(
        Item(position, "Thing", Money(net, currency), Money(tax, currency), recurring=False)
        for position, (net, tax) in enumerate(amounts, 1)
    )
    return NewInvoice(number, InvoiceType.NEW, date(2026, 3, 1), date(2026, 3, 31), items, currency)


async def test_the_seeded_books_add_up(office: House) -> None:
    seen, found = await office.database.read(verify)

    assert seen == 91
    assert found == []


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        (
            "UPDATE ledger_postings SET minor = minor + 1"
            " WHERE account_id = 'acc_acme' AND seq = 3 AND line = 1",
            "does not sum to zero",
        ),
        (
            "UPDATE ledger_postings SET minor = 0 - minor"
            " WHERE account_id = 'acc_acme' AND seq = 3",
            "was changed after it was written",
        ),
        (
            "UPDATE ledger_postings SET invoice_id ="
            " (SELECT id FROM invoices WHERE number = '123')"
            " WHERE account_id = 'acc_acme' AND seq = 3 AND book = 'receivable'",
            "was changed after it was written",
        ),
        (
            "UPDATE ledger_postings SET book = 'credit'"
            " WHERE account_id = 'acc_acme' AND seq = 3 AND line = 1",
            "was changed after it was written",
        ),
        (
            "UPDATE ledger_entries SET reference = 'pay_x'"
            " WHERE account_id = 'acc_acme' AND seq = 5",
            "was changed after it was written",
        ),
        (
            "UPDATE ledger_entries SET at = '2020-01-01 00:00:00.000000'"
            " WHERE account_id = 'acc_acme' AND seq = 5",
            "was changed after it was written",
        ),
        (
            "DELETE FROM ledger_postings WHERE account_id = 'acc_acme' AND seq = 7",
            "was changed after it was written",
        ),
        (
            "UPDATE invoices SET paid_minor = paid_minor + 100 WHERE number = '123'",
            "invoice 123: open 41900 minor units, by the ledger 42000",
        ),
        (
            "UPDATE invoices SET status = 'CLOSED', closed_at = '2026-03-01 00:00:00.000000'"
            " WHERE number = '123'",
            "invoice 123: open 0 minor units, by the ledger 42000",
        ),
    ],
)
async def test_what_was_tampered_with_is_found(office: House, statement: str, told: str) -> None:
    await office.change(statement)

    assert any(told in each for each in await problems(office))


async def test_an_entry_taken_out_of_the_middle_is_found(office: House) -> None:
    for table in ("ledger_postings", "ledger_entries"):
        await office.change(f"DELETE FROM {table} WHERE account_id = 'acc_acme' AND seq = 7")

    assert any("entry 7 is missing" in each for each in await problems(office))


async def test_a_rewritten_entry_is_found_even_when_its_own_hash_fits(office: House) -> None:
    """Whoever rewrites one entry would have to rewrite all that follow."""
    await office.change(
        "UPDATE ledger_entries SET hash = previous_hash WHERE account_id = 'acc_acme' AND seq = 5"
    )

    found = await problems(office)

    assert any(each.startswith("entry 5 ") for each in found)
    assert any(each.startswith("entry 6 ") for each in found)


async def test_an_entry_that_does_not_sum_to_zero_cannot_be_written(office: House) -> None:
    lines = [
        Posting(Book.GATEWAY, Money(100, "USD")),
        Posting(Book.CREDIT, Money(-100, "EUR")),
    ]

    def unbalanced(tx: Connection) -> None:
        ledger.post(tx, "acc_acme", "test", about="x", at=AT, lines=lines)

    with pytest.raises(AssertionError):
        await office.database.write(unbalanced)
    assert await problems(office) == []


async def test_a_balance_is_what_the_books_say(office: House) -> None:
    owed = await office.database.read(partial(ledger.owed, account_id="acc_acme", currency="USD"))
    credit = await office.database.read(partial(ledger.credit, account_id="acc_acme"))

    assert owed == Money(36000 + 40000 + 42000 - 2000, "USD")
    assert credit == (Money(2000, "USD"),)


async def test_an_invoice_total_is_the_sum_of_its_lines_and_their_taxes(office: House) -> None:
    """Three lines of 33.335 would not add up to 100.01: lines are whole minor units already."""
    new = new_invoice("900", (3333, 667), (3333, 667), (3334, 667))
    await office.database.write(lambda tx: issuing.issue(tx, "acc_acme", new, at=AT))

    (row,) = await office.rows("SELECT total_minor FROM invoices WHERE number = '900'")
    books = await office.rows(
        "SELECT book, sum(minor) AS minor FROM ledger_postings WHERE account_id = 'acc_acme'"
        " AND seq = (SELECT max(seq) FROM ledger_entries WHERE account_id = 'acc_acme')"
        " GROUP BY book"
    )
    assert row.total_minor == 12001
    assert {each.book: int(each.minor) for each in books} == {
        "receivable": 12001,
        "revenue": -10000,
        "tax": -2001,
    }
    assert await problems(office) == []


async def test_fault_77_an_invoice_number_is_issued_once(office: House) -> None:
    with pytest.raises(Exception, match=r"UNIQUE|unique"):
        await office.database.write(
            lambda tx: issuing.issue(tx, "acc_acme", new_invoice("123", (100, 0)), at=AT)
        )
    assert await problems(office) == []


async def test_an_invoice_keeps_the_contact_it_was_addressed_to(office: House) -> None:
    before = await office.rows("SELECT contact FROM invoices WHERE number = '123'")

    await office.change(
        "UPDATE people SET name = 'Somebody Else', email = 'x@x.example' WHERE id = 'per_dana_acme'"
    )

    assert await office.rows("SELECT contact FROM invoices WHERE number = '123'") == before


async def test_an_invoice_of_nothing_is_entered_and_adds_up(office: House) -> None:
    await office.database.write(
        lambda tx: issuing.issue(tx, "acc_acme", new_invoice("901", (0, 0)), at=AT)
    )

    shown = await office.ask("dana", "invoice 901")
    paid = await office.ask("dana", "pay invoice 901")

    assert shown.outcome == "invoice_shown"
    assert paid.outcome == "already_paid"
    assert await problems(office) == []


async def test_an_invoice_of_less_than_nothing_is_the_customers_credit(office: House) -> None:
    await office.database.write(
        lambda tx: issuing.issue(tx, "acc_acme", new_invoice("902", (100, 0), (-600, 0)), at=AT)
    )

    paid = await office.ask("dana", "pay invoice 902")
    credit = await office.database.read(partial(ledger.credit, account_id="acc_acme"))

    assert paid.outcome == "already_paid"
    assert credit == (Money(2500, "USD"),)
    assert await problems(office) == []


async def test_money_that_came_some_other_way_closes_the_invoice(office: House) -> None:
    await office.database.write(
        lambda tx: invoices.receive_elsewhere(tx, "acc_acme", "123", Money(42000, "USD"), at=AT)
    )

    assert (await office.ask("dana", "pay invoice 123")).outcome == "already_paid"
    assert await problems(office) == []


async def test_money_on_an_invoice_never_exceeds_it(office: House) -> None:
    """The database itself refuses."""
    with pytest.raises(Exception, match=r"(?i)check"):
        await office.database.write(
            lambda tx: tx.execute(
                text("UPDATE invoices SET paid_minor = total_minor + 1 WHERE number = '123'")
            )
        )


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("DELETE FROM ledger_entries WHERE kind = 'payment'", "by the ledger 0 in 0 entries"),
        (
            "UPDATE payments SET amount_minor = amount_minor + 1",
            "succeeded with 42001 minor units, by the ledger 42000 in 1 entries",
        ),
        (
            "UPDATE ledger_entries SET reference = 'pay_nowhere' WHERE kind = 'payment'",
            "payment pay_nowhere: is in the ledger and nowhere else",
        ),
    ],
)
async def test_a_payment_and_its_ledger_entry_are_held_against_each_other(
    house: House, statement: str, told: str
) -> None:
    await house.pay("dana", "123")
    await house.work()
    if statement.startswith("DELETE"):
        await house.change(
            "DELETE FROM ledger_postings WHERE EXISTS (SELECT 1 FROM ledger_entries e"
            " WHERE e.account_id = ledger_postings.account_id AND e.seq = ledger_postings.seq"
            " AND e.kind = 'payment')"
        )

    await house.change(statement)

    assert any(told in each for each in await problems(house))


async def test_two_payments_under_one_reference_of_the_provider_are_found(house: House) -> None:
    for number in ("122", "123"):
        await house.pay("dana", number)
    await house.work()

    await house.change("UPDATE payments SET gateway_ref = 'pi_same'")

    assert "pi_same: more than one payment succeeded under it" in await problems(house)


async def test_a_posting_about_the_invoice_of_another_account_is_found(office: House) -> None:
    await office.change(
        "UPDATE ledger_postings SET invoice_id = (SELECT id FROM invoices WHERE number = '124')"
        " WHERE account_id = 'acc_acme' AND seq = 3 AND book = 'receivable'"
    )

    assert any(
        "entry 3: posts to invoice 124 of another account" in each
        for each in await problems(office)
    )
