"""A payment of another amount than was agreed waits here until an operator has decided.

What the provider reports is neither booked nor lost meanwhile, and its invoices can be paid by
nobody. The operator looks at the provider's own page first: these functions only do the books.
"""

from datetime import datetime

from sqlalchemy.engine import Connection

from assistant.billing.cases import close_case, open_cases_of
from assistant.billing.gateway import GatewayReport, ReportStatus
from assistant.billing.model import Payment, PaymentState
from assistant.billing.settling.ending import fail
from assistant.billing.settling.record import succeed
from assistant.billing.store import payments, people


def waiting(tx: Connection) -> list[Payment]:
    """Every payment that is held."""
    return payments.held(tx)


def accept(tx: Connection, payment_id: str, *, now: datetime) -> bool:
    """Book what the provider moved: as far as it goes to the invoices, the rest to credit.

    Another currency goes to credit whole. False when no such payment is held.
    """
    account = people.lock_for(tx, payment_id)
    payment = payments.identified(tx, payment_id)
    if account is None or payment is None or payment.state is not PaymentState.HELD:
        return False
    report = GatewayReport(payment.id, ReportStatus.SUCCEEDED, amount=payment.moved)
    succeed(tx, account, payment, report, now)
    _close(tx, payment, now)
    return True


def release(tx: Connection, payment_id: str, *, now: datetime) -> bool:
    """Nothing moved, or the operator has given it back: the invoices can be paid again."""
    account = people.lock_for(tx, payment_id)
    payment = payments.identified(tx, payment_id)
    if account is None or payment is None or payment.state is not PaymentState.HELD:
        return False
    report = GatewayReport(payment.id, ReportStatus.FAILED, decline="released")
    fail(tx, account, payment, report, now)
    _close(tx, payment, now)
    return True


def _close(tx: Connection, payment: Payment, now: datetime) -> None:
    for case in open_cases_of(tx, payment.account_id):
        if case.about == payment.id:
            close_case(tx, case.id, at=now)
