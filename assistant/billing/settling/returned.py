"""The bank takes back a payment that had arrived: the books go back, and the invoices open again.

Reopening is the one way back for a closed invoice. Nothing is deleted: the entry of the payment
stays, and one that takes the money out again is added (``taking_back``).
"""

from datetime import datetime

import structlog
from sqlalchemy.engine import Connection

from assistant.billing.cases import CaseKind, open_case
from assistant.billing.events import EventKind
from assistant.billing.gateway import GatewayReport
from assistant.billing.ledger import Book
from assistant.billing.model import Account, Payment, PaymentState
from assistant.billing.money import Money
from assistant.billing.settling.ending import Fact, finish, tell, tell_unpaid
from assistant.billing.settling.taking_back import leave
from assistant.billing.store import refunds

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
    moved = leave(tx, payment, arrived, out_of=Book.GATEWAY, kind="return", now=now)
    finish(tx, payment, report, PaymentState.RETURNED, now)
    tell(tx, fact, list(moved.parts), credit=Money(0, arrived.currency), now=now)
