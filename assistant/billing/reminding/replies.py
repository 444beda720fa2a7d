"""What people answer to reminders: a promise, a claim to have paid, or a dispute.

None of it moves money or marks anything as paid. Each holds reminders back and is on record with
who said it; what needs a person opens a case.
"""

from datetime import date, timedelta

from sqlalchemy.engine import Connection

from assistant.billing.cases import hand_over
from assistant.billing.events.reminding import DisputeTold, PromiseNews
from assistant.billing.ids import new_id
from assistant.billing.model import Asker, Invoice, Payment
from assistant.billing.model.hold import HoldKind
from assistant.billing.model.hours import DAY, morning
from assistant.billing.model.plan import PlanStep
from assistant.billing.outcomes import AlreadyPaid, InvoiceNotFound, NotPayable, Outcome
from assistant.billing.outcomes.reminding import (
    Disputed,
    DisputeEnded,
    MeantBy,
    NothingOpen,
    PromiseKept,
    PromiseRefused,
    SaysPaid,
    WhichMeant,
)
from assistant.billing.reminding import promises, reminded
from assistant.billing.reminding.holding import end, hold
from assistant.billing.store import events, holds, invoices, payments, people, planned, standing

FURTHEST_PROMISE = timedelta(days=31)
SAYS_PAID_DAYS = 5
"""Business days that a wire may take before anybody is reminded again."""

_FRIDAY = 4


def promise(
    tx: Connection, asker: Asker, on: date, numbers: tuple[str, ...], *, every: bool
) -> Outcome:
    """Keep somebody's word, invoice by invoice, in place of their older one; the newest counts."""
    last = asker.today + FURTHEST_PROMISE
    if not asker.today <= on <= last:
        return PromiseRefused(on, last, over=on < asker.today)
    people.lock(tx, asker.account_id)
    found = _meant(tx, asker, numbers, MeantBy.PROMISE, every=every, on=on)
    if not isinstance(found, tuple):
        return found
    until = morning(on + DAY, asker.timezone)
    for invoice in found:
        end(tx, asker, invoice, HoldKind.PROMISE)
        made = hold(tx, asker, HoldKind.PROMISE, invoice=invoice, until=until, on=on)
        promises.tell(tx, made, invoice, PromiseNews.MADE, asker.now, request_id=asker.request_id)
    promises.move_autopay(tx, asker, found)
    order = standing.active(tx, asker.account_id)
    return PromiseKept(asker.account, found, on, automatic=order is not None)


def says_paid(tx: Connection, asker: Asker, numbers: tuple[str, ...], *, every: bool) -> Outcome:
    """Hold reminders back while a person looks for the money; never mark anything as paid.

    What was offered before is offered afresh, so that whoever says yes has read of it.
    """
    people.lock(tx, asker.account_id)
    found = _meant(tx, asker, numbers, MeantBy.SAYS_PAID, every=every)
    if not isinstance(found, tuple):
        return found
    until = business_days(asker.today, SAYS_PAID_DAYS)
    for invoice in found:
        end(tx, asker, invoice, HoldKind.SAYS_PAID)
        again = morning(until, asker.timezone)
        hold(tx, asker, HoldKind.SAYS_PAID, invoice=invoice, until=again)
    invoices.touch(tx, [each.id for each in found])
    case = hand_over(tx, asker, "says_paid", facts=_facts(found))
    return SaysPaid(*case, account=asker.account, invoices=found, until=until)


def dispute(tx: Connection, asker: Asker, numbers: tuple[str, ...]) -> Outcome:
    """Ask nobody for its money any more, until a person of ours has looked; at a paid one, too."""
    people.lock(tx, asker.account_id)
    found = _meant(tx, asker, numbers, MeantBy.DISPUTE, every=False)
    if not isinstance(found, tuple):
        return found
    fresh = [each for each in found if each.disputed_at is None and each.owing]
    for invoice in fresh:
        invoices.mark_disputed(tx, invoice, asker.now)
    for invoice in found:
        if invoice.disputed_at is None:  # whose word it is stands even where nothing is due
            end(tx, asker, invoice, HoldKind.DISPUTE)
            hold(tx, asker, HoldKind.DISPUTE, invoice=invoice)
    case = hand_over(tx, asker, "dispute", facts=_facts(found))
    if fresh:
        _tell_dispute(tx, asker, fresh, opened=True)
    return Disputed(*case, account=asker.account, invoices=found)


def end_dispute(tx: Connection, asker: Asker, number: str) -> Outcome:
    """Ask for it again; what the payer's own bank disputes ends only there."""
    people.lock(tx, asker.account_id)
    invoice = invoices.numbered(tx, (asker.account_id,), number)
    if invoice is None:
        return InvoiceNotFound(number)
    said = {each.invoice_id for each in holds.disputed(tx, asker.account_id)}
    disputed = invoice.disputed_at is not None or invoice.id in said
    if not disputed or invoices.disputed_by_bank(tx, invoice.id):
        return DisputeEnded(number, was=False)
    moving = settle(tx, asker, invoice)
    return DisputeEnded(number, was=True, due=invoice.owing and moving is None)


def settle(
    tx: Connection, asker: Asker, invoice: Invoice, *, withdrawn: bool = False
) -> Payment | None:
    """Ask for it again and tell everybody; autopay says anew what it will charge, and when.

    Nobody is asked for what is paid or being paid: a payment that moves its money is returned.
    """
    invoices.mark_disputed(tx, invoice, None)
    end(tx, asker, invoice, HoldKind.DISPUTE)
    for plan in promises.automatic(tx, asker, (invoice,)):
        planned.change(tx, plan.id, step=PlanStep.ANNOUNCE, due_at=asker.now)
    moving = payments.moving_on(tx, [invoice.id]).get(invoice.id)
    due = invoice.owing and moving is None
    _tell_dispute(tx, asker, [invoice], opened=False, withdrawn=withdrawn, due=due)
    return moving


def business_days(day: date, count: int) -> date:
    """The day so many working days after another one."""
    while count:
        day += DAY
        count -= day.weekday() <= _FRIDAY
    return day


def _meant(
    tx: Connection,
    asker: Asker,
    numbers: tuple[str, ...],
    what: MeantBy,
    *,
    every: bool,
    on: date | None = None,
) -> tuple[Invoice, ...] | Outcome:
    """The invoices named, or what they were last reminded of, or the only one that is open."""
    if numbers:
        return _named(tx, asker, numbers, paid=what is MeantBy.DISPUTE)
    still = {each.id: each for each in invoices.open_ones(tx, asker.account_id)}
    if not still:
        return NothingOpen(asker.account)
    last = reminded.invoices_of(tx, asker.account_id, asker.person_id, asker.now)
    told = [still[each] for each in last if each in still]
    if what is MeantBy.DISPUTE and len(told) > 1:
        return WhichMeant(asker.account, tuple(told), what)
    found = tuple(still.values()) if every else tuple(told)
    if not found and len(still) > 1:
        return WhichMeant(asker.account, tuple(still.values()), what, on)
    return found or tuple(still.values())


def _named(
    tx: Connection, asker: Asker, numbers: tuple[str, ...], *, paid: bool
) -> tuple[Invoice, ...] | Outcome:
    """The invoices with these numbers; ``paid`` is what may be wrong although nothing is due."""
    found = []
    for number in numbers:
        invoice = invoices.numbered(tx, (asker.account_id,), number)
        if invoice is None:
            return InvoiceNotFound(number)
        if not invoice.type.payable:
            return NotPayable(invoice)
        if not invoice.owing and not paid:
            return AlreadyPaid(number, invoice.closed_at)
        found.append(invoice)
    return tuple(found)


def _tell_dispute(
    tx: Connection,
    asker: Asker,
    found: list[Invoice],
    *,
    opened: bool,
    withdrawn: bool = False,
    due: bool = True,
) -> None:
    name = people.name_of(tx, asker.person_id)
    fact = DisputeTold(
        account_id=asker.account_id,
        account=asker.account,
        about=new_id("dsp"),
        at=asker.now,
        by=name,
        request_id=asker.request_id,
        opened=opened,
        person_id=asker.person_id,
        person=name,
        numbers=tuple(each.number for each in found),
        withdrawn=withdrawn,
        due=due,
    )
    events.add(tx, new_id("evt"), fact)


def _facts(found: tuple[Invoice, ...]) -> dict[str, str]:
    """What the case is about: the one invoice, or which they are."""
    listed = " ".join(each.number for each in found)
    return {"invoice": listed} if len(found) == 1 else {"invoices": listed}
