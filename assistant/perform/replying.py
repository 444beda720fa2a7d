"""Answer a yes to a notice that no reply can pay: with an offer, and with why it has paid nothing.

Whatever keeps the invoice from being offered says so itself.
"""

from dataclasses import replace

from sqlalchemy.engine import Connection

from assistant.billing import outcomes as billing
from assistant.billing.contacts import accounts
from assistant.billing.model import Asker
from assistant.billing.paying import offers
from assistant.command import Pay


def offered(tx: Connection, asker: Asker, wanted: Pay) -> billing.Outcome:
    """The offer to pay what the notice was about, with a button of its own."""
    done = offers.offer(tx, asker, wanted.wish)
    if not isinstance(done, billing.OfferMade):
        return done
    on = accounts.account(tx, asker.account_id).reply_to_pay
    return replace(done, because="not_by_reply" if on else "reply_off")
