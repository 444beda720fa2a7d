"""The bank takes back a payment that had arrived: the books go back, and the invoices open again.

Reopening is the one way back for a closed invoice. Nothing is deleted: the entry of the payment
stays, and one that mirrors it is added.
"""

from datetime import datetime

import structlog
from sqlalchemy.engine import Connection

from assistant.billing import ledger
from assistant.billing.cases import CaseKind, open_case
from assistant.billing.ending import Fact, finish, part_of, tell, tell_unpaid
from assistant.billing.events import EventKind
from assistant.billing.gateway import GatewayReport
from assistant.billing.ledger import Book, Posting
from assistant.billing.model import Account, Invoice, InvoiceStatus, Payment, PaymentState
from assistant.billing.money import Money
from assistant.billing.store import invoices, refunds

log = structlog.get_logger(__name__)


def take_back(
    tx: Connection, account: Account, payment: Payment, report: GatewayReport, now: datetime
) -> None:
    """Undo what the payment did; one that was never booked as arrived leaves no entry.

    Another amount than arrived, or of which a part was refunded, is not undone by rule: a person
    looks at it.
    """
    arrived = payment.moved or payment.amount
    went_back = refunds.gone(tx, payment.id) > 0 or refunds.in_dispute(tx, payment.id)
    if went_back or (report.amount is not None and report.amount != arrived):
        facts = {"ours": str(arrived), "theirs": str(report.amount), "what": "return"}
        kind, about = CaseKind.AMOUNT_DIFFERS, payment.id
        open_case(tx, kind, about, account_id=account.id, facts=facts, at=now)
        return
    fact = Fact(EventKind.RETURNED, account, payment, report, arrived)
    log.warning("payment_returned", payment=payment.id, reason=report.decline)
    if payment.state is not PaymentState.SUCCEEDED:
        finish(tx, payment, report, PaymentState.RETURNED, now)
        tell_unpaid(tx, fact, now)
        return
    reopened = _reverse(tx, account.id, payment.id, now)
    finish(tx, payment, report, PaymentState.RETURNED, now)
    nothing = Money(0, arrived.currency)
    parts = [part_of(invoice, share, nothing) for invoice, share in reopened]
    tell(tx, fact, parts, credit=nothing, now=now)


def _reverse(
    tx: Connection, account_id: str, payment_id: str, now: datetime
) -> list[tuple[Invoice, Money]]:
    """Mirror the entry of the payment; returns how much of each invoice is no longer paid."""
    lines, reopened = [], []
    for line in ledger.lines_about(tx, account_id, "payment", payment_id):
        mirror = Posting(line.book, -line.amount, line.invoice_id)
        if line.invoice_id is not None:
            invoice = invoices.identified(tx, account_id, line.invoice_id)
            if invoice.status is InvoiceStatus.CLOSED_FAILED:  # given up since: a loss, too
                mirror = Posting(Book.WRITE_OFF, mirror.amount)
            reopened.append((invoice, mirror.amount))
        lines.append(mirror)
    ledger.post(tx, account_id, "return", about=payment_id, at=now, lines=lines)
    for invoice, share in reopened:
        invoices.reopen(tx, invoice, share)
    return [(invoices.identified(tx, account_id, each.id), share) for each, share in reopened]
