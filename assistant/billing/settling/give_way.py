"""One payment closes the page of another, and is made only once nothing can be paid there.

Whoever is on that page may be paying at this very moment. So the payment that wants the invoices
waits, without a due date, until the provider says how each page ended: all closed, it is due; one
of them paid, it fails, and nothing is charged twice.
"""

from datetime import datetime

import structlog
from sqlalchemy.engine import Connection

from assistant.billing.gateway import GatewayReport, ReportStatus
from assistant.billing.model import Account, Payment
from assistant.billing.settling import ending
from assistant.billing.store import payments, yielding

PAID_MEANWHILE = "paid_meanwhile"
"""Why a payment failed that had to wait: whoever was on the page was faster."""

SUPERSEDED = "superseded"
"""Why a page was closed: somebody is paying the same in another way."""

log = structlog.get_logger(__name__)


def page_closed(tx: Connection, page: Payment, now: datetime) -> None:
    """A page that had to give way took no money; the last of them lets the payment go on."""
    assert page.yields_to is not None, page
    if not yielding.any_yielding_to(tx, page.yields_to):
        yielding.let_go_on(tx, page.yields_to, now)


def page_paid(tx: Connection, account: Account, page: Payment, now: datetime) -> None:
    """A page that had to give way took money after all: the payment that waits is not made."""
    assert page.yields_to is not None, page
    if not yielding.stop_before_charge(tx, page.yields_to):
        return  # it is being made, or ended long ago: what comes of both is booked, none is lost
    waiting = payments.identified(tx, page.yields_to)
    assert waiting is not None, page
    said = GatewayReport(waiting.id, ReportStatus.FAILED, decline=PAID_MEANWHILE)
    ending.fail(tx, account, waiting, said, now)
    log.warning("payment_overtaken", payment=waiting.id, by=page.id)
