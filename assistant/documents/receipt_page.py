"""A receipt as a page: money that came in, and the invoices it went to."""

from typing import Any

from assistant.billing.model.paper import ReceiptStated
from assistant.documents.page import Column, Reading, Row, page, part, total, totalled
from assistant.documents.plain import line


def receipt_page(stated: ReceiptStated, reading: Reading) -> dict[str, Any]:
    """The page of one payment."""
    words, reader = reading.words, reading.reader
    facts = [
        (words.date, reader.moment(stated.at)),
        (words.amount, reader.money(stated.amount)),
        (words.method, stated.method or words.elsewhere),
        (words.paid_by, stated.payer),
        (words.reference, stated.reference),
    ]
    built = page(reading, f"{words.receipt} {stated.number}", facts)
    built["to"] = {"label": words.account, "lines": [line(stated.account)]}
    columns = (Column(words.invoices, wide=True), Column(words.amount, number=True))
    rows = [
        Row((words.invoice.format(number=line(number)), reader.money(amount)))
        for number, amount in stated.parts
    ]
    if stated.credit.minor:
        rows.append(Row((words.to_credit, reader.money(stated.credit))))
    built["parts"] = [part(columns, rows)]
    totals = [total(words.received, reader.money(stated.amount), strong=True)]
    for at, amount in stated.refunds:
        label = f"{words.refunded} {reader.day(reader.today(at))}"
        totals.append(total(label, reader.money(-amount)))
    return built | totalled(totals)
