"""Read documents back: the words of a PDF, the rows of a spreadsheet or a CSV file."""

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pypdfium2

from assistant.billing.model import Invoice, InvoiceStatus, InvoiceType, Item
from assistant.billing.model.paper import (
    BilledInvoice,
    InvoicesStated,
    PaperFormat,
    Received,
    Stated,
)
from assistant.billing.money import Money
from assistant.documents.compose import compose
from assistant.documents.job import Job
from assistant.documents.seller import Seller
from assistant.reader import Reader

SELLER = Seller(
    name="Seller Cloud GmbH",
    address=("Beispielstraße 1", "10115 Berlin"),
    registration="HRB 1 B",
    tax_id="DE123456789",
    iban="DE89 3704 0044 0532 0130 00",
    bic="COBADEFFXXX",
    bank=("For USD: First Bank, account 000123",),
)
RECEIVED = Received(
    "inv_1", datetime(2026, 3, 9, 23, 30, tzinfo=UTC), Money(5000, "EUR"), "payment", "pay_1",
    "Visa 4242", "Dana Reyes",
)  # fmt: skip


def invoice(*items: Item, paid: int = 0, **changes: Any) -> BilledInvoice:
    """An open invoice of these lines."""
    currency = items[0].amount.currency
    total = sum(each.amount.minor + each.tax.minor for each in items)
    billed = Invoice(
        number="123",
        type=InvoiceType.RECURRING,
        status=InvoiceStatus.OPEN,
        total=Money(total, currency),
        paid=Money(paid, currency),
        issued_on=date(2026, 3, 5),
        due_on=date(2026, 4, 4),
        id="inv_1",
        account_id="acc_1",
        version=1,
        balance_at_open=Money(0, currency),
        balance_at_close=None,
        contact={"company": "Acme", "name": "Dana Reyes", "email": "dana@acme.example"},
        closed_at=None,
    )
    return BilledInvoice(replace(billed, **changes), items, ())


def item(position: int, words: str, minor: int, *, tax: int = 0, **more: Any) -> Item:
    """A line in euros."""
    currency = more.pop("currency", "EUR")
    recurring = more.pop("recurring", True)
    return Item(position, words, Money(minor, currency), Money(tax, currency), recurring, **more)


def made(
    stated: Stated | BilledInvoice,
    form: PaperFormat = PaperFormat.PDF,
    *,
    detailed: bool = False,
    reader: Reader | None = None,
    seller: Seller = SELLER,
) -> bytes:
    """The file."""
    if isinstance(stated, BilledInvoice):
        stated = InvoicesStated("Acme", (stated,))
    return compose(Job(stated, form, detailed, reader or Reader(), seller))


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page, on one line, without the places where a long word may break."""
    with pypdfium2.PdfDocument(pdf) as document:
        read = [_words(document, number) for number in range(len(document))]
    return [" ".join(words.replace("\u200b", "").split()) for words in read]


def text_of(pdf: bytes) -> str:
    """All words of a PDF on one line."""
    return " ".join(pages_of(pdf))


def sheets_of(workbook: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of each sheet."""
    import openpyxl  # where a workbook is read, not wherever tests are collected

    book = openpyxl.load_workbook(io.BytesIO(workbook))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def rows_of(file: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline="")))


def _words(document: pypdfium2.PdfDocument, number: int) -> str:
    page = document[number]
    text = page.get_textpage()
    words = str(text.get_text_range())
    text.close()
    page.close()
    return words
