"""Whatever people, providers and banks do in whatever order, the books stay true."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection

from assistant.billing import invoices, ledger
from assistant.billing.amount import Amount
from assistant.billing.gateway import GatewayReport, ReportStatus
from assistant.billing.model import Asker, Origin
from assistant.billing.model.wish import Wish
from assistant.billing.money import Money
from assistant.billing.paying import offers, withdrawing
from assistant.billing.settling.record import record
from assistant.billing.verify import verify
from tests.stories.house import NOON

MAYBE_PART = st.none() | st.sampled_from(["0.01", "5", "50", "100", "360", "419.99", "420", "999"])
PEOPLE = st.sampled_from(["per_dana_acme", "per_ap_acme"])
CONVERSATIONS = st.sampled_from(["c1", "c2"])
NUMBERS = st.lists(st.sampled_from(["121", "122", "123"]), min_size=1, max_size=3, unique=True)

OFFER = st.tuples(st.just("offer"), PEOPLE, CONVERSATIONS, NUMBERS, MAYBE_PART)
CONFIRM = st.tuples(st.just("confirm"), PEOPLE, CONVERSATIONS)
CANCEL = st.tuples(st.just("cancel"), PEOPLE, CONVERSATIONS)
REPORT = st.tuples(
    st.just("report"),
    st.integers(0, 3),
    st.sampled_from(list(ReportStatus)),
    st.sampled_from([0, 0, 0, 0, 1, -1]),
)
WIRE = st.tuples(st.just("wire"), st.sampled_from(["121", "122", "123"]), st.integers(1, 420))
WAIT = st.tuples(st.just("wait"), st.sampled_from([1, 31]))
STEPS = st.lists(OFFER | CONFIRM | CONFIRM | CANCEL | REPORT | REPORT | WIRE | WAIT, max_size=25)


@dataclass(slots=True)
class Walk:
    """One sequence of events inside one transaction that is undone afterwards."""

    tx: Connection
    now: datetime = NOON
    succeeded: dict[str, Money] = field(default_factory=dict)
    wired: int = 0

    def take(self, steps: Sequence[tuple[Any, ...]]) -> None:
        for name, *rest in steps:
            getattr(self, name)(*rest)
            self.check()

    def offer(self, person: str, conversation: str, numbers: list[str], part: str | None) -> None:
        amount = None if part is None else Amount(text=part, readings=(Decimal(part),))
        offers.offer(self.tx, self.asker(person, conversation), Wish(tuple(numbers), None, amount))

    def confirm(self, person: str, conversation: str) -> None:
        offers.confirm(self.tx, self.asker(person, conversation), None)

    def cancel(self, person: str, conversation: str) -> None:
        withdrawing.cancel(self.tx, self.asker(person, conversation), None)

    def report(self, which: int, status: ReportStatus, off_by: int) -> None:
        rows = self.rows("SELECT id, amount_minor, currency FROM payments ORDER BY created_at, id")
        if not rows:
            return
        row = rows[which % len(rows)]
        amount = Money(row.amount_minor + off_by, row.currency)
        assert record(self.tx, GatewayReport(row.id, status, amount=amount), now=self.now)

    def wire(self, number: str, dollars: int) -> None:
        (row,) = self.rows(
            "SELECT status, total_minor - paid_minor AS left_minor FROM invoices"
            f" WHERE number = '{number}'"
        )
        if row.status != "OPEN" or not row.left_minor:
            return
        amount = Money(min(dollars * 100, row.left_minor), "USD")
        invoices.receive_elsewhere(self.tx, "acc_acme", number, amount, at=self.now)
        self.wired += amount.minor

    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    def check(self) -> None:
        """What faults.md demands after every step."""
        _, problems = verify(self.tx)
        assert problems == []
        for row in self.rows("SELECT total_minor, paid_minor FROM invoices WHERE total_minor > 0"):
            assert 0 <= row.paid_minor <= row.total_minor
        for row in self.rows(
            "SELECT invoice_id, count(*) AS n FROM allocations WHERE live GROUP BY invoice_id"
        ):
            assert row.n == 1
        entries = self.rows("SELECT reference FROM ledger_entries WHERE kind = 'payment'")
        paid = self.rows("SELECT id, amount_minor FROM payments WHERE state = 'succeeded'")
        assert sorted(row.reference for row in entries) == sorted(row.id for row in paid)
        told = self.rows("SELECT about FROM events WHERE kind = 'payment_succeeded'")
        assert sorted(row.about for row in told) == sorted(row.id for row in paid)
        self.check_money(sum(row.amount_minor for row in paid))

    def check_money(self, paid: int) -> None:
        """What arrived at the provider is what was paid and wired, and what left the receivables
        or became credit."""
        gateway = "SELECT sum(minor) AS n FROM ledger_postings WHERE account_id = 'acc_acme'"
        (arrived,) = self.rows(f"{gateway} AND book = 'gateway' AND currency = 'USD'")
        assert int(arrived.n) == SEEDED + paid + self.wired
        (owed,) = self.rows(
            "SELECT sum(total_minor - paid_minor) AS n FROM invoices"
            " WHERE account_id = 'acc_acme' AND status = 'OPEN'"
        )
        credit = sum(each.minor for each in ledger.credit(self.tx, "acc_acme"))
        assert ledger.owed(self.tx, "acc_acme", "USD").minor == int(owed.n or 0) - credit

    def asker(self, person: str, conversation: str) -> Asker:
        return Asker(
            person_id=person,
            account_id="acc_acme",
            account="Acme",
            conversation=conversation,
            request_id="req_walk",
            origin=Origin("terminal", "walk", ""),
            now=self.now,
            today=self.now.date(),
            offer_lasts=timedelta(minutes=30),
        )

    def rows(self, query: str) -> list[Any]:
        return list(self.tx.execute(text(query)))


SEEDED = sum(42000 + step * 100 for step in range(40) if step not in (0, 17, 25, 33)) + 31900 - 1500


@pytest.fixture
def undone(seeded_url: str) -> Callable[[Callable[[Connection], None]], None]:
    """Run work in a transaction that is rolled back."""
    if seeded_url.startswith("sqlite"):

        def on_sqlite(work: Callable[[Connection], None]) -> None:
            engine = create_engine(seeded_url, isolation_level="AUTOCOMMIT")
            with engine.connect() as tx:
                tx.exec_driver_sql("BEGIN IMMEDIATE")
                work(tx)
                tx.exec_driver_sql("ROLLBACK")
            engine.dispose()

        return on_sqlite

    def on_postgres(work: Callable[[Connection], None]) -> None:
        engine = create_engine(seeded_url.replace("postgresql:", "postgresql+psycopg:"))
        with engine.connect() as tx:
            work(tx)
            tx.rollback()
        engine.dispose()

    return on_postgres


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_every_order_of_events_keeps_the_books_true(
    undone: Callable[[Callable[[Connection], None]], None], steps: list[tuple[Any, ...]]
) -> None:
    undone(lambda tx: Walk(tx).take(steps))
