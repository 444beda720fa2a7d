"""From a wish to invoices: which are meant, and whether each may be paid at all."""

from dataclasses import replace

from sqlalchemy.engine import Connection

from assistant.billing import ledger
from assistant.billing.invoices.moving import without_moving
from assistant.billing.model import Asker, Invoice, InvoiceStatus, Payment
from assistant.billing.model.wish import Wish
from assistant.billing.money import total
from assistant.billing.outcomes import (
    AlreadyPaid,
    BeingPaid,
    ChoiceNeeded,
    InvoiceNotFound,
    NothingDue,
    NotPayable,
    Outcome,
)
from assistant.billing.outcomes.paying import NOTHING, Claim, Doubts, LeftOut, Unpayable
from assistant.billing.store import holds, invoices, payments
from assistant.values import dataclass

CHOICES = 10
"""How many open invoices are offered to choose from at once."""

MOST_AT_ONCE = 100
"""How many invoices one payment may cover."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Payable invoices of one currency, oldest due first unless named otherwise.

    ``waiting`` are payments of some of them that only wait on a page, and would give way.
    ``claims`` are those that somebody says are paid, by the invoices' ids.
    """

    invoices: list[Invoice]
    waiting: list[Payment]
    claims: dict[str, Claim]
    left_out: LeftOut = NOTHING

    @property
    def doubts(self) -> Doubts:
        """Which of them may not be due at all, and what was left out."""
        disputed = tuple(each.number for each in self.invoices if each.disputed)
        claimed = tuple(self.claims[each.id] for each in self.invoices if each.id in self.claims)
        return Doubts(disputed, claimed, self.left_out)


def wanted(tx: Connection, asker: Asker, wish: Wish) -> Wanted | Outcome:
    """The invoices that are meant, or an answer when that is not one clear set."""
    claims, left_out = _claims(tx, asker), NOTHING
    found: list[Invoice] | Outcome
    if wish.numbers:
        found = _numbered(tx, asker, wish)
    else:
        due = _open(tx, asker, wish)
        if wish.all:
            due, left_out = _sound(due, claims)
        found = _due(tx, asker, wish, due)
    if isinstance(found, NothingDue):
        return replace(found, left_out=left_out)
    if not isinstance(found, list):
        return found
    for invoice in found:
        if refusal := _unpayable(tx, asker, invoice):
            return refusal
    under_way = payments.every_live_on(tx, [each.id for each in found])
    free = _without_taken(asker, wish, found, under_way) if under_way else found
    if not isinstance(free, list):
        return free
    if len(total([each.open_amount for each in free])) > 1:
        return to_choose(tx, asker, free, wish)
    ids = {each.id for each in free}
    waiting = [each for each in under_way if ids.intersection(_invoices_of(each))]
    taken = tuple(each for each in found if each.id not in ids)
    return Wanted(free, waiting, claims, replace(left_out, under_way=taken))


def which(tx: Connection, asker: Asker) -> Outcome:
    """Ask which of what is open, even if it is only one: none of them was named."""
    due = _due(tx, asker, Wish(), _open(tx, asker, Wish()))
    return to_choose(tx, asker, due, Wish()) if isinstance(due, list) else due


def to_choose(tx: Connection, asker: Asker, found: list[Invoice], wish: Wish) -> ChoiceNeeded:
    """Which of these? The first few, and what "all" of them would pay and leave out."""
    every = Wish(all="open", using=wish.using)
    sound, left_out = _sound(found, _claims(tx, asker))
    under_way = payments.every_live_on(tx, [each.id for each in sound])
    busy = _busy(asker, every, under_way)
    free = [each for each in sound if each.id not in busy]
    return ChoiceNeeded(
        asker.account,
        tuple(found[:CHOICES]),
        total([each.open_amount for each in free]),
        max(0, len(found) - CHOICES),
        wish,
        count=len(free),
        left_out=replace(left_out, under_way=tuple(each for each in sound if each.id in busy)),
    )


def being_paid(asker: Asker, live: Payment, number: str | None = None) -> BeingPaid:
    """Who pays it already; the asker hears so if it is they."""
    return BeingPaid(number or live.numbers[0], live, own=live.person_id == asker.person_id)


def _open(tx: Connection, asker: Asker, wish: Wish) -> list[Invoice]:
    """What is open, or overdue where no more was asked for."""
    due = invoices.open_ones(tx, asker.account_id)
    late_only = wish.all == "overdue"
    return [each for each in due if each.overdue(asker.today)] if late_only else due


def _claims(tx: Connection, asker: Asker) -> dict[str, Claim]:
    """What somebody says has been paid, by the invoices' ids; the newest word of each."""
    said = holds.said_paid(tx, asker.account_id, asker.now)
    return {row.invoice_id: Claim(row.number, row.name, row.created_at) for row in said}


def _sound(due: list[Invoice], claims: dict[str, Claim]) -> tuple[list[Invoice], LeftOut]:
    """What is due beyond doubt, and what is disputed or said to be paid: "all" is without it."""
    disputed = tuple(each for each in due if each.disputed)
    claimed = tuple(each for each in due if each.id in claims and not each.disputed)
    sound = [each for each in due if each.id not in claims and not each.disputed]
    return sound, LeftOut(disputed, claimed)


def _due(tx: Connection, asker: Asker, wish: Wish, due: list[Invoice]) -> list[Invoice] | Outcome:
    if not due:
        credit = ledger.credit(tx, asker.account_id)
        return NothingDue(asker.account, credit, overdue_only=wish.all == "overdue")
    if wish.balance and wish.amount and wish.amount.currencies:
        named = [each for each in due if each.total.currency in wish.amount.currencies]
        due = named or due
    if wish.all is None and len(due) > 1:
        moving = payments.every_live_on(tx, [each.id for each in due])
        due = without_moving(due, moving) or due
    if len(due) == 1:
        return due
    of_several = wish.partial and not wish.balance
    if wish.all is None or of_several or len(due) > MOST_AT_ONCE:
        return to_choose(tx, asker, due, wish)
    return due


def _numbered(tx: Connection, asker: Asker, wish: Wish) -> list[Invoice] | InvoiceNotFound:
    found = []
    for number in dict.fromkeys(wish.numbers[:MOST_AT_ONCE]):
        invoice = invoices.numbered(tx, (asker.account_id,), number)
        if invoice is None:
            return InvoiceNotFound(number)
        found.append(invoice)
    return found


def unpayable(tx: Connection, asker: Asker, found: list[Invoice]) -> dict[str, Unpayable]:
    """Why some of these cannot be paid now, by their numbers."""
    busy = _busy(asker, Wish(), payments.every_live_on(tx, [each.id for each in found]))
    why = {
        each.number: being_paid(asker, busy[each.id], each.number)
        if each.id in busy
        else _unpayable(tx, asker, each)
        for each in found
    }
    return {number: refusal for number, refusal in why.items() if refusal}


def _unpayable(tx: Connection, asker: Asker, invoice: Invoice) -> AlreadyPaid | NotPayable | None:
    if not invoice.type.payable or invoice.status is InvoiceStatus.CLOSED_FAILED:
        return NotPayable(invoice)
    if invoice.status is InvoiceStatus.CLOSED or not invoice.open_amount.minor:
        return AlreadyPaid(invoice.number, invoice.closed_at, _closed_by(tx, asker, invoice))
    return None


def _closed_by(tx: Connection, asker: Asker, invoice: Invoice) -> str:
    """Who else's payment closed it; of a link nobody knows who paid there."""
    last = payments.latest_on(tx, invoice.account_id, invoice.id)
    if last is None or last.finished_at != invoice.closed_at or last.link:
        return ""
    return "" if last.person_id == asker.person_id else last.payer


def _without_taken(
    asker: Asker, wish: Wish, found: list[Invoice], under_way: list[Payment]
) -> list[Invoice] | BeingPaid:
    """Leave out of "all" what is being paid already; what was named is said to be."""
    busy = _busy(asker, wish, under_way)
    taken = [each for each in found if each.id in busy]
    free = [each for each in found if each.id not in busy]
    if not taken or (free and wish.all):
        return free
    return being_paid(asker, busy[taken[0].id], taken[0].number)


def _busy(asker: Asker, wish: Wish, under_way: list[Payment]) -> dict[str, Payment]:
    """What is being paid already and will not give way, by the invoices' ids."""
    return {
        invoice_id: live
        for live in under_way
        if not _would_give_way(asker, wish, live)
        for invoice_id in _invoices_of(live)
    }


def _would_give_way(asker: Asker, wish: Wish, live: Payment) -> bool:
    """One that only waits for its payer does, but whoever it waits for is shown its page again."""
    waits_for_asker = live.person_id == asker.person_id and not live.link
    return live.state.gives_way and (not waits_for_asker or wish.using is not None)


def _invoices_of(payment: Payment) -> set[str]:
    return {part.invoice_id for part in payment.allocations}
