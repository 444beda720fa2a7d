"""Mail that waits because its sender has had an hour's answers: what cannot, and what they hear."""

from datetime import datetime

from sqlalchemy.engine import Connection

from assistant import heard, identity
from assistant.billing.ids import new_id
from assistant.command import Cancel
from assistant.command.contacts import CancelChange
from assistant.command.plans import CancelPayment
from assistant.command.reminding import DisputeInvoice
from assistant.notify import outbox
from assistant.notify.delivery import Delivery
from assistant.reader import Reader
from assistant.replies.waiting import read_later
from assistant.request import Request

_TAKES_BACK = (Cancel, CancelChange, CancelPayment, DisputeInvoice)


def cannot_wait(request: Request) -> bool:
    """Whether a masked mail keeps something from happening: later may be too late."""
    return isinstance(heard.read(request.text, request.at.date(), "en"), _TAKES_BACK)


def said_later(tx: Connection, request: Request, *, now: datetime, until: datetime) -> None:
    """Tell a known sender, in the thread of the mail that waits, when it is read."""
    actor = identity.identify(tx, request.sender)
    if actor is None:
        return
    told = Delivery(
        id=new_id("dlv"),
        channel=request.sender.channel,
        address=request.sender.address,
        place=request.place,
        locale=actor.locale,
        card=read_later(until, Reader(actor.locale, actor.timezone)),
        created_at=now,
        person_id=actor.person_id,
    )
    outbox.put(tx, told, due=now)
