"""Several news in one message: they are gathered as rows, and put together when it is sent.

News is a delivery of its own that nobody sends; the digest takes it up in the very transaction in
which it is claimed, so that each is in one digest and none is lost, whoever dies over it.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.engine import Connection

from assistant.billing.ids import new_id
from assistant.card import Card, Part
from assistant.language import count, say, speaking
from assistant.notify.delivery import Delivery, DeliveryState, deliveries, read
from assistant.notify.wishes import Placed
from assistant.reader import Reader

PREFIX = "digest:"
_NOT_DRAWN = Card(title="Digest")
_MOST = 40
"""What does not fit comes in the next one."""


def of(each: Placed, delivery: Delivery, now: datetime) -> tuple[Delivery, Delivery]:
    """The news as it waits, and the message that is to take it up; one for each morning."""
    contact = each.recipient.contact
    day = Reader(contact.locale, contact.timezone).today(each.at)
    message = replace(
        delivery,
        id=new_id("dlv"),
        card=_NOT_DRAWN,
        created_at=now,
        event_id=None,
        kin=None,
        account_id=None,
        batch=f"{PREFIX}{contact.person_id}:{day.isoformat()}",
        due_at=each.at,
    )
    return replace(delivery, state=DeliveryState.GATHERED), message


def proven(tx: Connection, delivery: Delivery, now: datetime, timezone: str) -> Delivery | str:
    """The message with all that was gathered; again the same where it was tried before."""
    whose = {"who": delivery.person_id, "where": delivery.channel}
    rows = [read(row) for row in tx.execute(_gathered, whose | {"most": _MOST})]
    if not rows:
        drawn = delivery.card != _NOT_DRAWN
        return delivery if drawn else "nothing of it is left to be said"
    tx.execute(_taken_up, [{"which": each.id, "message": delivery.id} for each in rows])
    said = [*delivery.card.more, *(_part(each.card) for each in rows)]
    reader = Reader(delivery.locale, timezone)
    with speaking(reader.locale):
        title = say("Your news up to {day}", day=reader.day(reader.today(now)))
        many = count(len(said), "There is {number} piece of news.", "There are {number} of them.")
    card = Card(title=title, paragraphs=(many,), more=tuple(said))
    return replace(delivery, card=card)


def let_go(tx: Connection, delivery: Delivery, accounts: list[str]) -> None:
    """Drop what was gathered of accounts to which the reader does not belong any more."""
    whose = {"who": delivery.person_id, "where": delivery.channel}
    tx.execute(_let_go, whose | {"accounts": accounts})


def _part(card: Card) -> Part:
    found: dict[str, Any] = {name: getattr(card, name) for name in Part.model_fields}
    return Part(**found)


_WAITS = (
    deliveries.c.person_id == bindparam("who"),
    deliveries.c.channel == bindparam("where"),
    deliveries.c.state == DeliveryState.GATHERED.value,
)
_gathered = (
    select(deliveries)
    .where(*_WAITS)
    .order_by(deliveries.c.created_at)
    .limit(bindparam("most"))
    .with_for_update()
)
_let_go = (
    update(deliveries)
    .where(*_WAITS, deliveries.c.account_id.not_in(bindparam("accounts", expanding=True)))
    .values(state=DeliveryState.SUPPRESSED, error="no contact of the account any more")
)
_taken_up = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("which"))
    .values(state=DeliveryState.DIGESTED, far_reference=bindparam("message"))
)
