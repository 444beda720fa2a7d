"""Put answers in the outbox, in the transaction that made them."""

from datetime import datetime

from sqlalchemy.engine import Connection

from assistant.billing.ids import new_id
from assistant.card import Card
from assistant.inbox import Answered
from assistant.notify import outbox
from assistant.notify.delivery import Delivery, DeliveryState
from assistant.request import Channel, Request


def put_answer(tx: Connection, request: Request, answered: Answered, *, due: datetime) -> bool:
    """Queue the answer to go where it was asked, for whoever sends first."""
    return outbox.put(tx, reply(request, answered, due, DeliveryState.QUEUED), due=due)


def reply(request: Request, answered: Answered, now: datetime, state: DeliveryState) -> Delivery:
    """The answer as it goes where it was asked."""
    return Delivery(
        id=new_id("dlv"),
        channel=request.sender.channel,
        address=request.sender.address,
        place=request.place_for_all if answered.aloud else request.place,
        locale=answered.reads_in,
        card=answered.aloud or answered.card,
        created_at=now,
        request_id=answered.request_id,
        account_id=answered.account_id,
        person_id=answered.person_id,
        turns=answered.turns,
        fallback=answered.email if request.sender.channel is Channel.SLACK else None,
        state=state,
    )


def put_apart(tx: Connection, answered: Answered, now: datetime) -> bool:
    """Queue the card that goes by mail, wherever it was asked for."""
    apart = answered.apart
    if apart is None:
        return False
    return outbox.put(tx, _beside(answered, Channel.MAIL, apart.address, apart.card, now), due=now)


def put_files(tx: Connection, request: Request, answered: Answered, now: datetime) -> bool:
    """Queue the files of an answer that is given at once: Slack takes them in a DM only."""
    if request.sender.channel is not Channel.SLACK or not answered.card.files:
        return False
    address = request.sender.address
    return outbox.put(tx, _beside(answered, Channel.SLACK, address, answered.card, now), due=now)


def _beside(
    answered: Answered, channel: Channel, address: str, card: Card, now: datetime
) -> Delivery:
    locale = answered.apart.locale if answered.apart else answered.reads_in
    return Delivery(
        id=new_id("dlv"),
        channel=channel,
        address=address,
        place="",
        locale=locale,
        card=card,
        created_at=now,
        request_id=answered.request_id,
        account_id=answered.account_id,
        person_id=answered.person_id,
        secret=answered.apart.secret if answered.apart and channel is Channel.MAIL else None,
    )
