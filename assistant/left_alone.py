"""Who asked for no more notices reads in our next answer to them that it is so, and what undoes it.

A click is answered by no mail of its own (RFC 8058): they have just asked for fewer.
"""

from dataclasses import replace

from sqlalchemy.engine import Connection

from assistant.billing.contacts import reachable
from assistant.inbox import Answered
from assistant.reader import Reader
from assistant.replies.preferring import left_alone
from assistant.request import Channel, Request


def wish_told(tx: Connection, request: Request, answered: Answered) -> Answered:
    """The answer to a mail, which says so the first time."""
    address = request.sender.address
    if request.sender.channel is not Channel.MAIL or answered.person_id is None:
        return answered
    wish = reachable.wish(tx, address)
    if wish is None or wish.told:
        return answered
    reachable.wish_told(tx, address)
    if answered.outcome == "preferences_shown":
        return answered  # it says so itself
    card, said = answered.card, left_alone(wish, Reader(answered.reads_in))
    return replace(answered, card=card.model_copy(update={"paragraphs": (*card.paragraphs, said)}))
