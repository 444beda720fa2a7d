"""Tables for spreadsheets and reconciliation: typed values, so that amounts stay numbers."""

from collections.abc import Iterator
from datetime import date, datetime

from assistant.billing.model.paper import (
    AccountStated,
    BilledInvoice,
    InvoicesStated,
    ReceiptStated,
)
from assistant.billing.money import Money
from assistant.documents.kinds import move_named, status_named, type_named
from assistant.documents.page import Reading
from assistant.values import dataclass

Value = str | int | date | Money | None


@dataclass(frozen=True, slots=True)
class Grid:
    """One table: ``keys`` name its columns for programs, ``labels`` for people."""

    name: str
    keys: tuple[str, ...]
    labels: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


RECONCILIATION = (
    "invoice_number invoice_type invoice_status issued_on due_on currency total paid open "
    "payment_date payment_kind payment_amount payment_method payment_reference paid_by"
).split()
"""The columns of the CSV file, one row for each payment of an invoice, or one without any."""

_STATEMENT = ("date", "kind", "invoices", "currency", "amount", "balance")


def reconciliation(stated: InvoicesStated, reading: Reading) -> Grid:
    """Every invoice with the days on which it was paid; as stored, in no language."""
    rows = tuple(row for each in stated.invoices for row in _reconciled(each, reading))
    columns = tuple(RECONCILIATION)
    return Grid("reconciliation", columns, columns, rows)


def _reconciled(billed: BilledInvoice, reading: Reading) -> Iterator[tuple[Value, ...]]:
    invoice = billed.invoice
    head = (
        invoice.number,
        invoice.type.value,
        invoice.status.value,
        invoice.issued_on,
        invoice.due_on,
        invoice.total.currency,
        invoice.total,
        invoice.paid,
        invoice.open_amount,
    )
    if not billed.received:
        yield (*head, None, None, None, None, None, None)
    for each in billed.received:
        on = reading.reader.today(each.at)
        yield (*head, on, each.kind, each.amount, each.method, each.reference, each.payer)


def workbook_grids(stated: InvoicesStated, reading: Reading) -> tuple[Grid, ...]:
    """Invoices, their items and their payments, a sheet each."""
    grids = (_invoices(stated, reading), _items(stated, reading), _payments(stated, reading))
    return tuple(grid for grid in grids if grid.rows)


def _invoices(stated: InvoicesStated, reading: Reading) -> Grid:
    words = reading.words
    labels = (
        *(words.number, words.type, words.status, words.issued, words.due),
        *(words.currency, words.total, words.received, words.open),
    )
    rows = tuple(
        (
            each.invoice.number,
            type_named(each.invoice.type, words),
            status_named(each.invoice.status, words),
            each.invoice.issued_on,
            each.invoice.due_on,
            each.invoice.total.currency,
            each.invoice.total,
            each.invoice.paid,
            each.invoice.open_amount,
        )
        for each in stated.invoices
    )
    return Grid(words.invoices, labels, labels, rows)


def _items(stated: InvoicesStated, reading: Reading) -> Grid:
    words = reading.words
    labels = (
        words.number,
        words.line,
        words.item,
        words.type,
        words.currency,
        words.amount,
        words.tax,
    )
    rows = tuple(
        (
            each.invoice.number,
            item.position,
            item.description,
            words.recurring if item.recurring else words.one_time,
            item.amount.currency,
            item.amount,
            item.tax,
        )
        for each in stated.invoices
        for item in each.items
    )
    return Grid(words.items, labels, labels, rows)


def _payments(stated: InvoicesStated, reading: Reading) -> Grid:
    words = reading.words
    labels = (
        words.number,
        words.date,
        words.what,
        words.currency,
        words.amount,
        words.method,
        words.paid_by,
        words.reference,
    )
    rows = tuple(
        (
            each.invoice.number,
            reading.reader.today(got.at),
            move_named(got.kind, words),
            got.amount.currency,
            got.amount,
            got.method,
            got.payer,
            got.reference,
        )
        for each in stated.invoices
        for got in each.received
    )
    return Grid(words.payments, labels, labels, rows)


def statement(stated: AccountStated, reading: Reading) -> Grid:
    """The movements of a period with the balance after each, currency by currency."""
    words = reading.words
    rows: list[tuple[Value, ...]] = []
    for part in stated.parts:
        balance, currency = part.opening, part.opening.currency
        rows.append((stated.since, words.opening, "", currency, None, balance))
        for line in part.lines:
            balance += line.amount
            day, what = reading.reader.today(line.at), move_named(line.kind, words)
            rows.append((day, what, ", ".join(line.numbers), currency, line.amount, balance))
        rows.append((stated.before, words.closing, "", currency, None, balance))
    labels = (
        words.date,
        words.what,
        words.invoices,
        words.currency,
        words.amount,
        words.balance,
    )
    return Grid(words.statement, _STATEMENT, labels, tuple(rows))


def receipt(stated: ReceiptStated, reading: Reading) -> Grid:
    """What one payment went to."""
    words, on = reading.words, _day(stated.at, reading)
    labels = (words.date, words.invoices, words.currency, words.amount)
    currency = stated.amount.currency
    rows: list[tuple[Value, ...]] = [(on, n, currency, amount) for n, amount in stated.parts]
    if stated.credit.minor:
        rows.append((on, words.to_credit, currency, stated.credit))
    rows += [(_day(at, reading), words.refunded, currency, -back) for at, back in stated.refunds]
    return Grid(words.receipt, ("date", "invoice", "currency", "amount"), labels, tuple(rows))


def _day(at: datetime, reading: Reading) -> date:
    return reading.reader.today(at)
