"""A payment of the balance on record as an invoice of its own: MANUAL_PAYMENT_CREDIT.

The entry in the ledger is the payment's, so that the money counts once: this one posts nothing.
"""

from datetime import datetime

from sqlalchemy.engine import Connection

from assistant.billing.ids import ordered_id
from assistant.billing.invoices import numbering
from assistant.billing.invoices.issuing import snapshot
from assistant.billing.model import Account, InvoiceStatus, InvoiceType
from assistant.billing.money import Money
from assistant.billing.store import issuing as rows
from assistant.billing.store import people


def record_payment_credit(
    tx: Connection, account: Account, paid: Money, *, about: str, after: Money, at: datetime
) -> str:
    """Write it, once the payment is booked and ``after`` is what the account owes; its number."""
    number, invoice_id = numbering.next_number(tx), ordered_id("inv")
    selling = rows.seller(tx)
    row = {
        "id": invoice_id,
        "account_id": account.id,
        "number": number,
        "type": InvoiceType.MANUAL_PAYMENT_CREDIT,
        "status": InvoiceStatus.CLOSED,
        "currency": paid.currency,
        "total_minor": -paid.minor,
        "issued_on": at.date(),
        "due_on": at.date(),
        "balance_at_open_minor": (after + paid).minor,
        "balance_at_close_minor": after.minor,
        "contact": snapshot(account, people.contacts_of(tx, account.id)),
        "seller_id": selling[0] if selling else None,
        "closed_at": at,
    }
    line = {
        "invoice_id": invoice_id,
        "position": 1,
        "description": f"Payment {about}",
        "amount_minor": -paid.minor,
        "tax_minor": 0,
        "recurring": False,
    }
    rows.add(tx, row, [line], [])
    return number
