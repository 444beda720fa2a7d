"""What happens when a plan is due: everything is read afresh, and only then is a payment made.

Each step is one transaction under the account's turn, and begins by seeing that the plan is still
this process's to work on. A payment made here is an ordinary one: the same row, the same one live
payment an invoice, the same way to the provider.
"""

from datetime import date, datetime, timedelta

from sqlalchemy.engine import Connection

from assistant.billing.ahead import end, end_order, tell
from assistant.billing.events import PlanNews
from assistant.billing.ids import new_id
from assistant.billing.model import (
    WITHDRAWN,
    Account,
    Asker,
    Invoice,
    Method,
    Offer,
    OfferLine,
    OfferState,
    Origin,
    Payment,
    PaymentState,
    Role,
)
from assistant.billing.model.plan import (
    NOTICE,
    RETRIES,
    Plan,
    PlanKind,
    PlanState,
    PlanStep,
    WhyNot,
    at_hour,
    today_in,
)
from assistant.billing.money import Money
from assistant.billing.outcomes import OfferMade
from assistant.billing.paying import offers, planned, spending
from assistant.billing.paying.limits import exceeded
from assistant.billing.plans import autopay, said
from assistant.billing.plans.agreed import as_it_is, why_not
from assistant.billing.store import invoices, limits, methods, payments, people, standing
from assistant.billing.store import offers as offer_rows
from assistant.billing.store import planned as plans
from assistant.billing.store.offers import Whose
from assistant.billing.store.planned import Claimed
from assistant.values import dataclass

DAY = timedelta(days=1)
LOOK_AGAIN = timedelta(hours=6)
"""When to look again at an invoice that somebody else is just paying."""

FOLLOW = timedelta(minutes=15)
"""How often an automatic payment under way is looked at, to see whether another try is needed."""

FRESH_OFFER_LASTS = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class _Turn:
    """A plan in hand: its account's turn is held until the transaction ends."""

    account: Account
    plan: Plan
    now: datetime
    window: timedelta
    asker: Asker

    @property
    def today(self) -> date:
        return self.asker.today


def _asker(tx: Connection, account: Account, plan: Plan, now: datetime) -> Asker:
    """Whose word it is, as if they asked now, in a conversation nobody else speaks in."""
    at_once, a_day = limits.of_contact(tx, account.id, plan.person_id)
    return Asker(
        person_id=plan.person_id,
        account_id=account.id,
        account=account.name,
        conversation=f"plan:{plan.id}",
        request_id=plan.request_id,
        origin=Origin("", "", "") if plan.kind is PlanKind.AUTOPAY else plan.origin,
        now=now,
        today=today_in(plan.timezone, now),
        offer_lasts=FRESH_OFFER_LASTS,
        timezone=plan.timezone,
        payment_limit_minor=at_once,
        day_limit_minor=a_day,
    )


def work_on(tx: Connection, claimed: Claimed, now: datetime, window: timedelta) -> None:
    """Do what is due for a plan, if it is still ours; anything else has changed it already."""
    account = people.lock(tx, claimed.account_id)
    plan = plans.identified(tx, claimed.id)
    if plan is None or plan.due_at != claimed.due_at:
        return
    turn = _Turn(account, plan, now, account.window(window), _asker(tx, account, plan, now))
    if plan.state is PlanState.PAYING:
        _follow(tx, turn)
    elif plan.kind is PlanKind.SCHEDULED:
        _dated(tx, turn)
    else:
        _automatic(tx, turn)


def _dated(tx: Connection, turn: _Turn) -> None:
    plan = turn.plan
    assert plan.offer_id is not None
    whose = Whose(plan.person_id, (plan.account_id,), "")
    offer = offer_rows.of_person(tx, whose, plan.offer_id)
    assert offer is not None, plan
    if why := why_not(tx, turn.account, plan, offer, asker=turn.asker):
        _drop(tx, turn, why)
    elif payments.live_on(tx, [line.invoice_id for line in offer.lines]) is not None:
        plans.change(tx, plan.id, due_at=turn.now + LOOK_AGAIN)  # a page is open, and will close
    elif plan.step is PlanStep.ANNOUNCE:
        tell(tx, turn.account.name, plan, PlanNews.ANNOUNCED, at=turn.now)
        due = at_hour(plan.pay_on, plan.timezone)
        plans.change(tx, plan.id, step=PlanStep.PAY, due_at=due)
    else:
        payment_id = new_id("pay")
        payments.add(tx, payment_id, as_it_is(offer, plan), turn.asker)
        values = {"state": PlanState.DONE, "payment_id": payment_id, "tries": 1}
        plans.change(tx, plan.id, due_at=None, finished_at=turn.now, **values)


def _drop(tx: Connection, turn: _Turn, why: WhyNot) -> None:
    """Charge nothing, say why, and offer the same afresh to whoever had said yes, if that helps."""
    plan, fresh = turn.plan, ""
    end(tx, plan, PlanState.DROPPED, turn.now, why)
    if why in (WhyNot.CHANGED, WhyNot.NO_METHOD):
        answer = offers.offer(tx, turn.asker, offers.Wish(numbers=plan.numbers))
        fresh = answer.offer.id if isinstance(answer, OfferMade) else ""
    told = {"why": why, "offer_id": fresh}
    tell(tx, turn.account.name, plan, PlanNews.DROPPED, at=turn.now, **told)


def _automatic(tx: Connection, turn: _Turn) -> None:
    plan = turn.plan
    assert plan.order_id is not None
    order = standing.active(tx, plan.account_id)
    if order is None or order.id != plan.order_id:
        end(tx, plan, PlanState.CANCELLED, turn.now)
        return
    if not autopay.may(tx, turn.account, plan.person_id, Role.ADMIN):
        end_order(tx, turn.account, order, turn.now, why=WhyNot.NOT_ALLOWED)
        return
    invoice = invoices.identified(tx, plan.account_id, plan.parts[0].invoice_id)
    day = autopay.day_of(tx, plan, invoice, today=turn.today, now=turn.now)
    if not invoice.open_amount.minor:
        end(tx, plan, PlanState.DONE, turn.now, WhyNot.PAID)
    elif (later := _not_before(tx, turn, invoice)) is not None:
        plans.change(tx, plan.id, due_at=later)
    elif day != plan.pay_on:
        _leave_until(tx, turn, day)
    elif plan.step is PlanStep.ANNOUNCE or invoice.open_amount > plan.announced:
        _announce(tx, turn, invoice.open_amount)
    else:
        _charge(tx, turn, invoice)


def _not_before(tx: Connection, turn: _Turn, invoice: Invoice) -> datetime | None:
    """Whoever is paying it, disputes it, says it is paid, or has named a day, goes before."""
    if payments.live_on(tx, [invoice.id]) is not None:
        return turn.now + LOOK_AGAIN
    if invoice.disputed_at is not None or invoice.id in said.paid(tx, turn.account.id, turn.now):
        return turn.now + DAY
    dated = planned.dated(tx, turn.asker, [invoice.id])
    return at_hour(dated.plan.pay_on + DAY, turn.plan.timezone) if dated else None


def _leave_until(tx: Connection, turn: _Turn, day: date) -> None:
    """It is announced for another day: one that somebody has promised, or does no longer."""
    plan = turn.plan
    due = at_hour(day if plan.tries else day - NOTICE, plan.timezone)
    values = {} if plan.tries else {"step": PlanStep.ANNOUNCE, "pay_on": day}
    plans.change(tx, plan.id, due_at=max(turn.now, due), **values)


def _announce(tx: Connection, turn: _Turn, amount: Money) -> None:
    """Tell what will be charged and when; never less than a day before."""
    plan = turn.plan
    pay_on = max(plan.pay_on, turn.today + DAY)
    covered = _from_credit(tx, turn.account, amount).minor
    told = {"pay_on": pay_on, "amount": amount, "credit_minor": covered}
    tell(tx, turn.account.name, plan, PlanNews.ANNOUNCED, at=turn.now, **told)
    step = PlanStep.PAY if plan.step is PlanStep.ANNOUNCE else plan.step
    values = {"announced_minor": amount.minor, "pay_on": pay_on if plan.tries == 0 else plan.pay_on}
    plans.change(tx, plan.id, step=step, due_at=at_hour(pay_on, plan.timezone), **values)


def _charge(tx: Connection, turn: _Turn, invoice: Invoice) -> None:
    """Let credit pay first, as the standing order says, and put the rest on record to be charged.

    What the rest could fail for is looked at before any credit moves; all is one transaction.
    """
    offer = _consented(tx, turn, invoice)
    if offer.rest.minor and (why := _why_not_charged(tx, turn, offer)):
        _fail(tx, turn, why)
        return
    offer_rows.add(tx, turn.asker, offer)
    rest = spending.spend(tx, turn.asker, offer) if offer.credit_minor else offer
    if not rest.lines:
        return  # credit has paid it all, which ended the plan
    payment_id = new_id("pay")
    payments.add(tx, payment_id, rest, turn.asker, window=turn.window)
    until, tries = turn.now + turn.window, turn.plan.tries + 1
    values = {"state": PlanState.PAYING, "payment_id": payment_id, "tries": tries}
    plans.change(tx, turn.plan.id, due_at=until + FOLLOW, **values)
    if turn.window:
        told = {"until": until, "method": rest.method, "amount": rest.amount}
        tell(tx, turn.account.name, turn.plan, PlanNews.WAITING, at=turn.now, **told)


def _why_not_charged(tx: Connection, turn: _Turn, offer: Offer) -> WhyNot | None:
    if offer.method is None:
        return WhyNot.NO_METHOD
    if offer.rest != offer.rest.chargeable:
        return WhyNot.NOT_CHARGEABLE
    return WhyNot.LIMIT if exceeded(tx, turn.account, turn.asker, offer.rest) else None


def _method(tx: Connection, plan: Plan) -> Method | None:
    if plan.step is PlanStep.BACKUP:
        return methods.backup(tx, plan.account_id)
    return methods.default(tx, plan.account_id) or methods.backup(tx, plan.account_id)


def _from_credit(tx: Connection, account: Account, amount: Money) -> Money:
    """What of it credit pays, as things stand."""
    if not account.in_credit:
        return Money(0, amount.currency)
    return spending.covering(tx, account.id, amount)


def _consented(tx: Connection, turn: _Turn, invoice: Invoice) -> Offer:
    """What nobody was asked, because the standing order it names had said yes to it."""
    asker, amount = turn.asker, invoice.open_amount
    covered = _from_credit(tx, turn.account, amount)
    line = OfferLine(invoice.id, invoice.number, amount, Money(0, amount.currency), invoice.version)
    return Offer(
        id=new_id("off"),
        account_id=asker.account_id,
        person_id=asker.person_id,
        conversation=asker.conversation,
        state=OfferState.CONFIRMED,
        amount=amount,
        method=_method(tx, turn.plan) if covered < amount else None,
        expires_at=turn.now,
        lines=(line,),
        order_id=turn.plan.order_id,
        credit_minor=covered.minor,
    )


def _follow(tx: Connection, turn: _Turn) -> None:
    """See what became of an automatic payment: done, stopped by a person, or to be tried again."""
    plan = turn.plan
    assert plan.payment_id is not None
    payment = payments.identified(tx, plan.payment_id)
    assert payment is not None
    if payment.state is PaymentState.SUCCEEDED:
        end(tx, plan, PlanState.DONE, turn.now)
    elif payment.state.live:
        plans.change(tx, plan.id, due_at=turn.now + FOLLOW)
    elif payment.decline in ("canceled", WITHDRAWN):
        end(tx, plan, PlanState.CANCELLED, turn.now)
    else:
        _after_failure(tx, turn, payment)


def _after_failure(tx: Connection, turn: _Turn, payment: Payment) -> None:
    """Only tries of our own are counted: whatever people tried meanwhile uses up none of them."""
    plan = turn.plan
    if plan.step is not PlanStep.BACKUP and plan.tries <= len(RETRIES):
        again = max(plan.pay_on + RETRIES[plan.tries - 1], turn.today + DAY)
        due = at_hour(again, plan.timezone)
        plans.change(tx, plan.id, state=PlanState.PLANNED, due_at=due)
        tell(tx, turn.account.name, plan, PlanNews.RETRYING, at=turn.now, pay_on=again)
        return
    backup = methods.backup(tx, plan.account_id)
    used = payment.method and payment.method.id
    if plan.step is not PlanStep.BACKUP and backup is not None and backup.id != used:
        step = {"state": PlanState.PLANNED, "step": PlanStep.BACKUP}
        plans.change(tx, plan.id, due_at=turn.now, **step)
        return
    _fail(tx, turn, None)


def _fail(tx: Connection, turn: _Turn, why: WhyNot | None) -> None:
    """Give up and say so: from now on it is reminded of like any other invoice."""
    end(tx, turn.plan, PlanState.FAILED, turn.now, why)
    told = {"why": why or ""}
    tell(tx, turn.account.name, turn.plan, PlanNews.FAILED, at=turn.now, **told)
