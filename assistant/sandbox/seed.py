"""The people and invoices of the sandbox: several currencies, every type and state of invoice.

Dates follow ``today``, so that what is overdue stays overdue. Seeding twice changes nothing.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from assistant.billing import invoices
from assistant.billing.contacts import accounts
from assistant.billing.contacts.accounts import Flags, NewPerson
from assistant.billing.invoices import issuing
from assistant.billing.invoices.issuing import NewInvoice
from assistant.billing.model import Account, InvoiceType, Item, Method, Role
from assistant.billing.money import Money
from assistant.billing.operations import agents
from assistant.sandbox.stripe.seeding import customer_id_for, payment_method_id_for
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person of the sandbox; ``slack`` is ``team/user`` where they have one.

    Who they are in Slack is on record from the start, unless they still have to say so there.
    """

    email: str
    name: str
    slack: str = ""
    locale: str = "en"
    timezone: str = "UTC"
    agent: bool = False
    approver: bool = False
    linked: bool = True
    limits: tuple[tuple[str, int], ...] = ()  # alone, in 24 hours: (currency, minor units)

    @property
    def id(self) -> str:
        """Their id in every sandbox."""
        return f"per_{self.email.partition('@')[0]}_{self.email.partition('@')[2].split('.')[0]}"


@dataclass(frozen=True, slots=True)
class Customer:
    """An account of the sandbox and who belongs to it: (e-mail, role, invoices, payments)."""

    id: str
    name: str
    currency: str
    contacts: tuple[tuple[str, Role, bool, bool], ...]
    card: str = ""  # the provider's test card on file
    partial_payments: str = "allow"
    contact_changes: str = "admin"
    company: Mapping[str, Any] | None = None

    @property
    def email(self) -> str:
        """What the provider knows the account by."""
        return f"{self.id}@sandbox.example"


PEOPLE = (
    Somebody("dana@acme.example", "Dana Reyes", "T02ACME/U02DANA", timezone="America/New_York"),
    Somebody("vic@acme.example", "Vic Ito", "T02ACME/U02VIC", timezone="America/New_York"),
    Somebody(
        "ap@acme.example",
        "Acme Accounts Payable",
        "T02ACME/U02AP",
        timezone="America/New_York",
        linked=False,
    ),
    Somebody("kenji@kumo.example", "Kenji Sato", "T01SELLER/U01KENJI", "ja", "Asia/Tokyo"),
    Somebody("noura@dune.example", "Noura Al-Sabah", timezone="Asia/Kuwait"),
    Somebody("gus@globex.example", "Gus Weber", "T01SELLER/U01GUS", "de", "Europe/Berlin"),
    Somebody(
        "sam@seller.example",
        "Sam Okafor",
        "T01SELLER/U01SAM",
        agent=True,
        limits=(("EUR", 10000), ("JPY", 15000), ("KWD", 30000), ("USD", 10000)),
    ),
    Somebody("uma@seller.example", "Uma Lind", "T01SELLER/U01UMA", agent=True, approver=True),
)

CUSTOMERS = (
    Customer(
        "acc_acme",
        "Acme",
        "USD",
        (
            ("dana@acme.example", Role.ADMIN, True, True),
            ("vic@acme.example", Role.VIEWER, False, False),
            ("ap@acme.example", Role.PAYER, True, True),
        ),
        card="pm_card_visa",
        company={
            "name": "Acme Inc.",
            "address": {
                "line1": "1 Road Runner Way",
                "city": "Tucson",
                "state": "AZ",
                "postal_code": "85701",
                "country": "US",
            },
        },
    ),
    Customer("acc_acme_eu", "Acme EU", "EUR", (("dana@acme.example", Role.PAYER, True, True),)),
    Customer(
        "acc_kumo",
        "Kumo",
        "JPY",
        (("kenji@kumo.example", Role.ADMIN, True, True),),
        card="pm_card_visa",
    ),
    Customer(
        "acc_dune",
        "Dune",
        "KWD",
        (("noura@dune.example", Role.ADMIN, True, True),),
        card="pm_card_mastercard",
    ),
    Customer(
        "acc_globex",
        "Globex",
        "EUR",
        (("gus@globex.example", Role.ADMIN, True, True),),
        card="pm_card_chargeDeclinedInsufficientFunds",
        partial_payments="deny_and_handoff",
        contact_changes="handoff",
    ),
)

BRANDS = {
    "pm_card_visa": ("Visa", "4242"),
    "pm_card_mastercard": ("Mastercard", "4444"),
    "pm_card_chargeDeclinedInsufficientFunds": ("Visa", "9995"),
}


def seed(tx: Connection, *, today: date) -> bool:
    """Fill an empty database; False when it has the sandbox's accounts already."""
    if accounts.any_account(tx):
        return False
    _people(tx)
    for customer in CUSTOMERS:
        _account(tx, customer)
    _acme(tx, today)
    _others(tx, today)
    return True


def _people(tx: Connection) -> None:
    for each in PEOPLE:
        person = NewPerson(each.id, each.email, each.name, each.locale, each.timezone, each.agent)
        accounts.add_person(tx, person)
        if each.agent:
            limits = dict(each.limits)
            agents.set_rights(tx, each.id, approver=each.approver, limits=limits)
        if each.slack and each.linked:
            accounts.link_slack(tx, each.slack, each.id)


def _account(tx: Connection, customer: Customer) -> None:
    account = Account(
        id=customer.id,
        name=customer.name,
        currency=customer.currency,
        customer_ref=customer_id_for(customer.email),
        partial_payments=customer.partial_payments,
        viewer_may_pay=False,
        contact_changes=customer.contact_changes,
        company=customer.company,
    )
    accounts.open_account(tx, account)
    by_email = {each.email: each for each in PEOPLE}
    for email, role, told_invoices, told_payments in customer.contacts:
        person = by_email[email].id
        flags = Flags(receives_invoices=told_invoices, receives_payments=told_payments)
        accounts.add_contact(tx, customer.id, person, role=role, flags=flags)
    if customer.card:
        brand, last4 = BRANDS[customer.card]
        ref = payment_method_id_for(customer.email, 0)
        method = Method(f"met_{customer.id}", ref, "card", brand, last4, 12, 2034)
        accounts.add_method(tx, customer.id, method, default=True)


@dataclass(frozen=True, slots=True)
class _Bill:
    """An invoice to issue: minor units, and days before ``today`` it was issued."""

    number: int
    minor: int
    age: int
    type: InvoiceType = InvoiceType.RECURRING
    paid: int = 0
    written_off: bool = False


def _acme(tx: Connection, today: date) -> None:
    """Forty-three invoices: three open (one of them overdue and partly paid), the rest settled."""
    acme = CUSTOMERS[0]
    for bill in _acme_history():
        _issue(tx, acme, bill, today)
    for bill in (
        _Bill(121, 48000, 45, paid=12000),
        _Bill(122, 40000, 20, InvoiceType.ONE_TIME_CHARGE),
        _Bill(123, 42000, 5),
    ):
        _issue(tx, acme, bill, today)


def _acme_history() -> Iterator[_Bill]:
    for step in range(40):
        number, age = 81 + step, 1200 - step * 28
        if step == 0:
            yield _Bill(number, 19900, age, InvoiceType.NEW, paid=19900)
        elif step == 17:
            yield _Bill(number, 9900, age, written_off=True)
        elif step == 25:
            yield _Bill(number, -1500, age, InvoiceType.REFUND)
        elif step == 33:
            yield _Bill(number, -2000, age, InvoiceType.CREDIT)
        else:
            minor = 42000 + step * 100
            yield _Bill(number, minor, age, paid=minor)


def _others(tx: Connection, today: date) -> None:
    eu, kumo, dune, globex = CUSTOMERS[1:]
    for customer, bill in (
        (eu, _Bill(201, 123450, 40)),
        (eu, _Bill(202, 9900, 3, InvoiceType.NEW)),
        (kumo, _Bill(301, 120000, 10)),
        (kumo, _Bill(300, 88000, 70, paid=88000)),
        (dune, _Bill(401, 12345, 12)),
        (globex, _Bill(124, 77700, 9)),
        (globex, _Bill(125, -30000, 8, InvoiceType.MANUAL_PAYMENT_CREDIT)),
    ):
        _issue(tx, customer, bill, today)


def _issue(tx: Connection, customer: Customer, bill: _Bill, today: date) -> None:
    issued = today - timedelta(days=bill.age)
    at = datetime.combine(issued, time(9), UTC)
    number, account = str(bill.number), customer.id
    new = NewInvoice(
        number=number,
        type=bill.type,
        issued_on=issued,
        due_on=issued + timedelta(days=30),
        items=_lines(bill, customer.currency),
        currency=customer.currency,
    )
    issued_one = issuing.issue(tx, account, new, at=at)
    settled = at + timedelta(days=12)
    if bill.type is InvoiceType.REFUND:
        issuing.pay_out(tx, account, issued_one.id, -issued_one.total, at=settled)
    if bill.paid:
        paid = Money(bill.paid, customer.currency)
        invoices.receive_elsewhere(tx, account, number, paid, at=settled)
    if bill.written_off:
        invoices.write_off(tx, account, number, at=settled)


def _lines(bill: _Bill, currency: str) -> tuple[Item, ...]:
    """Two lines: service and support, with a fifth of tax on each where the amount allows it."""
    nothing = Money(0, currency)
    if bill.minor < 0 or bill.type is InvoiceType.ONE_TIME_CHARGE:
        words = "Credit for an outage" if bill.minor < 0 else "Data transfer overage"
        return (Item(1, words, Money(bill.minor, currency), nothing, recurring=False),)
    tax = bill.minor // 6
    service = (bill.minor - tax) * 3 // 4
    support = bill.minor - tax - service
    return (
        Item(1, "Compute cluster, monthly", Money(service, currency), Money(tax, currency), True),
        Item(2, "Premium support, monthly", Money(support, currency), nothing, recurring=True),
    )
