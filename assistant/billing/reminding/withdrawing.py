"""Take one's own word back, a promise or that something is paid: reminders go on."""

from sqlalchemy.engine import Connection

from assistant.billing.cases import add_words
from assistant.billing.events.reminding import PromiseNews
from assistant.billing.model import Asker, Invoice
from assistant.billing.model.hold import Hold, HoldKind, HoldState
from assistant.billing.model.reminder import NotReminded
from assistant.billing.outcomes.reminding import ClaimWithdrawn, NoPromise, PromiseWithdrawn
from assistant.billing.reminding import promises
from assistant.billing.store import cases, holds, invoices, people, released


def withdraw(
    tx: Connection, asker: Asker, numbers: tuple[str, ...]
) -> PromiseWithdrawn | NoPromise:
    """End their own promises, of these invoices or of all; what others promised stays.

    Whoever was told of one is told that it is over, and autopay waits for it no longer.
    """
    people.lock(tx, asker.account_id)
    ended = [
        (hold, invoice)
        for hold, invoice in _said(tx, asker, HoldKind.PROMISE)
        if not numbers or invoice.number in numbers
        if holds.end(tx, hold.id, HoldState.WITHDRAWN, asker.now)
    ]
    for hold, invoice in ended:
        news = PromiseNews.WITHDRAWN
        promises.tell(tx, hold, invoice, news, asker.now, request_id=asker.request_id)
    promises.move_autopay(tx, asker, tuple({each.id: each for _, each in ended}.values()))
    why = NotReminded.PROMISE
    released.go_on(tx, [invoice.id for _, invoice in ended], why, asker.now)
    taken_back = tuple((invoice, hold.day) for hold, invoice in ended if hold.day)
    if not taken_back:
        return NoPromise(asker.account, numbers)
    still = (promises.standing(tx, invoice) for invoice, _ in taken_back)
    return PromiseWithdrawn(asker.account, taken_back, tuple(each for each in still if each))


def unsay_paid(tx: Connection, asker: Asker, numbers: tuple[str, ...]) -> ClaimWithdrawn:
    """End what they themselves said of these being paid; the case in which we look hears it."""
    people.lock(tx, asker.account_id)
    ended = tuple(
        invoice
        for hold, invoice in _said(tx, asker, HoldKind.SAYS_PAID)
        if invoice.number in numbers
        if holds.end(tx, hold.id, HoldState.WITHDRAWN, asker.now)
    )
    if not ended:
        return ClaimWithdrawn(asker.account, ())
    released.go_on(tx, [each.id for each in ended], NotReminded.SAYS_PAID, asker.now)
    waiting = cases.open_of_person(tx, asker.person_id)
    mine = [e for e in waiting if e.account_id == asker.account_id and e.subject == "says_paid"]
    for each in mine[:1]:
        add_words(tx, asker, cases.locked(tx, each.id), asker.words)
    return ClaimWithdrawn(asker.account, ended, mine[0].number if mine else None)


def _said(tx: Connection, asker: Asker, kind: HoldKind) -> list[tuple[Hold, Invoice]]:
    """What they, or one of ours for the account, said of this kind of what is still to be paid."""
    colleagues = {each.person_id for each in people.contacts_of(tx, asker.account_id)}
    others = colleagues - {asker.person_id}
    mine = [
        (each, invoices.identified(tx, asker.account_id, each.invoice_id))
        for each in holds.live_of(tx, asker.account_id, asker.now)
        if each.kind is kind and each.said_by not in others and each.invoice_id
    ]
    return [(each, invoice) for each, invoice in mine if invoice.owing]
