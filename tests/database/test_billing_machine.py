"""Any sequence of what people, banks and providers do leaves the books true: a stateful search.

The core is real, on SQLite, in one transaction that is undone afterwards. Three accounts in
currencies of zero, two and three decimals are mixed, and every rule may follow every other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection

from assistant.billing import invoices, ledger
from assistant.billing.amount import Amount, Share
from assistant.billing.gateway import GatewayReport, ReportStatus
from assistant.billing.invoices import issuing
from assistant.billing.invoices.issuing import NewInvoice
from assistant.billing.model import Asker, InvoiceType, Item, Origin
from assistant.billing.model.wish import Wish
from assistant.billing.money import Money, exponent
from assistant.billing.outcomes import OfferMade
from assistant.billing.paying import offers, withdrawing
from assistant.billing.settling import held
from assistant.billing.settling.record import record
from assistant.billing.store import due_payments
from assistant.billing.store import invoices as invoice_rows
from assistant.billing.verify import verify
from tests.stories.house import NOON


@dataclass(frozen=True)
class Customer:
    account: str
    person: str
    currency: str


CUSTOMERS = (
    Customer("acc_acme", "per_dana_acme", "USD"),
    Customer("acc_kumo", "per_kenji_kumo", "JPY"),
    Customer("acc_dune", "per_noura_dune", "KWD"),
)
CUSTOMER = st.sampled_from(CUSTOMERS)
CONVERSATION = st.sampled_from(["c1", "c2"])
MINOR = st.integers(1, 60_000)
SHARE = st.sampled_from([(1, 2), (1, 3), (2, 3), (99, 100)])


class Books(RuleBasedStateMachine):
    """What may happen, and what must be so after each step."""

    database: Callable[[], Connection]

    @initialize()
    def begin(self) -> None:
        self.tx = type(self).database()
        self.now = NOON
        self.count = 0
        self.arrived: dict[tuple[str, str], int] = {}

    def teardown(self) -> None:
        self.tx.rollback()
        self.tx.close()

    @rule(who=CUSTOMER, minor=MINOR, tax=st.integers(0, 999), kind=st.sampled_from(InvoiceType))
    def issue(self, who: Customer, minor: int, tax: int, kind: InvoiceType) -> None:
        sign = 1 if kind.payable else -1
        if kind is InvoiceType.MANUAL_PAYMENT_CREDIT:
            tax = 0
        line = Item(
            1, "x", self.money(who, sign * minor), self.money(who, sign * tax), recurring=False
        )
        new = NewInvoice(
            number=None,
            type=kind,
            issued_on=self.now.date(),
            due_on=self.now.date() + timedelta(days=minor % 60),
            items=(line,),
            currency=who.currency,
        )
        issuing.issue(self.tx, who.account, new, at=self.now)
        if kind is InvoiceType.MANUAL_PAYMENT_CREDIT:
            self.arrive(who, minor)

    @rule(who=CUSTOMER, where=CONVERSATION, which=st.integers(0, 9), minor=st.none() | MINOR)
    def offer_one(self, who: Customer, where: str, which: int, minor: int | None) -> None:
        numbers = self.numbers(who)
        self.offer(
            who, where, Wish((numbers[which % len(numbers)],), None, self.amount(who, minor))
        )

    @rule(who=CUSTOMER, where=CONVERSATION, minor=st.none() | MINOR, share=st.none() | SHARE)
    def offer_balance(
        self, who: Customer, where: str, minor: int | None, share: tuple[int, int] | None
    ) -> None:
        part = Share(parts=share[0], of=share[1]) if share and minor is None else None
        self.offer(who, where, Wish((), "balance", self.amount(who, minor), part))

    @rule(who=CUSTOMER, where=CONVERSATION, once=st.booleans())
    def offer_all(self, who: Customer, where: str, once: bool) -> None:
        self.offer(who, where, Wish(all="open", using="once" if once else None))

    @rule(who=CUSTOMER, where=CONVERSATION, which=st.integers(0, 9))
    def link(self, who: Customer, where: str, which: int) -> None:
        numbers = self.numbers(who)
        offers.link(self.tx, self.asker(who, where), Wish((numbers[which % len(numbers)],)))

    @rule(who=CUSTOMER, where=CONVERSATION)
    def confirm(self, who: Customer, where: str) -> None:
        live = self.row(
            "SELECT id FROM offers WHERE state = 'live' AND person_id = :person"
            " AND conversation = :here",
            person=who.person,
            here=where,
        )
        offers.confirm(self.tx, self.asker(who, where), live.id if live else None)

    @rule(who=CUSTOMER, where=CONVERSATION)
    def cancel(self, who: Customer, where: str) -> None:
        withdrawing.cancel(self.tx, self.asker(who, where), None)

    @rule()
    def claim(self) -> None:
        due_payments.claim(self.tx, self.now, lease=timedelta(minutes=3), limit=8)

    @rule(
        which=st.integers(0, 20),
        status=st.sampled_from(ReportStatus),
        off=st.sampled_from([0] * 9 + [1, -1]),
        times=st.integers(1, 2),
    )
    def report(self, which: int, status: ReportStatus, off: int, times: int) -> None:
        """An answer, a look-up or a webhook, of anything, in any order, perhaps twice."""
        made = self.rows("SELECT id, amount_minor, currency FROM payments ORDER BY id")
        if not made:
            return
        row = made[which % len(made)]
        amount = Money(max(1, row.amount_minor + off), row.currency)
        said = GatewayReport(row.id, status, amount=amount, action_url="https://pay.example/1")
        for _ in range(times):
            assert record(self.tx, said, now=self.now)

    @rule(which=st.integers(0, 9), accept=st.booleans())
    def decide(self, which: int, accept: bool) -> None:
        waiting = held.waiting(self.tx)
        if waiting:
            decide = held.accept if accept else held.release
            assert decide(self.tx, waiting[which % len(waiting)].id, now=self.now)

    @rule(who=CUSTOMER, which=st.integers(0, 9), minor=MINOR)
    def wire(self, who: Customer, which: int, minor: int) -> None:
        numbers = self.numbers(who)
        invoice = invoice_rows.numbered(self.tx, (who.account,), numbers[which % len(numbers)])
        assert invoice is not None
        paid = min(minor, invoice.open_amount.minor)
        if paid > 0:
            money = self.money(who, paid)
            invoices.receive_elsewhere(self.tx, who.account, invoice.number, money, at=self.now)
            self.arrive(who, paid)

    @rule(who=CUSTOMER, which=st.integers(0, 9))
    def write_off(self, who: Customer, which: int) -> None:
        numbers = self.numbers(who)
        invoice = invoice_rows.numbered(self.tx, (who.account,), numbers[which % len(numbers)])
        assert invoice is not None
        if invoice.open_amount.minor and which == 9:
            invoices.write_off(self.tx, who.account, invoice.number, at=self.now)

    @rule(who=CUSTOMER)
    def use_credit(self, who: Customer) -> None:
        credit = sum(
            each.minor
            for each in ledger.credit(self.tx, who.account)
            if each.currency == who.currency
        )
        due = invoice_rows.open_ones(self.tx, who.account)
        if credit > 0 and due:
            part = self.money(who, min(credit, due[0].open_amount.minor))
            issuing.apply_credit(self.tx, who.account, [(due[0], part)], at=self.now)

    @rule(minutes=st.sampled_from([1, 31, 60 * 25]))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @invariant()
    def the_books_add_up(self) -> None:
        """Entries sum to zero, chains hold, invoices and payments are as the ledger says."""
        _, problems = verify(self.tx)
        assert problems == []

    @invariant()
    def no_invoice_has_more_than_it_asked_for(self) -> None:
        for row in self.rows("SELECT total_minor, paid_minor, status FROM invoices"):
            assert 0 <= row.paid_minor <= max(row.total_minor, 0)
            assert row.status != "OPEN" or row.paid_minor < row.total_minor
            assert row.status != "CLOSED" or row.paid_minor in (0, row.total_minor)

    @invariant()
    def an_invoice_has_one_live_payment_and_a_live_payment_its_invoices(self) -> None:
        for row in self.rows(
            "SELECT count(*) AS n FROM allocations WHERE live GROUP BY invoice_id"
        ):
            assert row.n == 1
        for row in self.rows(
            "SELECT p.state FROM payments p JOIN allocations a ON a.payment_id = p.id WHERE a.live"
        ):
            assert row.state not in ("succeeded", "failed", "returned")

    @invariant()
    def no_payment_is_recorded_twice_and_none_is_lost(self) -> None:
        """What the provider moved is in the ledger once, and what came back is out again."""
        moved = dict(self.arrived)
        for row in self.rows(
            "SELECT account_id, coalesce(moved_minor, amount_minor) AS minor,"
            " coalesce(moved_currency, currency) AS currency FROM payments"
            " WHERE state = 'succeeded'"
        ):
            key = (row.account_id, row.currency)
            moved[key] = moved.get(key, 0) + row.minor
        for row in self.rows(
            "SELECT account_id, currency, sum(minor) AS minor FROM ledger_postings"
            " WHERE book = 'gateway' GROUP BY account_id, currency"
        ):
            key = (row.account_id, row.currency)
            assert int(row.minor) == moved.pop(key, 0) + self.seeded.get(key, 0)
        assert not any(moved.values())

    @invariant()
    def currencies_are_never_mixed(self) -> None:
        for row in self.rows(
            "SELECT i.currency AS theirs, p.currency AS ours FROM payments p"
            " JOIN allocations a ON a.payment_id = p.id JOIN invoices i ON i.id = a.invoice_id"
        ):
            assert row.theirs == row.ours

    @invariant()
    def each_fact_is_told_once(self) -> None:
        for row in self.rows("SELECT count(*) AS n FROM events GROUP BY about, kind"):
            assert row.n == 1

    @property
    def seeded(self) -> dict[tuple[str, str], int]:
        return SEEDED

    def offer(self, who: Customer, where: str, wish: Wish) -> None:
        made = offers.offer(self.tx, self.asker(who, where), wish)
        if isinstance(made, OfferMade):
            offer = made.offer
            assert sum(line.amount.minor for line in offer.lines) == offer.amount.minor
            assert all(line.amount.minor > 0 <= line.leaves.minor for line in offer.lines)
            assert offer.amount == offer.amount.chargeable
            assert not offer.amount.too_small

    def arrive(self, who: Customer, minor: int) -> None:
        key = (who.account, who.currency)
        self.arrived[key] = self.arrived.get(key, 0) + minor

    def numbers(self, who: Customer) -> list[str]:
        found = self.rows(
            "SELECT number FROM invoices WHERE account_id = :account ORDER BY issued_on DESC, id"
            " LIMIT 9",
            account=who.account,
        )
        return [row.number for row in found]

    def money(self, who: Customer, minor: int) -> Money:
        return Money(minor, who.currency)

    def amount(self, who: Customer, minor: int | None) -> Amount | None:
        if minor is None:
            return None
        major = Decimal(minor).scaleb(-exponent(who.currency))
        return Amount(text=str(major), readings=(major,))

    def asker(self, who: Customer, where: str) -> Asker:
        self.count += 1
        return Asker(
            person_id=who.person,
            account_id=who.account,
            account=who.account,
            conversation=where,
            request_id=f"req_{self.count}",
            origin=Origin("slack", "T/U", ""),
            now=self.now,
            today=self.now.date(),
            offer_lasts=timedelta(minutes=30),
        )

    def rows(self, query: str, **values: Any) -> list[Any]:
        return list(self.tx.execute(text(query), values))

    def row(self, query: str, **values: Any) -> Any:
        return next(iter(self.rows(query, **values)), None)


SEEDED: dict[tuple[str, str], int] = {}


@pytest.fixture
def books(sqlite_seeded: Any) -> type[Books]:
    """The machine on a seeded file, which no run changes."""
    engine = create_engine(f"sqlite:///{sqlite_seeded}")

    def opened() -> Connection:
        connection = engine.connect()
        connection.begin()
        return connection

    with engine.connect() as connection:
        for row in connection.execute(
            text(
                "SELECT account_id, currency, sum(minor) AS minor FROM ledger_postings"
                " WHERE book = 'gateway' GROUP BY account_id, currency"
            )
        ):
            SEEDED[row.account_id, row.currency] = int(row.minor)
    return type("SeededBooks", (Books,), {"database": staticmethod(opened)})


def _run(machine: type[Books], *, examples: int, steps: int) -> None:
    case = machine.TestCase
    case.settings = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    case("runTest").runTest()


def test_no_sequence_of_events_makes_the_books_untrue(books: type[Books]) -> None:
    _run(books, examples=12, steps=20)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_no_long_sequence_of_events_makes_the_books_untrue(books: type[Books]) -> None:
    _run(books, examples=250, steps=60)
