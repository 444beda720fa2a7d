"""Two steps to pay: an offer names everything, a confirmation turns it into a payment, once.

An offer moves no money and binds nobody. Confirming it checks everything again: whose it is, that
it is fresh, that each invoice is as it was, and that nobody else is paying it.
"""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy.engine import Connection

from assistant.billing import ledger
from assistant.billing.amount import Amount
from assistant.billing.ids import new_id
from assistant.billing.model import (
    Asker,
    Invoice,
    InvoiceStatus,
    Offer,
    OfferLine,
    OfferState,
    Payment,
    PaymentState,
)
from assistant.billing.money import Money, total
from assistant.billing.outcomes import (
    AlreadyPaid,
    AmountProblem,
    AmountRefused,
    AmountUnclear,
    BeingPaid,
    ChoiceNeeded,
    InvoiceNotFound,
    NothingDue,
    NothingToConfirm,
    NotPayable,
    OfferCancelled,
    OfferMade,
    OfferUsed,
    Outcome,
    PaymentStarted,
    PaymentWithdrawn,
)
from assistant.billing.store import invoices, methods, offers, payments, people
from assistant.billing.store.offers import Whose

CHOICES = 10
"""How many open invoices are offered to choose from at once."""

MOST_AT_ONCE = 100
"""How many invoices one payment may cover."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to pay: these numbers, or all open or overdue ones, or part of one."""

    numbers: tuple[str, ...] = ()
    all: Literal["open", "overdue"] | None = None
    amount: Amount | None = None


def offer(tx: Connection, asker: Asker, wish: Wish) -> Outcome:
    """Offer to pay what was wished for, or say why not. Replaces the conversation's live offer."""
    account = people.lock(tx, asker.account_id)
    wanted = _wanted(tx, asker, wish)
    if not isinstance(wanted, list):
        return wanted
    for invoice in wanted:
        if refusal := _unpayable(tx, asker, invoice):
            return refusal
    if wish.amount is None:
        return _whole(tx, asker, wanted)
    if len(wanted) > 1:
        first = wanted[0]
        problem = AmountProblem.ONE_INVOICE_ONLY
        return AmountRefused(first.number, wish.amount.text, problem, first.open_amount)
    part = _part(account.partial_payments, wanted[0], wish.amount)
    if not isinstance(part, Money):
        return part
    return _make(tx, asker, [(wanted[0], part)])


def _whole(tx: Connection, asker: Asker, wanted: list[Invoice]) -> Outcome:
    for each in wanted:
        if each.open_amount != each.open_amount.chargeable:
            written, problem = str(each.open_amount), AmountProblem.NOT_CHARGEABLE
            return AmountRefused(each.number, written, problem, each.open_amount)
    return _make(tx, asker, [(each, each.open_amount) for each in wanted])


def confirm(tx: Connection, asker: Asker, offer_id: str | None) -> Outcome:
    """Turn the offer that is meant into a payment; everything that changed means a fresh offer.

    Without an id somebody said yes to something else than an offer just made: that pays nothing.
    """
    people.lock(tx, asker.account_id)
    meant = _meant(tx, asker, offer_id)
    if meant is None:
        found = offers.elsewhere(tx, _whose(asker), asker.now)
        return _again(tx, asker, found, "elsewhere") if found else NothingToConfirm()
    if meant.state is OfferState.CONFIRMED and (offer_id or asker.repeats):
        made = payments.of_offer(tx, meant.id)
        assert made is not None, meant
        return OfferUsed(made)
    if meant.state is not OfferState.LIVE:
        return _again(tx, asker, meant, meant.state) if offer_id else NothingToConfirm()
    if offer_id is None:
        return _again(tx, asker, meant, "meanwhile")
    if asker.now >= meant.expires_at:
        offers.move(tx, meant.id, OfferState.EXPIRED)
        return _again(tx, asker, meant, "expired")
    if meant.method is not None and not meant.method.usable:
        offers.move(tx, meant.id, OfferState.REPLACED)
        return _again(tx, asker, meant, "method")
    as_it_was = [invoices.identified(tx, meant.account_id, line.invoice_id) for line in meant.lines]
    if live := payments.live_on(tx, [each.id for each in as_it_was]):
        return _being_paid(tx, asker, live)
    if any(now.version != line.version for now, line in zip(as_it_was, meant.lines, strict=True)):
        offers.move(tx, meant.id, OfferState.REPLACED)
        return _again(tx, asker, meant, "changed")
    return _start(tx, asker, meant)


def cancel(tx: Connection, asker: Asker, offer_id: str | None) -> Outcome:
    """Withdraw the offer that is meant; a payment already confirmed is shown instead."""
    people.lock(tx, asker.account_id)
    meant = _meant(tx, asker, offer_id)
    if meant is None or meant.state not in (OfferState.LIVE, OfferState.CONFIRMED):
        return NothingToConfirm()
    if meant.state is OfferState.CONFIRMED:
        return _withdraw(tx, asker, meant)
    offers.move(tx, meant.id, OfferState.CANCELLED)
    return OfferCancelled(meant)


def _withdraw(tx: Connection, asker: Asker, confirmed: Offer) -> OfferUsed | PaymentWithdrawn:
    """Give up a payment that only waits for its payer; any other is shown as it stands."""
    made = payments.of_offer(tx, confirmed.id)
    assert made is not None, confirmed
    if made.state is not PaymentState.NEEDS_ACTION:
        return OfferUsed(made)
    payments.change(tx, made.id, state=PaymentState.WITHDRAWING, due_at=asker.now)
    return PaymentWithdrawn(made)


def _meant(tx: Connection, asker: Asker, offer_id: str | None) -> Offer | None:
    if offer_id is not None:
        return offers.of_person(tx, _whose(asker), offer_id)
    return offers.latest_in(tx, _whose(asker))


def _whose(asker: Asker) -> Whose:
    return Whose(asker.person_id, (asker.account_id,), asker.conversation)


def _start(tx: Connection, asker: Asker, meant: Offer) -> PaymentStarted:
    moved = offers.move(tx, meant.id, OfferState.CONFIRMED)
    assert moved, "the account's turn is held, so nobody else can have moved it"
    payment_id = new_id("pay")
    payments.add(tx, payment_id, meant, asker)
    made = payments.identified(tx, payment_id)
    assert made is not None
    return PaymentStarted(asker.account, made)


def _again(tx: Connection, asker: Asker, old: Offer, because: str) -> Outcome:
    """Offer the same invoices afresh, as they are now; a part stays the part it was."""
    wish = Wish(numbers=tuple(line.number for line in old.lines), amount=_same_part(old))
    fresh = offer(tx, asker, wish)
    if isinstance(fresh, OfferMade):
        return OfferMade(fresh.account, fresh.offer, because)
    return fresh


def _same_part(old: Offer) -> Amount | None:
    if len(old.lines) > 1 or not old.lines[0].leaves.minor:
        return None
    readings, currencies = (old.amount.major,), (old.amount.currency,)
    return Amount(text=str(old.amount), readings=readings, currencies=currencies)


def _wanted(tx: Connection, asker: Asker, wish: Wish) -> list[Invoice] | Outcome:
    """The invoices that are meant, or an answer when that is not one clear set."""
    if wish.numbers:
        return _numbered(tx, asker, wish.numbers)
    due = invoices.open_ones(tx, asker.account_id)
    if wish.all == "overdue":
        due = [each for each in due if each.overdue(asker.today)]
    if not due:
        credit = ledger.credit(tx, asker.account_id)
        return NothingDue(asker.account, credit, overdue_only=wish.all == "overdue")
    totals = total([each.open_amount for each in due])
    if len(due) == 1:
        return due
    if wish.all is None or wish.amount is not None or len(totals) > 1 or len(due) > MOST_AT_ONCE:
        more = max(0, len(due) - CHOICES)
        return ChoiceNeeded(asker.account, tuple(due[:CHOICES]), totals, more, wish.amount)
    # those somebody is paying already are not offered again
    free = [each for each in due if payments.live_on(tx, [each.id]) is None]
    return free or due


def _numbered(
    tx: Connection, asker: Asker, numbers: tuple[str, ...]
) -> list[Invoice] | InvoiceNotFound:
    found = []
    for number in dict.fromkeys(numbers[:MOST_AT_ONCE]):
        invoice = invoices.numbered(tx, (asker.account_id,), number)
        if invoice is None:
            return InvoiceNotFound(number)
        found.append(invoice)
    return found


def _unpayable(tx: Connection, asker: Asker, invoice: Invoice) -> Outcome | None:
    if not invoice.type.payable or invoice.status is InvoiceStatus.CLOSED_FAILED:
        return NotPayable(invoice)
    if invoice.status is InvoiceStatus.CLOSED or not invoice.open_amount.minor:
        return AlreadyPaid(invoice.number, invoice.closed_at)
    if live := payments.live_on(tx, [invoice.id]):
        return _being_paid(tx, asker, live, invoice.number)
    return None


def _being_paid(
    tx: Connection, asker: Asker, live: Payment, number: str | None = None
) -> BeingPaid:
    return BeingPaid(number or live.numbers[0], live, own=live.person_id == asker.person_id)


def _part(policy: str, invoice: Invoice, amount: Amount) -> Money | Outcome:
    """The amount in the invoice's currency, if it can be read in one way and may be paid."""
    due = invoice.open_amount
    currency = due.currency

    def refused(problem: AmountProblem) -> AmountRefused:
        return AmountRefused(invoice.number, amount.text, problem, due)

    if amount.currencies and currency not in amount.currencies:
        return refused(AmountProblem.WRONG_CURRENCY)
    exact = [money for each in amount.readings if (money := Money.of(each, currency))]
    if not exact:
        return refused(AmountProblem.TOO_FINE)
    if len(set(exact)) > 1:
        return AmountUnclear(invoice.number, amount.text, tuple(dict.fromkeys(exact)))
    asked = exact[0]
    if asked.minor <= 0:
        return refused(AmountProblem.NOT_POSITIVE)
    if asked > due:
        return refused(AmountProblem.TOO_MUCH)
    if asked != asked.chargeable:
        return refused(AmountProblem.NOT_CHARGEABLE)
    if asked < due and policy != "allow":
        return refused(AmountProblem.WHOLE_ONLY)
    return asked


def _make(tx: Connection, asker: Asker, parts: list[tuple[Invoice, Money]]) -> Outcome:
    currencies = total([amount for _, amount in parts])
    if len(currencies) > 1:
        chosen = tuple(invoice for invoice, _ in parts)
        return ChoiceNeeded(
            asker.account, chosen[:CHOICES], currencies, max(0, len(chosen) - CHOICES)
        )
    made = Offer(
        id=new_id("off"),
        account_id=asker.account_id,
        person_id=asker.person_id,
        conversation=asker.conversation,
        state=OfferState.LIVE,
        amount=currencies[0],
        method=methods.default(tx, asker.account_id),
        expires_at=asker.now + asker.offer_lasts,
        lines=tuple(
            OfferLine(
                invoice_id=invoice.id,
                number=invoice.number,
                amount=amount,
                leaves=invoice.open_amount - amount,
                version=invoice.version,
            )
            for invoice, amount in parts
        ),
    )
    offers.add(tx, asker, made)
    return OfferMade(asker.account, made)
