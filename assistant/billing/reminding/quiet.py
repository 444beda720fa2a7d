"""A wish for quiet about one invoice or all, until a day or for good; for who says it alone."""

from datetime import date, timedelta

from sqlalchemy.engine import Connection

from assistant.billing.model import Asker
from assistant.billing.model.hold import HoldKind
from assistant.billing.model.hours import morning
from assistant.billing.outcomes import InvoiceNotFound, Outcome
from assistant.billing.outcomes.reminding import Muted, Paused, PromiseRefused
from assistant.billing.reminding.holding import end, hold
from assistant.billing.store import invoices, people

_LONGEST = timedelta(days=366)


def mute(
    tx: Connection, asker: Asker, number: str, *, on: bool, until: date | None = None
) -> Outcome:
    """Tell whoever asks no more about one invoice, or again; others are told as before."""
    people.lock(tx, asker.account_id)
    if refused := _too_far(asker, until):
        return refused
    invoice = invoices.numbered(tx, (asker.account_id,), number)
    if invoice is None:
        return InvoiceNotFound(number)
    end(tx, asker, invoice, HoldKind.MUTED)
    if on:
        again = morning(until, asker.timezone) if until else None
        hold(tx, asker, HoldKind.MUTED, invoice=invoice, until=again, own=True)
    return Muted(invoice, on, until)


def pause(tx: Connection, asker: Asker, until: date | None) -> Outcome:
    """Remind whoever asks of nothing until that day, or again from now on."""
    people.lock(tx, asker.account_id)
    if refused := _too_far(asker, until):
        return refused
    end(tx, asker, None, HoldKind.PAUSED)
    if until is None:
        return Paused(asker.account, None)
    hold(tx, asker, HoldKind.PAUSED, until=morning(until, asker.timezone), own=True)
    return Paused(asker.account, until)


def _too_far(asker: Asker, until: date | None) -> PromiseRefused | None:
    """Nobody is left alone until a day that is over, nor for more than a year."""
    last = asker.today + _LONGEST
    if until is None or asker.today < until <= last:
        return None
    return PromiseRefused(until, last, over=until <= asker.today, promised=False)
