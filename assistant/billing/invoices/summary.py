"""The account at a glance: what it owes, how it pays, and what the next invoice will be."""

from calendar import monthrange
from datetime import date, timedelta

from sqlalchemy.engine import Connection

from assistant.billing import ledger
from assistant.billing.invoices.moving import without_moving
from assistant.billing.model import Asker, Invoice, InvoiceType, PaymentState, lines
from assistant.billing.money import Money, total
from assistant.billing.outcomes.views import NextInvoice, SummaryShown
from assistant.billing.store import invoices, listing, methods, payments
from assistant.billing.store.listing import Filter, Wanted

_RECURRING = Wanted(Filter(type=InvoiceType.RECURRING), limit=2)


def summarise(tx: Connection, asker: Asker, *, may_pay: bool) -> SummaryShown:
    """Balance per currency, what is late and under way, the method, the next recurring invoice."""
    open_ones = invoices.open_ones(tx, asker.account_id)
    under_way = payments.under_way(tx, asker.account_id)
    moving = [each for each in under_way if not each.state.gives_way]
    free = without_moving(open_ones, moving)
    balances = ledger.balances(tx, asker.account_id)
    return SummaryShown(
        account=asker.account,
        balances=balances,
        overdue=total([each.open_amount for each in open_ones if each.overdue(asker.today)]),
        processing=total([each.amount for each in moving]),
        next_due=free[0] if free else None,
        method=methods.default(tx, asker.account_id),
        next=_next(tx, asker.account_id, balances),
        may_pay=may_pay,
        pages=tuple(each for each in under_way if each.state is PaymentState.NEEDS_ACTION),
    )


def _next(tx: Connection, account_id: str, balances: tuple[Money, ...]) -> NextInvoice | None:
    """What the latest recurring invoice says about the next one; None without any."""
    latest, _ = listing.details(tx, account_id, _RECURRING)
    if not latest:
        return None
    last = latest[0]
    currency = last.total.currency
    again = lines.totals(
        [each for each in invoices.items(tx, last) if each.recurring], currency
    ).total
    owed = next((each for each in balances if each.currency == currency), Money(0, currency))
    return NextInvoice(
        estimate=again,
        balance=owed + again,
        like=last.number,
        last_on=last.issued_on,
        on=_following(latest),
    )


def _following(latest: list[Invoice]) -> date:
    """When the next one is to be expected: as long after the last one as that was after its own.

    Steps of about a month, a quarter or a year are counted in calendar months; one invoice alone
    is taken to be monthly.
    """
    last = latest[0].issued_on
    days = (last - latest[1].issued_on).days if len(latest) > 1 else 0
    for months, shortest, longest in ((1, 28, 31), (3, 89, 92), (12, 365, 366)):
        if shortest <= days <= longest:
            return _later(last, months)
    return last + timedelta(days=days) if days else _later(last, 1)


def _later(day: date, months: int) -> date:
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
