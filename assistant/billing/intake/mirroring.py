"""Bring what the provider keeps into the books: imports and webhooks end here, however often.

Money that reached the provider for its own invoice is received once, by the provider's reference;
money that was paid through us is left to ``settling.record``, which knows it already.
"""

from datetime import datetime

from sqlalchemy.engine import Connection

from assistant.billing import invoices, ledger
from assistant.billing.cases import CaseKind, open_case
from assistant.billing.contacts import accounts
from assistant.billing.contacts.accounts import Flags, NewPerson
from assistant.billing.gateway.books import (
    Found,
    Receipt,
    Skipped,
    TheirCustomer,
    TheirInvoice,
    TheirState,
)
from assistant.billing.gateway.methods import SavedMethod
from assistant.billing.ids import new_id
from assistant.billing.intake import books, fields
from assistant.billing.intake.books import Wanted
from assistant.billing.intake.report import Entry, Fate, RefusedError
from assistant.billing.intake.telling import tell_of_new
from assistant.billing.invoices import numbering
from assistant.billing.ledger import Book, Posting
from assistant.billing.model import Account, Invoice, InvoiceStatus, Role
from assistant.billing.model.method import Method, MethodState
from assistant.billing.money import Money
from assistant.billing.store import attachments, chores, intake, methods, people
from assistant.billing.store import invoices as rows

CHORE = "import stripe"
"""The row that whoever imports takes; it is there once anything was ever imported."""


def mirror(
    tx: Connection, found: Found, *, currency: str, now: datetime, news: bool = False
) -> Entry:
    """Enter one thing of the provider's; ``currency`` is for customers who have none yet.

    Where it is ``news``, and no import of what has long been there, people are told of an invoice.
    """
    match found:
        case Skipped():
            return Entry(found.ref, "", Fate.REFUSED, found.why)
        case TheirCustomer():
            return Entry(found.ref, found.name, _customer(tx, found, currency, now))
        case TheirInvoice():
            try:
                fate = _invoice(tx, found, now)
                if news and fate is Fate.CREATED:
                    _tell(tx, found, now)
            except RefusedError as refused:
                return _differs(tx, found, refused, now)
            return Entry(found.ref, f"invoice {found.number}", fate)


def _customer(tx: Connection, found: TheirCustomer, currency: str, now: datetime) -> Fate:
    """Open an account for a customer, or bring its name and methods up to date.

    People are entered with a new account only: who speaks for an account that we know is not
    decided by an address at the provider, which its own customers may change there.
    """
    account_id = intake.account_of_customer(tx, found.ref)
    if account_id is None:  # two webhooks may tell of it at once: the second finds the account
        chores.hold(tx, CHORE)
        account_id = intake.account_of_customer(tx, found.ref)
    if account_id is None and found.account_id and intake.account(tx, found.account_id):
        return Fate.UNCHANGED  # made for an account of ours, and about to be written down there
    fate = Fate.UNCHANGED
    if account_id is None:
        account_id, fate = _opened(tx, found, currency), Fate.CREATED
    elif intake.change_name(tx, account_id, found.name):
        fate = Fate.UPDATED
    added = [_add_method(tx, account_id, each, now) for each in found.methods]
    if methods.default(tx, account_id) is None:
        _choose_default(tx, account_id, found.default)
    return Fate.UPDATED if any(added) and fate is Fate.UNCHANGED else fate


def _opened(tx: Connection, found: TheirCustomer, currency: str) -> str:
    account = Account(
        id=new_id("acc"),
        name=found.name,
        currency=found.currency or currency,
        customer_ref=found.ref,
        partial_payments="allow",
        viewer_may_pay=False,
    )
    accounts.open_account(tx, account)
    try:
        email = fields.email(found.email)
    except RefusedError:
        return account.id  # without an address nobody can be told anything
    known = intake.person(tx, email)
    person_id = new_id("per") if known is None else str(known.id)
    if known is None:
        accounts.add_person(tx, NewPerson(person_id, email, found.name))
    told = Flags(receives_invoices=True, receives_payments=True)
    accounts.add_contact(tx, account.id, person_id, role=Role.PAYER, flags=told)
    return account.id


def _add_method(tx: Connection, account_id: str, saved: SavedMethod, now: datetime) -> bool:
    """Put a method on file without telling anybody: its owner has had it all along."""
    method = Method(
        id=new_id("met"),
        gateway_ref=saved.gateway_ref,
        kind=saved.kind[:24],
        brand=saved.brand,
        last4=saved.last4,
        exp_month=saved.exp_month,
        exp_year=saved.exp_year,
        state=MethodState.ACTIVE,
        billing=saved.billing,
        created_at=now,
    )
    return methods.add(tx, account_id, method)


def _choose_default(tx: Connection, account_id: str, wanted: str | None) -> None:
    usable = methods.active(tx, account_id)
    chosen = [each for each in usable if each.gateway_ref == wanted] or usable[:1]
    if chosen:
        methods.make_default(tx, account_id, chosen[0].id)


def _invoice(tx: Connection, found: TheirInvoice, now: datetime) -> Fate:
    account_id = intake.account_of_customer(tx, found.customer_ref)
    if account_id is None:
        raise RefusedError("its customer is not known here", "import stripe again")
    people.lock(tx, account_id)
    known = intake.referred(tx, found.ref)
    if known is None and found.state is TheirState.VOID:
        raise RefusedError("it was void before it was known here", "nothing was ever owed on it")
    fate = _written(tx, account_id, found, None if known is None else known.number, now)
    received = [_received(tx, account_id, found, each, now) for each in found.receipts]
    ended = _ended(tx, account_id, found, now)
    if fate is Fate.UNCHANGED and (any(received) or ended):
        return Fate.UPDATED
    return fate


def _written(
    tx: Connection, account_id: str, found: TheirInvoice, number: str | None, now: datetime
) -> Fate:
    """Enter or amend it, nothing received yet; its own number is kept beside ours."""
    wanted = Wanted(
        number=number or _number(tx, found.number),
        type=found.type,
        issued_on=found.issued_on,
        due_on=found.due_on,
        currency=found.currency,
        items=found.items,
        paid=Money(0, found.currency),
        purchase_order=f"Stripe {found.number}"[:64] if found.number else "",
    )
    if number is not None and found.state is not TheirState.OPEN:
        return Fate.UNCHANGED  # what it came to is settled: only what happened to it matters
    fate = books.enter(tx, account_id, wanted, now=now)
    if fate is Fate.CREATED:
        entered = rows.numbered(tx, (account_id,), wanted.number)
        assert entered is not None
        intake.refer(tx, entered.id, found.ref)
    return fate


def _number(tx: Connection, theirs: str) -> str:
    """Theirs, where people can type it and nobody has it; else the next one of ours."""
    try:
        number = fields.number(theirs)
    except RefusedError:
        return numbering.next_number(tx)
    return number if intake.numbered(tx, number) is None else numbering.next_number(tx)


def _received(
    tx: Connection, account_id: str, found: TheirInvoice, receipt: Receipt, now: datetime
) -> bool:
    """Receive what came in without us, once; what no invoice can take is the customer's credit."""
    if receipt.payment_id and attachments.is_ours(tx, receipt.payment_id):
        return False
    invoice = _entered(tx, found)
    if receipt.outside and attachments.told_of(tx, invoice.id):
        return False  # Stripe was told so by us
    if not attachments.new_receipt(
        tx, receipt.ref, account_id=account_id, invoice_id=invoice.id, at=now
    ):
        return False
    taken = min(receipt.amount, invoice.open_amount)
    if taken.minor:
        invoices.receive_elsewhere(tx, account_id, invoice.number, taken, at=now)
    if surplus := receipt.amount.minor - taken.minor:
        extra = Money(surplus, receipt.amount.currency)
        lines = [Posting(Book.GATEWAY, extra), Posting(Book.CREDIT, -extra)]
        ledger.post(tx, account_id, "received", about=invoice.id, at=now, lines=lines)
    return True


def _ended(tx: Connection, account_id: str, found: TheirInvoice, now: datetime) -> bool:
    """Close what was given up or made void there, unless it is being paid here."""
    invoice = _entered(tx, found)
    if found.state not in (TheirState.GIVEN_UP, TheirState.VOID):
        return False
    if invoice.status is not InvoiceStatus.OPEN:
        if invoice.status is InvoiceStatus.CLOSED and invoice.paid.minor:
            raise RefusedError(f"Stripe calls it {found.state}, and it was paid here")
        return False
    books.nobody_pays(tx, invoice)
    invoices.write_off(tx, account_id, invoice.number, at=now)
    return True


def _tell(tx: Connection, found: TheirInvoice, now: datetime) -> None:
    entered = _entered(tx, found)
    tell_of_new(tx, entered.account_id, entered.number, now)


def _entered(tx: Connection, found: TheirInvoice) -> Invoice:
    row = intake.referred(tx, found.ref)
    assert row is not None
    return rows.invoice(row)


def _differs(tx: Connection, found: TheirInvoice, refused: RefusedError, now: datetime) -> Entry:
    """An invoice that we have, and cannot follow, is a case; others are only told of."""
    known = intake.referred(tx, found.ref)
    if known is not None:
        open_case(
            tx,
            CaseKind.INVOICE_DIFFERS,
            found.ref,
            account_id=known.account_id,
            facts={"invoice": known.number, "why": refused.cause},
            at=now,
        )
    what = f"invoice {found.number}"
    return Entry(found.ref, what, Fate.REFUSED, refused.cause, refused.remedy)
