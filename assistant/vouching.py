"""Link whoever a workspace vouches for, and tell them by mail, in one transaction."""

from datetime import datetime

from sqlalchemy.engine import Connection

from assistant import replies
from assistant.billing.contacts import linking
from assistant.billing.contacts.linking import Linking
from assistant.billing.ids import new_id
from assistant.notify import outbox
from assistant.notify.delivery import Delivery
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Vouched:
    """A Slack user (``team/user``) and the address their workspace vouches for, if any."""

    slack: str
    email: str | None


def vouch(tx: Connection, vouched: Vouched, *, now: datetime) -> bool:
    """Let them speak for whoever has the address; whether that is new."""
    made = linking.trust(tx, Linking(vouched.slack, now), vouched.email)
    if made is None or made.letter is None:
        return False
    card = replies.letter(made)
    assert card is not None
    delivery = Delivery(
        id=new_id("dlv"),
        channel="mail",
        address=made.letter.email,
        place="",
        locale=made.letter.locale,
        card=card,
        created_at=now,
    )
    return outbox.put(tx, delivery, due=now)
