"""Writing down what holds reminders back, and ending what the same person said before."""

from datetime import date, datetime

from sqlalchemy.engine import Connection

from assistant.billing.ids import new_id
from assistant.billing.model import Asker, Invoice
from assistant.billing.model.hold import Hold, HoldKind, HoldState
from assistant.billing.model.hours import morning
from assistant.billing.store import holds


def hold(
    tx: Connection,
    asker: Asker,
    kind: HoldKind,
    *,
    invoice: Invoice | None = None,
    until: datetime | None = None,
    on: date | None = None,
    own: bool = False,
) -> Hold:
    """Hold back from now on; ``own`` is for whoever says it alone, ``on`` the day they named."""
    made = Hold(
        id=new_id("hold"),
        account_id=asker.account_id,
        invoice_id=invoice.id if invoice else None,
        person_id=asker.person_id if own else None,
        kind=kind,
        state=HoldState.MADE,
        until=until,
        day=on,
        said_by=asker.person_id,
    )
    due = morning(on, asker.timezone) if on else None
    holds.add(tx, made, due=due, request_id=asker.request_id, now=asker.now)
    return made


def end(tx: Connection, asker: Asker, invoice: Invoice | None, kind: HoldKind) -> None:
    """End what was said before of the same thing."""
    wanted = invoice.id if invoice else None
    for each in holds.live_of(tx, asker.account_id, asker.now):
        if each.kind is kind and each.invoice_id == wanted and _theirs(each, asker):
            holds.end(tx, each.id, HoldState.ENDED, asker.now)


def _theirs(hold: Hold, asker: Asker) -> bool:
    """Whether they may end it: nobody's word is ended by somebody else's."""
    if hold.kind in (HoldKind.PROMISE, HoldKind.SAYS_PAID):
        return hold.said_by == asker.person_id
    return hold.person_id in (None, asker.person_id)
