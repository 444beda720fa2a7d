"""Disputes: the payer's bank asks for a payment back, takes it, and in the end decides.

While it is open the money lies in the book ``disputed``: it has left us and nobody owes it yet.
Won, it returns; lost, it is taken back like a refund, and the invoice stays marked: nobody is
asked for money their bank has just given back to them until a person has looked.
"""

from datetime import datetime

from sqlalchemy.engine import Connection

from assistant.billing import ledger
from assistant.billing.gateway import DisputeReport, DisputeStatus
from assistant.billing.ledger import Book, Posting
from assistant.billing.model import Payment
from assistant.billing.money import Money
from assistant.billing.operations import telling
from assistant.billing.settling import taking_back
from assistant.billing.settling.taking_back import Moved
from assistant.billing.store import refunds
from assistant.billing.store.refunds import Contest


def record_dispute(
    tx: Connection, payment: Payment, report: DisputeReport, *, now: datetime
) -> None:
    """Apply one dispute; the caller holds the account's turn."""
    known = refunds.contest(tx, report.gateway_ref)
    nothing = Money(0, report.amount.currency)
    if known is None:
        refunds.keep_contest(tx, payment, report, now=now)
        known = Contest(report.gateway_ref, report.amount, nothing, DisputeStatus.OPEN)
        refunds.mark_disputed(tx, payment, at=now)
        _tell(tx, payment, report, "disputed", now=now)
    if _is_stale(known, report):
        return
    refunds.turn_contest(tx, report, now=now)
    _move(tx, payment, report.withdrawn - known.withdrawn, now)
    if known.status is not DisputeStatus.OPEN or report.status is DisputeStatus.OPEN:
        return
    if report.status is DisputeStatus.WON:
        if not refunds.in_dispute(tx, payment.id):
            refunds.mark_disputed(tx, payment, at=None)
        _tell(tx, payment, report, "dispute_won", now=now)
        return
    moved = Moved((), nothing)
    if report.withdrawn.minor:
        taken = report.withdrawn
        kind = "dispute_lost"
        moved = taking_back.leave(tx, payment, taken, out_of=Book.DISPUTED, kind=kind, now=now)
    _tell(tx, payment, report, "dispute_lost", moved, now=now)


def _is_stale(known: Contest, report: DisputeReport) -> bool:
    """Decided disputes change only in one way: what was won is paid back to us."""
    if known.status is DisputeStatus.OPEN:
        return False
    won = known.status is DisputeStatus.WON and report.status is DisputeStatus.WON
    return not (won and report.withdrawn < known.withdrawn)


def _move(tx: Connection, payment: Payment, taken: Money, now: datetime) -> None:
    """Note what the provider took for the dispute, or gave back."""
    if taken.minor:
        lines = [Posting(Book.DISPUTED, taken), Posting(Book.GATEWAY, -taken)]
        ledger.post(tx, payment.account_id, "dispute", about=payment.id, at=now, lines=lines)


def _tell(
    tx: Connection,
    payment: Payment,
    report: DisputeReport,
    what: str,
    moved: Moved | None = None,
    *,
    now: datetime,
) -> None:
    moved = moved or Moved((), Money(0, report.amount.currency))
    fact = (what, f"{report.gateway_ref}:{what}")
    telling.went_back(
        tx, payment, report.amount, what=fact, moved=moved, now=now, reason=report.reason
    )
