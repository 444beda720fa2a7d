"""The payment an offer becomes, known from the offer."""

from dataclasses import replace

from sqlalchemy.engine import Connection

from assistant.billing.model import Allocation, Asker, Method, Offer, Payment, PaymentState
from assistant.billing.store import people


def just_made(
    tx: Connection, payment_id: str, offer: Offer, asker: Asker, *, link: bool = False
) -> Payment:
    """The payment an offer has just become; what was written need not be read again."""
    by = offer.method
    return Payment(
        id=payment_id,
        account_id=offer.account_id,
        person_id=offer.person_id,
        payer=asker.person or people.name_of(tx, offer.person_id),
        request_id=asker.request_id,
        origin=replace(asker.origin, offered=offer.request_id),
        amount=offer.amount,
        method=by and Method(by.id, by.gateway_ref, by.kind, by.brand, by.last4),
        state=PaymentState.CONFIRMED,
        attempts=0,
        gateway_ref=None,
        decline=None,
        action_url=None,
        created_at=asker.now,
        finished_at=None,
        allocations=tuple(
            Allocation(line.invoice_id, line.number, line.amount) for line in offer.lines
        ),
        balance=offer.balance,
        link=link,
    )
