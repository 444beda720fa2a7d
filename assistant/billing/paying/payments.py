"""How payments stand, and what has been paid."""

from sqlalchemy.engine import Connection

from assistant.billing.model import Asker, Payment
from assistant.billing.outcomes import InvoiceNotFound, NoPaymentYet, PaymentList, PaymentShown
from assistant.billing.store import history as rows
from assistant.billing.store import invoices, payments, planned

PAGE = 10


def status(
    tx: Connection, asker: Asker, number: str | None, *, may_pay: bool
) -> PaymentShown | NoPaymentYet | InvoiceNotFound:
    """How the last payment on an invoice stands, or the account's last one."""
    if number is None:
        newest = payments.of_account(tx, asker.account_id, offset=0, limit=1)
        if not newest:
            return NoPaymentYet(asker.account, None, may_pay)
        return PaymentShown(newest[0], may_pay)
    invoice = invoices.numbered(tx, (asker.account_id,), number)
    if invoice is None:
        return InvoiceNotFound(number)
    payment = payments.latest_on(tx, asker.account_id, invoice.id)
    if payment is None:
        ahead = planned.live_on(tx, asker.account_id, [invoice.id])
        return NoPaymentYet(asker.account, invoice, may_pay, ahead[0] if ahead else None)
    return PaymentShown(payment, may_pay)


def started_by(tx: Connection, account_id: str, request_id: str) -> Payment | None:
    """The payment that confirming in this request began, as it stands now."""
    return payments.of_request(tx, account_id, request_id)


def history(tx: Connection, asker: Asker, *, page: int) -> PaymentList:
    """One page of whatever paid the account's invoices, newest first."""
    offset = (page - 1) * PAGE
    found = rows.page(tx, asker.account_id, offset=offset, limit=PAGE)
    return PaymentList(
        account=asker.account,
        payments=tuple(found),
        total=rows.count(tx, asker.account_id),
        offset=offset,
        page=page,
    )
