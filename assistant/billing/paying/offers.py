"""Two steps to pay: an offer names everything, a confirmation turns it into a payment, once.

An offer moves no money and binds nobody. Confirming it checks everything again: whose it is, that
it is fresh, that each invoice is as it was, that nobody else pays it, and how much may be paid.
"""

from dataclasses import replace

from sqlalchemy.engine import Connection

from assistant.billing import ledger
from assistant.billing.ids import new_id
from assistant.billing.model import (
    Account,
    Asker,
    Method,
    Offer,
    OfferLine,
    OfferState,
    Payment,
)
from assistant.billing.model.plan import Plan, PlanKind
from assistant.billing.model.wish import Change
from assistant.billing.model.wish import Wish as Wish
from assistant.billing.money import Money
from assistant.billing.outcomes import (
    NothingToConfirm,
    OfferMade,
    OfferUsed,
    Outcome,
    PaymentStarted,
)
from assistant.billing.outcomes.paying import CreditUsed, LinkPromised, MethodUnclear, Ways
from assistant.billing.outcomes.plans import AlreadyPlanned, DateProblem, DateRefused, MethodNeeded
from assistant.billing.paying import planned, replied, spending
from assistant.billing.paying.limits import exceeded
from assistant.billing.paying.made import just_made
from assistant.billing.paying.meant import meant_by, numbers, same, whose
from assistant.billing.paying.method import CREDIT, instead_of, paying_with
from assistant.billing.paying.parts import Part, parts, parts_allowed
from assistant.billing.paying.wanted import Wanted, being_paid, wanted
from assistant.billing.store import methods, offers, payments, people, yielding
from assistant.billing.store import planned as plans


def offer(tx: Connection, asker: Asker, wish: Wish) -> Outcome:
    """Offer to pay what was wished for, or say why not. Replaces the conversation's live offer."""
    if wish.on is not None and wish.on <= asker.today:
        if wish.on < asker.today:
            return DateRefused(wish.on, DateProblem.PAST)
        wish = replace(wish, on=None)
    turn = people.locking(tx, asker.account_id)
    saved = methods.asking_for_active(tx, asker.account_id)
    found = wanted(tx, asker, wish)
    if not isinstance(found, Wanted):
        return found
    account, on_file = turn(), saved()
    shares = parts(account, found.invoices, wish)
    if not isinstance(shares, list):
        return shares
    method = paying_with(tx, asker.account_id, wish, on_file)
    if method is not None and not isinstance(method, Method):
        return method
    ahead = _ahead(tx, account, shares)
    if wish.on is not None and (refusal := _undatable(asker, ahead, method)):
        return refusal
    made = _drawn_up(asker, shares, method, wish)
    if wish.using == CREDIT and wish.on is None and account.in_credit:
        made = _from_credit(tx, made)
        if made.credit_minor and found.waiting:
            return being_paid(asker, found.waiting[0])
    limit = exceeded(tx, account, asker, made.rest) if made.rest.minor else None
    if limit and (wish.on is None or limit.asked > limit.most):  # another day has room of its own
        return limit
    offers.add(tx, asker, made)
    credit = _credit(tx, made) if account.in_credit else None
    closes, because = tuple(found.waiting), None
    if wish.using == CREDIT and not made.credit_minor:
        in_hand = credit is not None and credit.minor > 0
        because = "credit_ahead" if wish.on and in_hand else "no_credit"
    ways, doubts = Ways(tuple(on_file), parts_allowed(account, wish)), found.doubts
    return OfferMade(asker.account, made, because, closes, credit, ahead, ways=ways, doubts=doubts)


def _from_credit(tx: Connection, made: Offer) -> Offer:
    """The same with credit paying first, and no method where it pays all."""
    covered = spending.covering(tx, made.account_id, made.amount)
    method = None if covered == made.amount else made.method
    return replace(made, credit_minor=covered.minor, method=method)


def _ahead(tx: Connection, account: Account, shares: list[Part]) -> tuple[Plan, ...]:
    """What is planned already for these invoices; looked for only where anything is."""
    if not account.plans_ahead:
        return ()
    return tuple(plans.live_on(tx, account.id, [invoice.id for invoice, _ in shares]))


def _undatable(asker: Asker, ahead: tuple[Plan, ...], method: Method | None) -> Outcome | None:
    """Nothing is planned twice by people, and nobody is there to open a page later."""
    dated = [each for each in ahead if each.kind is PlanKind.SCHEDULED]
    if dated:
        return AlreadyPlanned(asker.account, dated[0])
    return MethodNeeded(asker.account, for_autopay=False) if method is None else None


def later(tx: Connection, asker: Asker, wish: Wish) -> Outcome:
    """Offer what was just offered here, but for the day of the wish; else the wish itself."""
    people.lock(tx, asker.account_id)
    meant = offers.latest_in(tx, whose(asker))
    if meant is None or meant.state is not OfferState.LIVE:
        return offer(tx, asker, wish)
    using = f"={meant.method.id}" if meant.method else None
    return offer(tx, asker, replace(same(meant), on=wish.on, using=using))


def instead(tx: Connection, asker: Asker, offer_id: str, change: Change) -> Outcome:
    """Offer the same in the way that is wanted instead, or show it again: none of it is a yes."""
    people.lock(tx, asker.account_id)
    meant = offers.of_person(tx, whose(asker), offer_id)
    if meant is None:
        return NothingToConfirm()
    if meant.state is OfferState.CONFIRMED:
        return _before(tx, asker, meant)
    wish: Wish | MethodUnclear = same(meant)
    if change.using:
        wish = instead_of(tx, meant, same(meant), change.using)
    if isinstance(wish, MethodUnclear):
        return wish
    fresh = offer(tx, asker, wish.changed(change))
    because = "besides" if change.besides else "instead"
    if isinstance(fresh, OfferMade):
        return replace(fresh, because=because, besides=change.besides)
    return fresh


def link(tx: Connection, asker: Asker, wish: Wish) -> Outcome:
    """Have a page made where anybody can pay this: it needs no yes and gives way to a payment."""
    account = people.lock(tx, asker.account_id)
    found = wanted(tx, asker, wish)
    if not isinstance(found, Wanted):
        return found
    shares = parts(account, found.invoices, wish)
    if not isinstance(shares, list):
        return shares
    made = _drawn_up(asker, shares, None, wish)
    for each in found.waiting:
        if each.link and each.amount == made.amount and each.numbers == numbers(made):
            return LinkPromised(asker.account, each, found.doubts)
    offers.add(tx, asker, made)
    page = _start(tx, asker, made, found.waiting, link=True)
    return LinkPromised(asker.account, page, found.doubts)


def confirm(tx: Connection, asker: Asker, offer_id: str | None) -> Outcome:
    """Turn the offer that is meant into a payment; everything that changed means a fresh offer.

    Without an id somebody said yes to something else than an offer just made: that pays nothing.
    """
    turn = people.locking(tx, asker.account_id)
    meant = meant_by(tx, asker, offer_id)
    account = turn()
    if meant is None:
        found = None if offer_id else offers.elsewhere(tx, whose(asker), asker.now)
        return _again(tx, asker, found, "elsewhere") if found else NothingToConfirm()
    if meant.state is OfferState.CONFIRMED and (offer_id or asker.repeats):
        return _before(tx, asker, meant)
    if meant.state is not OfferState.LIVE:
        return _again(tx, asker, meant, meant.state) if offer_id else NothingToConfirm()
    if offer_id is None:
        return _again(tx, asker, meant, "meanwhile")
    passed = meant.pay_on is not None and meant.pay_on < asker.today
    if passed or asker.now >= meant.expires_at:
        offers.move(tx, meant.id, OfferState.EXPIRED)
        return _again(tx, asker, meant, "expired")
    if not _can_be_charged(meant):
        offers.move(tx, meant.id, OfferState.REPLACED)
        return _again(tx, asker, meant, "method")
    if meant.by_reply and not replied.may(tx, account, meant):
        offers.move(tx, meant.id, OfferState.REPLACED)
        return _again(tx, asker, meant, "by_reply")
    return _confirmed(tx, account, asker, meant)


def _can_be_charged(meant: Offer) -> bool:
    """Without a method there is a page, but nobody to open it on a day ahead."""
    return meant.method.usable if meant.method else meant.pay_on is None


def _confirmed(tx: Connection, account: Account, asker: Asker, meant: Offer) -> Outcome:
    taken = [line.invoice_id for line in meant.lines if line.taken]
    under_way = payments.every_live_on(tx, taken) if taken else []
    for live in under_way:
        if not live.state.gives_way:
            return being_paid(asker, live)
    if any(line.changed for line in meant.lines):
        offers.move(tx, meant.id, OfferState.REPLACED)
        return _again(tx, asker, meant, "changed")
    if meant.pay_on is not None:
        return _plan(tx, asker, meant)
    if limit := exceeded(tx, account, asker, meant.rest) if meant.rest.minor else None:
        return limit
    if meant.credit_minor:
        return _with_credit(tx, asker, meant, under_way)
    if meant.by_reply:
        return replied.start(tx, asker, meant, under_way, account=account)
    return PaymentStarted(asker.account, _start(tx, asker, meant, under_way))


def _with_credit(tx: Connection, asker: Asker, meant: Offer, under_way: list[Payment]) -> Outcome:
    """Spend the credit that was offered, if there still is as much; the rest is charged."""
    if under_way:
        return being_paid(asker, under_way[0])
    if spending.in_credit(tx, meant.account_id, meant.amount.currency) < meant.from_credit:
        offers.move(tx, meant.id, OfferState.REPLACED)
        return _again(tx, asker, meant, "credit")
    rest = spending.spend(tx, asker, meant)
    if rest.lines:
        return PaymentStarted(asker.account, _start(tx, asker, rest, []), meant.from_credit)
    moved = offers.move(tx, meant.id, OfferState.CONFIRMED)
    assert moved, "the account's turn is held, so nobody else can have moved it"
    return _credit_used(tx, asker, meant)


def _credit_used(tx: Connection, asker: Asker, meant: Offer) -> CreditUsed:
    left = spending.in_credit(tx, meant.account_id, meant.amount.currency)
    return CreditUsed(asker.account, numbers(meant), meant.amount, left)


def _plan(tx: Connection, asker: Asker, meant: Offer) -> Outcome:
    """A yes to paying on a day ahead charges nothing now; each invoice is planned once."""
    if known := planned.dated(tx, asker, [line.invoice_id for line in meant.lines]):
        return known
    moved = offers.move(tx, meant.id, OfferState.CONFIRMED)
    assert moved, "the account's turn is held, so nobody else can have moved it"
    return planned.put(tx, asker, meant)


def _before(tx: Connection, asker: Asker, confirmed: Offer) -> Outcome:
    """What came of an earlier yes to the same."""
    if made := payments.of_offer(tx, confirmed.id):
        return OfferUsed(made)
    if confirmed.credit_minor:  # without a payment, so credit paid it all
        return _credit_used(tx, asker, confirmed)
    return planned.of_offer(tx, asker, confirmed) or _again(tx, asker, confirmed, "cancelled")


def _start(
    tx: Connection, asker: Asker, meant: Offer, closes: list[Payment], *, link: bool = False
) -> Payment:
    """Put the payment on record; it waits while pages on which the same is open are closed."""
    moved = offers.moving(tx, meant.id, OfferState.CONFIRMED)
    payment_id = new_id("pay")
    for page in closes:
        yielding.give_way(tx, page, to=payment_id, now=asker.now)
    payments.add(tx, payment_id, meant, asker, waits=bool(closes), link=link)
    assert moved(), "the account's turn is held, so nobody else can have moved it"
    return just_made(tx, payment_id, meant, asker, link=link)


def _again(tx: Connection, asker: Asker, old: Offer, because: str) -> Outcome:
    """Offer the same afresh, as it is now; a part stays the part it was, a method the method."""
    fresh = offer(tx, asker, same(old))
    if isinstance(fresh, OfferMade):
        return replace(fresh, because=because)
    return fresh


def _drawn_up(asker: Asker, shares: list[Part], method: Method | None, wish: Wish) -> Offer:
    nothing = shares[0][1] - shares[0][1]
    return Offer(
        id=new_id("off"),
        account_id=asker.account_id,
        person_id=asker.person_id,
        conversation=asker.conversation,
        state=OfferState.LIVE,
        amount=sum((part for _, part in shares), start=nothing),
        method=method,
        expires_at=asker.now + asker.offer_lasts,
        lines=tuple(
            OfferLine(
                invoice_id=invoice.id,
                number=invoice.number,
                amount=part,
                leaves=invoice.open_amount - part,
                version=invoice.version,
            )
            for invoice, part in shares
        ),
        balance=wish.balance,
        pay_on=wish.on,
    )


def _credit(tx: Connection, made: Offer) -> Money | None:
    """What the account has in credit in this currency, which no payment uses by itself."""
    held = ledger.credit(tx, made.account_id)
    return next((each for each in held if each.currency == made.amount.currency), None)
