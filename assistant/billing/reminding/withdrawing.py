"""Take a promise back: who gave it may, whoever was told of it hears that, and reminders go on."""

from sqlalchemy.engine import Connection

from assistant.billing.events.reminding import PromiseNews
from assistant.billing.model import Asker, Invoice
from assistant.billing.model.hold import Hold, HoldKind, HoldState
from assistant.billing.model.reminder import NotReminded
from assistant.billing.outcomes.reminding import NoPromise, PromiseWithdrawn
from assistant.billing.reminding import promises
from assistant.billing.store import holds, invoices, released


def withdraw(
    tx: Connection, asker: Asker, numbers: tuple[str, ...]
) -> PromiseWithdrawn | NoPromise:
    """End their own promises, of these invoices or of all; what others promised stays."""
    ended = [
        (hold, invoice)
        for hold, invoice in _promised(tx, asker)
        if not numbers or invoice.number in numbers
        if holds.end(tx, hold.id, HoldState.WITHDRAWN, asker.now)
    ]
    for hold, invoice in ended:
        news = PromiseNews.WITHDRAWN
        promises.tell(tx, hold, invoice, news, asker.now, request_id=asker.request_id)
    why = NotReminded.PROMISE
    released.go_on(tx, [invoice.id for _, invoice in ended], why, asker.now)
    taken_back = tuple((invoice, hold.day) for hold, invoice in ended if hold.day)
    if not taken_back:
        return NoPromise(asker.account, numbers)
    return PromiseWithdrawn(asker.account, taken_back)


def _promised(tx: Connection, asker: Asker) -> list[tuple[Hold, Invoice]]:
    """What they promised that is still to be paid."""
    mine = [
        (each, invoices.identified(tx, asker.account_id, each.invoice_id))
        for each in holds.live_of(tx, asker.account_id, asker.now)
        if each.kind is HoldKind.PROMISE and each.said_by == asker.person_id and each.invoice_id
    ]
    return [(each, invoice) for each, invoice in mine if invoice.owing]
