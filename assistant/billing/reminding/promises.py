"""See what became of promises, on their day and on the morning after, and tell of it."""

from datetime import datetime

from sqlalchemy.engine import Connection

from assistant.billing.events.reminding import PromiseNews, PromiseTold
from assistant.billing.ids import new_id
from assistant.billing.model import Asker, Invoice
from assistant.billing.model.hold import Hold, HoldState, promised_days
from assistant.billing.model.hours import DAY
from assistant.billing.model.plan import Plan, PlanKind, PlanState, PlanStep, charged_on
from assistant.billing.outcomes.reminding import StillPromised
from assistant.billing.store import events, holds, invoices, payments, people, planned

BATCH = 64


def look(tx: Connection, now: datetime) -> int:
    """Look at the promises whose time has come; returns how many."""
    found = holds.due(tx, now, BATCH)
    for each in found:
        assert each.invoice_id is not None, each
        assert each.until is not None, each
        invoice = invoices.identified(tx, each.account_id, each.invoice_id)
        promised = holds.promised(tx, each.account_id, each.invoice_id)
        if not invoice.owing:
            holds.end(tx, each.id, HoldState.KEPT, now)
        elif _moving(tx, invoice):
            holds.change(tx, each.id, due_at=now + DAY, until=now + DAY)
        elif each.id not in [said.id for said in promised[-1:]]:
            _wait_behind(tx, each, now)
        elif now < each.until:
            tell(tx, each, invoice, PromiseNews.DUE, now)
            holds.change(tx, each.id, due_at=each.until)
        else:
            tell(tx, each, invoice, PromiseNews.BROKEN, now)
            holds.end(tx, each.id, HoldState.BROKEN, now)
            for other in promised[:-1]:
                holds.end(tx, other.id, HoldState.ENDED, now)
    return len(found)


def _wait_behind(tx: Connection, hold: Hold, now: datetime) -> None:
    """Nobody hears of a promise after which somebody gave another; its time passes unsaid."""
    assert hold.until is not None, hold
    if now < hold.until:
        holds.change(tx, hold.id, due_at=hold.until)
    else:
        holds.end(tx, hold.id, HoldState.ENDED, now)


def _moving(tx: Connection, invoice: Invoice) -> bool:
    """Whether a payment of it is under way or planned, and not only a page that is open."""
    live = payments.every_live_on(tx, [invoice.id])
    if any(not each.state.gives_way for each in live):
        return True
    return bool(planned.live_on(tx, invoice.account_id, [invoice.id]))


def standing(tx: Connection, invoice: Invoice) -> StillPromised | None:
    """Whose word counts now for an invoice, and the day."""
    said = holds.promised(tx, invoice.account_id, invoice.id)
    if not said or said[-1].day is None:
        return None
    return StillPromised(invoice, people.name_of(tx, said[-1].said_by), said[-1].day)


def tell(
    tx: Connection,
    hold: Hold,
    invoice: Invoice,
    news: PromiseNews,
    now: datetime,
    *,
    request_id: str = "",
) -> None:
    """Let the others know what becomes of a promise; with a request, by whoever gave it.

    Where it is over, they also hear of what somebody else has promised, and what holds now.
    """
    assert hold.day is not None, hold
    name = people.name_of(tx, hold.said_by)
    over = news is PromiseNews.WITHDRAWN
    still = standing(tx, invoice) if over else None
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
        still_by=still.person if still else "",
        still_on=still.on if still else None,
    )
    events.add(tx, new_id("evt"), fact)


def move_autopay(tx: Connection, asker: Asker, found: tuple[Invoice, ...]) -> None:
    """Let autopay say anew when it charges what it would now charge on another day."""
    promised = promised_days(holds.live_of(tx, asker.account_id, asker.now))
    by_id = {each.id: each for each in found}
    for plan in automatic(tx, asker, found):
        invoice = by_id[plan.parts[0].invoice_id]
        if plan.pay_on != charged_on(invoice, asker.today, promised.get(invoice.id)):
            planned.change(tx, plan.id, step=PlanStep.ANNOUNCE, due_at=asker.now)


def automatic(tx: Connection, asker: Asker, found: tuple[Invoice, ...]) -> list[Plan]:
    """What autopay has planned for these and not tried; what is so now it looks at when due."""
    return [
        each
        for each in planned.live_on(tx, asker.account_id, [invoice.id for invoice in found])
        if each.kind is PlanKind.AUTOPAY and each.state is PlanState.PLANNED and not each.tries
    ]
