"""An invoice as a page: in short, or with every item and tax."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from assistant.billing.model import InvoiceStatus, lines, taxes
from assistant.billing.model.invoice import TaxLine
from assistant.billing.model.lines import Branch
from assistant.billing.model.paper import BilledInvoice, Received
from assistant.documents.kinds import move_named, status_named, type_named
from assistant.documents.page import Column, Reading, Row, page, part, total, totalled
from assistant.documents.plain import line
from assistant.documents.seller import Seller, lines_of
from assistant.documents.transfer import transfer

_DEEPEST = 4
"""How far parts of parts are moved in."""


def invoice_page(
    account: str, billed: BilledInvoice, reading: Reading, *, detailed: bool
) -> dict[str, Any]:
    """The page of one invoice; while it is open it is stamped as preliminary."""
    invoice, words = billed.invoice, reading.words
    titled = words.invoice if invoice.type.payable else words.credit_note
    headed = replace(reading, seller=_seller(billed, reading.seller))
    built = page(headed, titled.format(number=line(invoice.number)), _facts(billed, reading))
    built["to"] = {"label": words.billed_to, "lines": _addressee(account, billed)}
    if invoice.status is InvoiceStatus.OPEN:
        built["stamp"] = words.preliminary
        built["stamp-meaning"] = words.preliminary_meaning
    built["parts"] = [_every_item(billed, reading) if detailed else _top_items(billed, reading)]
    if detailed and (levied := taxes.summed(billed.items)):
        built["parts"].append(_taxes(levied, reading))
    built["payments"] = [_payments(billed.received, reading)] if billed.received else []
    built |= totalled(list(_totals(billed, reading)))
    if free := sum(count for _, count in lines.free_counts(billed.items)):
        built["notes"] = [words.free_items.format(count=free)]
    built["transfer"] = transfer(reading, invoice.number, invoice.open_amount)
    return built


def _seller(billed: BilledInvoice, today: Seller) -> Seller:
    """Who sold, as the invoice itself names them; the bank is always today's."""
    named = billed.seller
    if named is None:
        return today
    address = lines_of(named.address)
    return Seller(named.name, address, named.registration, named.tax_id)


def _facts(billed: BilledInvoice, reading: Reading) -> list[tuple[str, str]]:
    invoice, words, reader = billed.invoice, reading.words, reading.reader
    return [
        (words.number, invoice.number),
        (words.issued, reader.day(invoice.issued_on)),
        (words.due, reader.day(invoice.due_on) if invoice.type.payable else ""),
        (words.type, type_named(invoice.type, words)),
        (words.po_number, invoice.purchase_order),
        (words.status, status_named(invoice.status, words)),
    ]


def _addressee(account: str, billed: BilledInvoice) -> list[str]:
    """The contact as it was when the invoice was issued."""
    contact = billed.invoice.contact
    address = contact.get("address", "").splitlines()
    said = (contact.get("company") or account, contact.get("name", ""), *address)
    said += (contact.get("email", ""), contact.get("tax_id", ""))
    return [each for each in map(line, said) if each]


def _top_items(billed: BilledInvoice, reading: Reading) -> dict[str, Any]:
    """The top-level items, each with all that belongs to it."""
    words, money = reading.words, reading.reader.money
    columns = (Column(words.line), Column(words.item, wide=True), Column(words.amount, number=True))
    rows = [
        Row((str(each.item.position), line(each.item.description), money(each.amount)))
        for each in lines.listed(lines.tree(billed.items))
    ]
    return part(columns, rows)


def _every_item(billed: BilledInvoice, reading: Reading) -> dict[str, Any]:
    """All items that cost something, parts below what they belong to."""
    words = reading.words
    columns = (
        Column(words.line),
        Column(words.item, wide=True),
        Column(words.amount, number=True),
        Column(words.tax, number=True),
    )
    return part(columns, list(_branches(lines.tree(billed.items), reading, depth=0)))


def _branches(branches: Iterable[Branch], reading: Reading, *, depth: int) -> Iterator[Row]:
    money = reading.reader.money
    for branch in lines.listed(tuple(branches)):
        item = branch.item
        said = (str(item.position), line(item.description), money(item.amount), money(item.tax))
        yield Row(said, depth=min(depth, _DEEPEST))
        yield from _branches(branch.parts, reading, depth=depth + 1)


def _taxes(levied: Sequence[TaxLine], reading: Reading) -> dict[str, Any]:
    words, reader = reading.words, reading.reader
    rates = [reader.rate(each.ppm) if each.ppm is not None else "" for each in levied]
    told = [(line(each.name), reader.money(each.amount)) for each in levied]
    ends = (Column(words.taxes, wide=True), Column(words.amount, number=True))
    if not any(rates):  # only the amounts are known
        return part(ends, [Row(each) for each in told])
    columns = (ends[0], Column(words.rate, number=True), ends[1])
    rows = [Row((name, rate, amount)) for rate, (name, amount) in zip(rates, told, strict=True)]
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
    sums = lines.totals(billed.items, invoice.total.currency)
    for label, amount in (
        (words.recurring, sums.recurring),
        (words.one_time, sums.one_time),
        (words.recurring_tax, sums.recurring_tax),
        (words.one_time_tax, sums.one_time_tax),
    ):
        if amount.minor:
            yield total(label, money(amount))
    yield total(words.total, money(invoice.total), strong=True)
    if invoice.type.payable and invoice.paid.minor:
        yield total(words.received, money(invoice.paid))
    if invoice.open_amount.minor:
        yield total(words.open, money(invoice.open_amount), strong=True)
