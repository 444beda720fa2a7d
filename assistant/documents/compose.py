"""Facts and a reader in, the bytes of one file out."""

from dataclasses import replace
from typing import assert_never

from assistant.billing.model.paper import (
    AccountStated,
    InvoicesStated,
    PaperFormat,
    ReceiptStated,
    Stated,
)
from assistant.documents import grids
from assistant.documents.csv_file import csv_file
from assistant.documents.invoice_page import invoice_page
from assistant.documents.job import Job
from assistant.documents.page import Reading
from assistant.documents.receipt_page import receipt_page
from assistant.documents.statement_page import statement_page
from assistant.documents.typeset import typeset
from assistant.documents.words import Words, words_for
from assistant.reader import Reader


def compose(job: Job) -> bytes:
    """Make it. Raises TemplateError when a template is at fault."""
    words = words_for(job.reader.locale)
    reading = Reading(_reader(job.reader, words), words, job.seller)
    match job.format:
        case PaperFormat.PDF:
            return _pdf(job, reading)
        case PaperFormat.XLSX:
            from assistant.documents.workbook import workbook

            return workbook(_grids(job.stated, reading))
        case PaperFormat.CSV:
            return csv_file(_grid(job.stated, reading))
        case _:
            assert_never(job.format)


def _reader(reader: Reader, words: Words) -> Reader:
    """Amounts and dates are written as in the document's own language, whatever the reader's is."""
    spoken = reader.locale.lower().startswith(words.language)
    return reader if spoken else replace(reader, locale=words.language)


def _pdf(job: Job, reading: Reading) -> bytes:
    match job.stated:
        case InvoicesStated(account=account, invoices=(only,)):
            page = invoice_page(account, only, reading, detailed=job.detailed)
            return typeset("invoice", page, folder=job.templates)
        case InvoicesStated(invoices=several):
            raise ValueError(f"a PDF is for one invoice, not {len(several)}")
        case AccountStated():
            page = statement_page(job.stated, reading)
            return typeset("statement", page, folder=job.templates)
        case ReceiptStated():
            return typeset("receipt", receipt_page(job.stated, reading), folder=job.templates)
        case _:
            assert_never(job.stated)


def _grids(stated: Stated, reading: Reading) -> tuple[grids.Grid, ...]:
    if isinstance(stated, InvoicesStated):
        return grids.workbook_grids(stated, reading)
    return (_grid(stated, reading),)


def _grid(stated: Stated, reading: Reading) -> grids.Grid:
    match stated:
        case InvoicesStated():
            return grids.reconciliation(stated, reading)
        case AccountStated():
            return grids.statement(stated, reading)
        case ReceiptStated():
            return grids.receipt(stated, reading)
        case _:
            assert_never(stated)
