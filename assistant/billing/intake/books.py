"""An invoice of elsewhere in our books: entered, amended while it is open, paid, given up."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time

from sqlalchemy.engine import Connection

from assistant.billing import invoices, ledger
from assistant.billing.intake.report import Fate, RefusedError
from assistant.billing.invoices import issuing
from assistant.billing.invoices.issuing import NewInvoice
from assistant.billing.ledger import Book, Posting
from assistant.billing.model import Invoice, InvoiceStatus, InvoiceType, Item
from assistant.billing.money import Money
from assistant.billing.store import intake, payments
from assistant.billing.store import invoices as rows
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Wanted:
    """An invoice as it is elsewhere. ``failed`` says that it was given up there.

    ``paid`` is what was received there in all, the last of it on ``paid_on``, where that is known.
    """

    number: str
    type: InvoiceType
    issued_on: date
    due_on: date
    currency: str
    items: tuple[Item, ...]
    paid: Money
    failed: bool = False
    purchase_order: str = ""
    paid_on: date | None = None

    @property
    def net(self) -> Money:
        """What the lines come to before taxes."""
        return sum((each.amount for each in self.items), start=Money(0, self.currency))

    @property
    def tax(self) -> Money:
        """What the taxes come to."""
        return sum((each.tax for each in self.items), start=Money(0, self.currency))

    @property
    def total(self) -> Money:
        """What is asked for."""
        return self.net + self.tax

    @property
    def owes(self) -> bool:
        """Whether it asks for money at all."""
        return self.type.payable and self.total.minor > 0


def enter(tx: Connection, account_id: str, wanted: Wanted, *, now: datetime) -> Fate:
    """Bring it to the books as it is elsewhere; the caller holds the account's turn.

    Raises RefusedError where that would change what may not change any more.
    """
    found = intake.numbered(tx, wanted.number)
    if found is None:
        _issue(tx, account_id, wanted)
        _receive(tx, account_id, wanted, now)
        return Fate.CREATED
    if found.account_id != account_id:
        raise RefusedError("this invoice number cannot be used", "give it another number")
    invoice = rows.invoice(found)
    fate = Fate.UNCHANGED
    if changed := _changed(tx, invoice, wanted):
        _amend(tx, invoice, wanted, changed, now)
        fate = Fate.UPDATED
    return Fate.UPDATED if _receive(tx, account_id, wanted, now) else fate


def _issue(tx: Connection, account_id: str, wanted: Wanted) -> None:
    """Issue it on its own day; a refund of elsewhere has left us there already."""
    new = NewInvoice(
        number=wanted.number,
        type=wanted.type,
        issued_on=wanted.issued_on,
        due_on=wanted.due_on,
        items=wanted.items,
        currency=wanted.currency,
        purchase_order=wanted.purchase_order,
    )
    if (wrong := issuing.flaw(new)) is not None:
        raise RefusedError(f"it cannot be entered ({wrong})", "correct that")
    at = _morning(wanted.issued_on)
    issued = issuing.issue(tx, account_id, new, at=at)
    if wanted.type is InvoiceType.REFUND:
        issuing.pay_out(tx, account_id, issued.id, -issued.total, at=at)


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)


def _receive(tx: Connection, account_id: str, wanted: Wanted, now: datetime) -> bool:
    """Note what was received elsewhere and is not here yet, or that it was given up there."""
    invoice = rows.numbered(tx, (account_id,), wanted.number)
    assert invoice is not None
    if invoice.status is not InvoiceStatus.OPEN:
        return False
    more = wanted.paid - invoice.paid
    if more.minor <= 0 and not wanted.failed:
        return False
    nobody_pays(tx, invoice)
    if more.minor > 0:
        at = now if wanted.paid_on is None else _morning(wanted.paid_on)
        invoices.receive_elsewhere(tx, account_id, wanted.number, more, at=at)
    if wanted.failed and more < invoice.open_amount:
        invoices.write_off(tx, account_id, wanted.number, at=now)
    return True


def _changed(tx: Connection, invoice: Invoice, wanted: Wanted) -> Sequence[str]:
    """What is not as it was, in the words of the columns."""
    pairs = (
        ("type", invoice.type, wanted.type),
        ("currency", invoice.total.currency, wanted.currency),
        ("issued", invoice.issued_on, wanted.issued_on),
        ("due", invoice.due_on, wanted.due_on),
        ("purchase_order", invoice.purchase_order, wanted.purchase_order),
    )
    found = [name for name, was, will in pairs if was != will]
    if _written(rows.items(tx, invoice)) != _written(wanted.items):
        found.append("items")
    return found


def _written(items: Sequence[Item]) -> list[Item]:
    """Items without the names of their taxes, which a file does not have."""
    return [replace(each, taxes=()) for each in items]


def _amend(
    tx: Connection, invoice: Invoice, wanted: Wanted, changed: Sequence[str], now: datetime
) -> None:
    """Change an open invoice; the ledger gets the difference, offers made on it are no longer good.

    What was paid stays paid: the new total must be more than that.
    """
    if invoice.status is not InvoiceStatus.OPEN:
        what = ", ".join(changed)
        raise RefusedError(
            f"it is closed, and its {what} would change", "issue a credit or another invoice"
        )
    if invoice.type is not wanted.type or invoice.total.currency != wanted.currency:
        raise RefusedError("its type or currency would change", "give it another number")
    if wanted.total <= invoice.paid:
        raise RefusedError(f"{invoice.paid} of it is paid already", "issue a credit instead")
    nobody_pays(tx, invoice)
    before = rows.items(tx, invoice)
    nothing = Money(0, wanted.currency)
    net = wanted.net - sum((each.amount for each in before), start=nothing)
    tax = wanted.tax - sum((each.tax for each in before), start=nothing)
    lines = [
        Posting(Book.RECEIVABLE, net + tax, invoice.id),
        Posting(Book.REVENUE, -net),
        Posting(Book.TAX, -tax),
    ]
    if moving := [line for line in lines if line.amount.minor]:
        ledger.post(tx, invoice.account_id, "amended", about=invoice.id, at=now, lines=moving)
    values = {
        "total_minor": wanted.total.minor,
        "issued_on": wanted.issued_on,
        "due_on": wanted.due_on,
        "purchase_order": wanted.purchase_order or None,
    }
    lines_now = [issuing.line_row(invoice.id, each) for each in wanted.items]
    taxes_now = issuing.tax_rows(invoice.id, wanted.items)
    intake.amend(tx, invoice.id, values, lines=lines_now, taxes=taxes_now)


def nobody_pays(tx: Connection, invoice: Invoice) -> None:
    """Raise RefusedError while a payment on it is under way."""
    if payments.live_on(tx, [invoice.id]) is not None:
        raise RefusedError("it is being paid right now", "import it again when that has ended")
