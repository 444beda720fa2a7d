"""Which message in Slack a fact takes the place of: that of the yes, or of the offer."""

from collections.abc import Iterable

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from assistant.billing import news
from assistant.billing.events import Event, PaymentEvent
from assistant.billing.model import Contact
from assistant.notify.delivery import deliveries
from assistant.notify.rules import Recipient
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    """The answer to a request, where somebody in Slack still sees it."""

    request_id: str
    address: str


def offered_in_slack(tx: Connection, events: Iterable[Event]) -> dict[str, Shown]:
    """By payment, where Slack still shows an offer of what was paid, or said yes to, elsewhere."""
    elsewhere = [
        each.payment_id
        for each in events
        if isinstance(each, PaymentEvent) and each.origin_channel != "slack" and each.person_id
    ]
    offers = news.offered(tx, list(dict.fromkeys(elsewhere))) if elsewhere else {}
    found: dict[str, Shown] = {}
    for payment_id, request_ids in offers.items():
        rows = tx.execute(_shown, {"requests": request_ids}).all()
        at = {row.request_id: Shown(row.request_id, row.address) for row in rows}
        if first := next((at[each] for each in request_ids if each in at), None):
            found[payment_id] = first
    return found


_shown = select(deliveries.c.request_id, deliveries.c.address).where(
    deliveries.c.request_id.in_(bindparam("requests", expanding=True)),
    deliveries.c.channel == "slack",
    deliveries.c.far_reference.is_not(None),
)


def whoever_was_offered(contacts: list[Contact], event: Event, offered: Shown) -> list[Recipient]:
    """The payer, if they can still be reached there."""
    return [
        Recipient(each, "slack", offered.address, payer=True)
        for each in contacts
        if isinstance(event, PaymentEvent)
        and each.person_id == event.person_id
        and offered.address in each.slack
    ]


def has(recipient: Recipient, address: str) -> bool:
    """Whether they hear of it at this address in Slack."""
    return recipient.channel == "slack" and recipient.address == address


def turned(recipient: Recipient, event: Event, offered: Shown | None) -> str | None:
    """The request whose answer this takes the place of: the yes, or the offer it was said to."""
    if recipient.place:
        return event.request_id or None
    if offered and has(recipient, offered.address):
        return offered.request_id
    return None
