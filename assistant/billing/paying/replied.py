"""A yes in reply to a reminder: paid a while later, unless any payer says stop before.

Whoever calls holds the account's turn, and has checked the offer as for any other yes.
"""

from sqlalchemy.engine import Connection

from assistant.billing.events import PlanNews, PlanTold
from assistant.billing.ids import new_id
from assistant.billing.invited import WINDOW
from assistant.billing.model import Account, Asker, Offer, OfferState, Payment, PaymentState, Role
from assistant.billing.outcomes import Outcome, PaymentStarted
from assistant.billing.paying import planned
from assistant.billing.paying.made import just_made
from assistant.billing.paying.wanted import being_paid
from assistant.billing.store import events, invoices, offers, payments, people


def may(tx: Connection, account: Account, meant: Offer) -> bool:
    """A yes to a reminder starts nothing that the account has turned off or disputes by now."""
    lines = [invoices.identified(tx, account.id, line.invoice_id) for line in meant.lines]
    return account.reply_to_pay and not any(each.disputed_at for each in lines)


def start(
    tx: Connection, asker: Asker, meant: Offer, under_way: list[Payment], *, account: Account
) -> Outcome:
    """Put the payment on record, due when its window is over, and tell the other payers now."""
    if under_way:
        return being_paid(asker, under_way[0])
    window = account.window(WINDOW)
    moved = offers.move(tx, meant.id, OfferState.CONFIRMED)
    assert moved, "the account's turn is held, so nobody else can have moved it"
    payment_id = new_id("pay")
    payments.add(tx, payment_id, meant, asker, window=window)
    made = just_made(tx, payment_id, meant, asker)
    until = asker.now + window
    events.add(tx, new_id("evt"), _waiting(asker, made, until=until))
    return PaymentStarted(asker.account, made, until=until)


def stop(tx: Connection, asker: Asker) -> Outcome | None:
    """Stop the account's one payment that still waits, for a payer who says no more than stop."""
    here = people.contacts_of(tx, asker.account_id)
    if not any(e.person_id == asker.person_id and e.role >= Role.PAYER for e in here):
        return None
    waiting = [
        each
        for each in payments.under_way(tx, asker.account_id)
        if each.state is PaymentState.CONFIRMED and not each.attempts
    ]
    return planned.stop(tx, asker, waiting[0]) if len(waiting) == 1 else None


def _waiting(asker: Asker, made: Payment, *, until: object) -> PlanTold:
    facts = {
        "account_id": asker.account_id,
        "account": asker.account,
        "about": f"{made.id}:{PlanNews.WAITING}",
        "at": asker.now,
        "request_id": asker.request_id,
        "news": PlanNews.WAITING,
        "person_id": asker.person_id,
        "person": made.payer,
        "answered": asker.person_id,
        "automatic": False,
        "numbers": made.numbers,
        "minor": made.amount.minor,
        "currency": made.amount.currency,
        "method": f"{made.method.brand} {made.method.last4}" if made.method else "",
        "pay_on": asker.today,
        "until": until,
        "by_reply": True,
    }
    return PlanTold.model_validate(facts)
