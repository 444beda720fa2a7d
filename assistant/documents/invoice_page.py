"""An invoice as a page: in short, or with every item and tax."""

from collections.abc import Iterable, Iterator
from typing import Any

from assistant.billing.model import InvoiceStatus
from assistant.billing.money import Money
from assistant.billing.paper import BilledInvoice, Received
from assistant.documents.kinds import move_named, status_named, type_named
from assistant.documents.page import Column, Reading, Row, page, part, total
from assistant.documents.plain import line
from assistant.documents.transfer import transfer


def invoice_page(
    account: str, billed: BilledInvoice, reading: Reading, *, detailed: bool
) -> dict[str, Any]:
    """The page of one invoice; while it is open it is stamped as preliminary."""
    invoice, words = billed.invoice, reading.words
    titled = words.invoice if invoice.type.payable else words.credit_note
    built = page(reading, titled.format(number=line(invoice.number)), _facts(billed, reading))
    built["to"] = {"label": words.billed_to, "lines": _addressee(account, billed)}
    if invoice.status is InvoiceStatus.OPEN:
        built["stamp"] = words.preliminary
        built["stamp-meaning"] = words.preliminary_meaning
    built["parts"] = [_items(billed, reading, detailed=detailed)]
    built["payments"] = [_payments(billed.received, reading)] if billed.received else []
    built["totals"] = list(_totals(billed, reading))
    built["transfer"] = transfer(reading, invoice.number, invoice.open_amount)
    return built


def _facts(billed: BilledInvoice, reading: Reading) -> list[tuple[str, str]]:
    invoice, words, reader = billed.invoice, reading.words, reading.reader
    return [
        (words.number, invoice.number),
        (words.issued, reader.day(invoice.issued_on)),
        (words.due, reader.day(invoice.due_on) if invoice.type.payable else ""),
        (words.type, type_named(invoice.type, words)),
        (words.status, status_named(invoice.status, words)),
    ]


def _addressee(account: str, billed: BilledInvoice) -> list[str]:
    """The contact as it was when the invoice was issued."""
    contact = billed.invoice.contact
    said = (account, contact.get("name", ""), contact.get("email", ""))
    return [each for each in map(line, said) if each]


def _items(billed: BilledInvoice, reading: Reading, *, detailed: bool) -> dict[str, Any]:
    words, reader = reading.words, reading.reader
    columns = [Column(words.line), Column(words.item, wide=True)]
    columns += [Column(words.amount, number=True)]
    columns += [Column(words.tax, number=True)] if detailed else []
    rows = []
    for item in billed.items:
        cells = [str(item.position), line(item.description), reader.money(item.amount)]
        rows.append(Row((*cells, reader.money(item.tax)) if detailed else tuple(cells)))
    return part(columns, rows)


def _payments(received: Iterable[Received], reading: Reading) -> dict[str, Any]:
    words, reader = reading.words, reading.reader
    columns = (
        Column(words.date),
        Column(words.what, wide=True),
        Column(words.amount, number=True),
    )
    rows = [
        Row(
            (
                reader.day(reader.today(each.at)),
                " · ".join(filter(None, (move_named(each.kind, words), line(each.method)))),
                reader.money(each.amount),
            )
        )
        for each in received
    ]
    return part(columns, rows, title=words.payments)


def _totals(billed: BilledInvoice, reading: Reading) -> Iterator[dict[str, Any]]:
    """The four ways an amount comes about, and what is left of it; zeros are not printed."""
    invoice, words, money = billed.invoice, reading.words, reading.reader.money
    sums = _sums(billed)
    for label, amount in (
        (words.recurring, sums["recurring"]),
        (words.one_time, sums["one_time"]),
        (words.recurring_tax, sums["recurring_tax"]),
        (words.one_time_tax, sums["one_time_tax"]),
    ):
        if amount.minor:
            yield total(label, money(amount))
    yield total(words.total, money(invoice.total), strong=True)
    if invoice.type.payable and invoice.paid.minor:
        yield total(words.received, money(invoice.paid))
    if invoice.open_amount.minor:
        yield total(words.open, money(invoice.open_amount), strong=True)


def _sums(billed: BilledInvoice) -> dict[str, Money]:
    nothing = Money(0, billed.invoice.total.currency)
    sums = dict.fromkeys(("recurring", "one_time", "recurring_tax", "one_time_tax"), nothing)
    for item in billed.items:
        name = "recurring" if item.recurring else "one_time"
        sums[name] += item.amount
        sums[f"{name}_tax"] += item.tax
    return sums
