"""Gather the facts a document states, at the moment it is made."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, assert_never

from sqlalchemy.engine import Connection

from assistant.billing.invoices.papers import MOST_ROWS
from assistant.billing.model import Invoice
from assistant.billing.model.paper import (
    AccountStated,
    BilledInvoice,
    InvoicesStated,
    Paper,
    PaperFormat,
    PaperKind,
    ReceiptStated,
    Received,
    Stated,
    StatementLine,
    StatementPart,
)
from assistant.billing.money import Money
from assistant.billing.store import invoices, issuing, papers
from assistant.billing.store.papers import Which

MOST_ITEMIZED = 500
"""Invoices up to which a spreadsheet lists their items, too."""

MOST_POSTINGS = 50_000
"""Postings of the longest statement."""


class PaperGoneError(Exception):
    """It may not be made for this person any more, or what it is about is no longer there."""


def state(tx: Connection, paper: Paper, *, since: datetime, before: datetime) -> Stated:
    """Read what it says, for whoever may still see the account. Raises PaperGoneError.

    ``since`` and ``before`` are the paper's own days as moments in the reader's time zone.
    """
    account = papers.belongs(tx, paper.account_id, paper.person_id)
    if account is None:
        raise PaperGoneError("the person does not belong to the account any more")
    match paper.kind:
        case PaperKind.INVOICES:
            return _invoices(tx, account, paper)
        case PaperKind.RECEIPT:
            return _receipt(tx, account, paper)
        case PaperKind.STATEMENT:
            return _statement(tx, account, paper, since, before)
        case _:
            assert_never(paper.kind)


def _invoices(tx: Connection, account: str, paper: Paper) -> InvoicesStated:
    which = Which(paper.account_id, paper.ids, paper.since, paper.before)
    chosen = papers.chosen(tx, which, limit=MOST_ROWS)
    received: dict[str, list[Received]] = {}
    for each in papers.received(tx, which):
        received.setdefault(each.invoice_id, []).append(each)
    itemized = paper.format is not PaperFormat.CSV and len(chosen) <= MOST_ITEMIZED
    billed = [_billed(tx, each, received.get(each.id, ()), itemized) for each in chosen]
    if not billed:
        raise PaperGoneError("there is no such invoice")
    return InvoicesStated(account, tuple(billed))


def _billed(
    tx: Connection, invoice: Invoice, received: Sequence[Received], itemized: bool
) -> BilledInvoice:
    items = invoices.items(tx, invoice) if itemized else ()
    named = invoice.seller_id if itemized else None
    seller = issuing.seller_named(tx, named) if named else None
    return BilledInvoice(invoice, items, tuple(received), seller)


def _statement(
    tx: Connection, account: str, paper: Paper, since: datetime, before: datetime
) -> AccountStated:
    assert paper.since is not None, paper
    assert paper.before is not None, paper
    opening = {each.currency: each for each in papers.opening(tx, paper.account_id, since)}
    rows = papers.moved(tx, paper.account_id, since, before, limit=MOST_POSTINGS + 1)
    if len(rows) > MOST_POSTINGS:
        raise PaperGoneError("the period has too many entries for one statement")
    lines = _lines(rows)
    parts = [
        StatementPart(opening.get(currency, Money(0, currency)), tuple(lines.get(currency, ())))
        for currency in sorted({*opening, *lines})
    ]
    return AccountStated(account, paper.since, paper.before, tuple(parts))


def _lines(rows: Sequence[Any]) -> dict[str, list[StatementLine]]:
    """One line for each entry and currency that changed what is owed."""
    entries: dict[tuple[int, str], list[Any]] = {}
    for row in rows:
        entries.setdefault((row.seq, row.currency), []).append(row)
    lines: dict[str, list[StatementLine]] = {}
    for (_, currency), sides in entries.items():
        moved = sum(side.minor for side in sides)
        numbers = dict.fromkeys(side.number for side in sides if side.number)
        first = sides[0]
        line = StatementLine(first.at, first.kind, tuple(numbers), Money(moved, currency))
        if moved:
            lines.setdefault(currency, []).append(line)
    return lines


def _receipt(tx: Connection, account: str, paper: Paper) -> ReceiptStated:
    rows = papers.arrived(tx, paper.account_id, int(paper.ids[0]))
    if not rows:
        raise PaperGoneError("no money came in by that entry")
    first = rows[0]
    nothing = Money(0, first.currency)
    went = [(row.number, Money(-row.minor, row.currency)) for row in rows]
    parts = [(number, amount) for number, amount in went if number]
    credit = [Money(-row.minor, row.currency) for row in rows if row.book == "credit"]
    method, payer = papers.payment_of(first)
    return ReceiptStated(
        account=account,
        number=paper.ids[0],
        at=first.at,
        amount=sum((amount for _, amount in parts), start=sum(credit, start=nothing)),
        parts=tuple(parts),
        credit=sum(credit, start=nothing),
        method=method,
        payer=payer,
        reference=first.reference if method or payer else "",
        refunds=tuple(papers.sent_back(tx, paper.account_id, first.reference)),
    )
