"""What is said about a case stays together: under the first word its reader got about it."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from assistant.billing import news
from assistant.notify import outbox
from assistant.notify.delivery import Delivery, deliveries
from assistant.notify.rules import AGENTS
from assistant.notify.senders import DeliveryLaterError


def above(tx: Connection, delivery: Delivery) -> str | None:
    """Where the first word about the case is; None for that itself, or where it never arrived.

    Raises DeliveryLaterError while it is on its way.
    """
    wanted = {
        "case": delivery.case_id,
        "channel": delivery.channel,
        "address": delivery.address,
    }
    first = tx.execute(_first_about, wanted).one()
    if first.id == delivery.id:
        return None
    if first.far_reference is None and first.due_at is not None:
        raise DeliveryLaterError("what it belongs under is not there yet")
    reference: str | None = first.far_reference
    return reference


def arrived(tx: Connection, delivery: Delivery, at: str | None, now: datetime) -> None:
    """Note that a card arrived; the first word to the agents about a case begins their thread."""
    outbox.sent(tx, delivery, at, now)
    if delivery.case_id and delivery.person_id == AGENTS and at:
        news.case_begun(tx, delivery.case_id, at)


_first_about = (
    select(deliveries.c.id, deliveries.c.due_at, deliveries.c.far_reference)
    .where(
        deliveries.c.case_id == bindparam("case"),
        deliveries.c.channel == bindparam("channel"),
        deliveries.c.address == bindparam("address"),
    )
    .order_by(deliveries.c.created_at, deliveries.c.id)
    .limit(1)
)
