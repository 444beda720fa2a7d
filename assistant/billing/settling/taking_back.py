"""Money of a payment leaves again, or comes back after all: what that does to the books.

*Leaving.* What the same invoices were paid twice lies in the customer's credit and goes first, so
an invoice that another payment covers stays paid. Then the invoices this payment had paid are open
again, the last one first; of one that was written off since, it is a loss. Should the money have
been spent elsewhere in the meantime, a new invoice asks for it. So the balance always moves by just
what left, and no invoice is ever paid with money we do not have.

*Coming again* (a refund that failed): it pays what it had paid, where that is still open, and is
credit otherwise.
"""

from datetime import datetime, timedelta

from sqlalchemy.engine import Connection

from assistant.billing import ledger
from assistant.billing.ahead import end_what_is_paid
from assistant.billing.events import PaidPart
from assistant.billing.invoices import issuing
from assistant.billing.invoices.issuing import NewInvoice
from assistant.billing.ledger import Book, Posting
from assistant.billing.model import Invoice, InvoiceStatus, InvoiceType, Item, Payment
from assistant.billing.money import Money
from assistant.billing.store import invoices, people, refunds
from assistant.values import dataclass

DUE_AFTER = timedelta(days=30)
"""How long one has to pay again what had been spent elsewhere."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of the customer's books: invoices as they are now, and how credit moved."""

    parts: tuple[PaidPart, ...]
    credit: Money


def leave(
    tx: Connection, payment: Payment, amount: Money, *, out_of: Book, kind: str, now: datetime
) -> Moved:
    """Take so much of a payment back; the caller holds the account's turn."""
    currency = amount.currency
    given = refunds.gave(tx, payment)
    from_credit = min(amount, _paid_twice(tx, payment, currency), _credit(tx, payment, currency))
    lines = [Posting(out_of, -amount), Posting(Book.CREDIT, from_credit)]
    rest, opened = amount - from_credit, list[tuple[Invoice, Money]]()
    for part in reversed(payment.allocations):
        paid = Money(max(0, -given.get((Book.RECEIVABLE, part.invoice_id), 0)), currency)
        share = min(rest, paid)
        if share.minor:
            invoice = invoices.identified(tx, payment.account_id, part.invoice_id)
            lines.append(_owed_again(invoice, share))
            opened.append((invoice, share))
            rest -= share
    lines.append(Posting(Book.REVENUE, rest))
    moving = [line for line in lines if line.amount.minor]
    ledger.post(tx, payment.account_id, kind, about=payment.id, at=now, lines=moving)
    for invoice, share in opened:
        invoices.reopen(tx, invoice, share)
    asked = [_asked_anew(tx, payment, rest, now)] if rest.minor else []
    parts = [_part(tx, invoice, share) for invoice, share in opened]
    return Moved((*parts, *asked), -from_credit)


def return_to(
    tx: Connection, payment: Payment, amount: Money, *, kind: str, now: datetime
) -> Moved:
    """Let money that had left pay again what it had paid; the caller holds the account's turn."""
    given = refunds.gave(tx, payment)
    lines = [Posting(Book.GATEWAY, amount)]
    rest, paying = amount, list[tuple[Invoice, Money]]()
    for part in payment.allocations:
        invoice = invoices.identified(tx, payment.account_id, part.invoice_id)
        paid = Money(-given.get((Book.RECEIVABLE, part.invoice_id), 0), amount.currency)
        share = min(rest, part.amount - paid, invoice.open_amount)
        if share.minor > 0:
            lines.append(Posting(Book.RECEIVABLE, -share, invoice.id))
            paying.append((invoice, share))
            rest -= share
    lines += [Posting(Book.CREDIT, -rest)] if rest.minor else []
    ledger.post(tx, payment.account_id, kind, about=payment.id, at=now, lines=lines)
    balance = ledger.owed(tx, payment.account_id, amount.currency)
    for invoice, share in paying:
        invoices.receive(tx, invoice, share, balance=balance, at=now)
    end_what_is_paid(tx, people.account(tx, payment.account_id), now)
    return Moved(tuple(_part(tx, invoice, share) for invoice, share in paying), rest)


def _owed_again(invoice: Invoice, share: Money) -> Posting:
    if invoice.status is InvoiceStatus.CLOSED_FAILED:
        return Posting(Book.WRITE_OFF, share)
    return Posting(Book.RECEIVABLE, share, invoice.id)


def _paid_twice(tx: Connection, payment: Payment, currency: str) -> Money:
    """What the payments of the same invoices brought that no invoice could take."""
    numbers = [part.invoice_id for part in payment.allocations]
    together = {
        each.id: each
        for invoice_id in numbers
        for each in refunds.payments_on(tx, payment.account_id, invoice_id)
    }
    together[payment.id] = payment
    surplus = [-refunds.gave(tx, each).get((Book.CREDIT, None), 0) for each in together.values()]
    return Money(max(0, sum(surplus)), currency)


def _credit(tx: Connection, payment: Payment, currency: str) -> Money:
    found = ledger.credit(tx, payment.account_id)
    minor = next((each.minor for each in found if each.currency == currency), 0)
    return Money(max(0, minor), currency)


def _asked_anew(tx: Connection, payment: Payment, amount: Money, now: datetime) -> PaidPart:
    """An invoice for money that went back and had been used for something else."""
    words = f"Payment for {', '.join(payment.numbers)} that went back"
    nothing = Money(0, amount.currency)
    new = NewInvoice(
        number=None,
        type=InvoiceType.ONE_TIME_CHARGE,
        issued_on=now.date(),
        due_on=(now + DUE_AFTER).date(),
        items=(Item(1, words, amount, nothing, recurring=False),),
        currency=amount.currency,
    )
    issued = issuing.issue(tx, payment.account_id, new, at=now)
    return PaidPart(number=issued.number, minor=amount.minor, open_minor=amount.minor)


def _part(tx: Connection, invoice: Invoice, share: Money) -> PaidPart:
    now = invoices.identified(tx, invoice.account_id, invoice.id)
    return PaidPart(number=now.number, minor=share.minor, open_minor=now.open_amount.minor)
