"""See what became of promises, on their day and on the morning after, and tell of it."""

from datetime import datetime

from sqlalchemy.engine import Connection

from assistant.billing.events.reminding import PromiseNews, PromiseTold
from assistant.billing.ids import new_id
from assistant.billing.model import Invoice
from assistant.billing.model.hold import Hold, HoldState
from assistant.billing.model.hours import DAY
from assistant.billing.store import events, holds, invoices, payments, people

BATCH = 64


def look(tx: Connection, now: datetime) -> int:
    """Look at the promises whose time has come; returns how many."""
    found = holds.due(tx, now, BATCH)
    for each in found:
        assert each.invoice_id is not None, each
        assert each.until is not None, each
        invoice = invoices.identified(tx, each.account_id, each.invoice_id)
        if not invoice.owing:
            holds.end(tx, each.id, HoldState.KEPT, now)
        elif _moving(tx, invoice):
            holds.change(tx, each.id, due_at=now + DAY, until=now + DAY)
        elif now < each.until:
            tell(tx, each, invoice, PromiseNews.DUE, now)
            holds.change(tx, each.id, due_at=each.until)
        else:
            tell(tx, each, invoice, PromiseNews.BROKEN, now)
            holds.end(tx, each.id, HoldState.BROKEN, now)
    return len(found)


def _moving(tx: Connection, invoice: Invoice) -> bool:
    """Whether a payment of it is under way, and not only a page that is open."""
    live = payments.every_live_on(tx, [invoice.id])
    return any(not each.state.gives_way for each in live)


def tell(
    tx: Connection,
    hold: Hold,
    invoice: Invoice,
    news: PromiseNews,
    now: datetime,
    *,
    request_id: str = "",
) -> None:
    """Let the others know what becomes of a promise; with a request, by whoever gave it."""
    assert hold.day is not None, hold
    name = people.name_of(tx, hold.said_by)
    fact = PromiseTold(
        account_id=hold.account_id,
        account=people.account(tx, hold.account_id).name,
        about=f"{hold.id}:{news}",
        at=now,
        by=name if request_id else "",
        request_id=request_id,
        news=news,
        person_id=hold.said_by,
        person=name,
        number=invoice.number,
        minor=invoice.open_amount.minor,
        currency=invoice.total.currency,
        on=hold.day,
    )
    events.add(tx, new_id("evt"), fact)
