"""A no: it withdraws an offer, stops what can still be stopped, and else says how it stands."""

from sqlalchemy.engine import Connection

from assistant.billing.model import Asker, Offer, OfferState, PaymentState
from assistant.billing.outcomes import (
    NothingToConfirm,
    OfferCancelled,
    OfferUsed,
    Outcome,
    PaymentWithdrawn,
    QuestionDropped,
)
from assistant.billing.paying import planned, replied
from assistant.billing.paying.meant import meant_by
from assistant.billing.paying.wanted import unpayable
from assistant.billing.store import invoices, offers, payments, people


def cancel(tx: Connection, asker: Asker, offer_id: str | None, *, later: bool = False) -> Outcome:
    """Withdraw the offer that is meant; a payment already confirmed is shown instead.

    ``later`` takes back only what nobody has said yes to.
    """
    people.lock(tx, asker.account_id)
    meant = meant_by(tx, asker, offer_id)
    if meant is None or meant.state not in (OfferState.LIVE, OfferState.CONFIRMED):
        stopped = None if later or offer_id else replied.stop(tx, asker)
        return stopped or NothingToConfirm()
    if meant.state is OfferState.CONFIRMED:
        return _as_it_is(tx, meant) if later else _withdraw(tx, asker, meant)
    offers.move(tx, meant.id, OfferState.CANCELLED)
    lines = [invoices.identified(tx, meant.account_id, line.invoice_id) for line in meant.lines]
    return OfferCancelled(meant, unpayable(tx, asker, lines))


def drop(tx: Connection, asker: Asker) -> Outcome:
    """A no to a question: an offer still open here goes with it, and a yes given before stands.

    What can still be stopped is shown with the word for it, in case that was meant.
    """
    done = cancel(tx, asker, None, later=True)
    if isinstance(done, OfferUsed) and not done.stop:
        return QuestionDropped()
    return QuestionDropped() if isinstance(done, NothingToConfirm) else done


def _withdraw(tx: Connection, asker: Asker, confirmed: Offer) -> Outcome:
    """Give up a payment that is still ahead or only waits; any other is shown as it stands."""
    made = payments.of_offer(tx, confirmed.id)
    if made is None:
        ahead = planned.of_offer(tx, asker, confirmed)
        return planned.cancel(tx, asker, [ahead.plan]) if ahead else NothingToConfirm()
    if stopped := planned.stop(tx, asker, made):
        return stopped
    if made.state is not PaymentState.NEEDS_ACTION:
        return OfferUsed(made, said_no=True)
    payments.change(tx, made.id, state=PaymentState.WITHDRAWING, due_at=asker.now)
    return PaymentWithdrawn(made)


def _as_it_is(tx: Connection, confirmed: Offer) -> Outcome:
    """How what they said yes to stands, with the word that still stops it, if one does."""
    made = payments.of_offer(tx, confirmed.id)
    if made is None:
        return NothingToConfirm()
    stops = made.state in (PaymentState.CONFIRMED, PaymentState.NEEDS_ACTION)
    return OfferUsed(made, said_no=True, stop=f"cancel {confirmed.id}" if stops else "")
