"""Paid, credited, written off, refunded, disputed, heard of twice: the books hold."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.engine import Connection

from assistant.billing import ledger, operations
from assistant.billing.amount import Amount
from assistant.billing.gateway import (
    DisputeReport,
    DisputeStatus,
    GatewayReport,
    MoneyBack,
    RefundReport,
    RefundStatus,
    ReportStatus,
)
from assistant.billing.model.operation import OperationKind
from assistant.billing.money import Money
from assistant.billing.operations import agents
from assistant.billing.operations.money_back import record_money_back
from assistant.billing.operations.proposing import Proposal
from assistant.billing.outcomes.operations import OperationDrafted
from assistant.billing.settling.record import record
from assistant.billing.store.ledger import balance
from assistant.billing.verify import verify
from tests.database.test_billing_walk import SEEDED, Walk, undone

__all__ = ["undone"]

NUMBERS = st.sampled_from(["121", "122", "123"])
DOLLARS = st.sampled_from(["0.01", "1", "50", "360", "420", "999"])
WHICH = st.integers(0, 3)

STEPS = st.lists(
    st.tuples(st.just("pay"), NUMBERS)
    | st.tuples(st.just("pay"), NUMBERS)
    | st.tuples(st.just("operate"), st.sampled_from(list(OperationKind)), NUMBERS, DOLLARS)
    | st.tuples(st.just("made"), WHICH, st.sampled_from(list(RefundStatus)))
    | st.tuples(st.just("outside"), WHICH, WHICH, st.sampled_from(list(RefundStatus)))
    | st.tuples(st.just("dispute"), WHICH, st.sampled_from(list(DisputeStatus)), st.booleans()),
    max_size=20,
)


@dataclass(slots=True)
class Counter(Walk):
    """A walk over what agents, dashboards and banks do to payments."""

    reasons: int = 0
    outside_sums: dict[str, int] = field(default_factory=dict)

    def pay(self, number: str) -> None:
        """Pay an invoice, and have it arrive."""
        self.wait(31)
        self.offer("per_dana_acme", "c1", [number], None)
        self.confirm_latest()

    def confirm_latest(self) -> None:
        from assistant.billing.paying import offers

        live = self.rows("SELECT id FROM offers WHERE state = 'live'")
        for row in live:
            offers.confirm(self.tx, self.asker("per_dana_acme", "c1"), row.id)
        for row in self.rows("SELECT id, amount_minor, currency FROM payments"):
            money = Money(row.amount_minor, row.currency)
            report = GatewayReport(row.id, ReportStatus.SUCCEEDED, f"pi_{row.id}", money)
            record(self.tx, report, now=self.now)

    def operate(self, kind: OperationKind, number: str, dollars: str) -> None:
        """An agent without limits does something; what is refused has changed nothing."""
        agents.set_rights(self.tx, "per_sam_seller", approver=False, limits={"USD": 10**12})
        self.reasons += 1
        amount = Amount(text=dollars, readings=(Decimal(dollars),))
        about = None if kind is OperationKind.CHARGE else number
        proposal = Proposal(kind, amount, number=about, reason=f"because {self.reasons}")
        sam = self.asker("per_sam_seller", "c2")
        shown = operations.propose(self.tx, sam, proposal)
        if isinstance(shown, OperationDrafted):
            operations.confirm(self.tx, sam, shown.operation.id)
            operations.confirm(self.tx, sam, shown.operation.id)

    def made(self, which: int, status: RefundStatus) -> None:
        """The provider says how a refund of ours stands."""
        rows = self.rows("SELECT * FROM operations WHERE kind = 'refund' ORDER BY id")
        if rows:
            row = rows[which % len(rows)]
            money = Money(row.amount_minor, row.currency)
            self.heard(row.payment_id, RefundReport(f"re_{row.id}", row.id, money, status))

    def outside(self, which: int, refund: int, status: RefundStatus) -> None:
        """A refund in the dashboard, never more than the provider would let through."""
        rows = self.rows("SELECT * FROM payments WHERE state = 'succeeded' ORDER BY created_at, id")
        if not rows:
            return
        row = rows[which % len(rows)]
        ref = f"re_{refund}_{row.id}"
        left = row.amount_minor - row.refunded_minor - row.refunding_minor
        known = self.outside_sums.setdefault(ref, max(0, left // 2))
        is_new = not self.rows(f"SELECT 1 FROM refunds WHERE gateway_ref = '{ref}'")
        if known and (not is_new or known <= left):
            self.heard(row.id, RefundReport(ref, None, Money(known, row.currency), status))

    def dispute(self, which: int, status: DisputeStatus, taken: bool) -> None:
        """The payer's bank disputes a payment nothing of which has gone back."""
        rows = self.rows("SELECT * FROM payments WHERE state = 'succeeded' ORDER BY created_at, id")
        rows = [row for row in rows if not row.refunded_minor and not row.refunding_minor]
        if rows:
            row = rows[which % len(rows)]
            money = Money(row.amount_minor, row.currency)
            taken = taken or status is DisputeStatus.LOST
            withdrawn = money if taken else Money(0, row.currency)
            report = DisputeReport(f"du_{row.id}", money, withdrawn, status, "fraudulent")
            self.heard(row.id, report)

    def heard(self, payment_id: str, report: RefundReport | DisputeReport) -> None:
        """It arrives twice, as webhooks do."""
        (row,) = self.rows(f"SELECT * FROM payments WHERE id = '{payment_id}'")
        money = Money(row.amount_minor, row.currency)
        paid = GatewayReport(row.id, ReportStatus.SUCCEEDED, f"pi_{row.id}", money)
        refunds = (report,) if isinstance(report, RefundReport) else ()
        disputes = (report,) if isinstance(report, DisputeReport) else ()
        for _ in range(2):
            record_money_back(self.tx, MoneyBack(paid, refunds, disputes), now=self.now)

    def check(self) -> None:
        """What faults.md demands after every step."""
        assert verify(self.tx)[1] == []
        for row in self.rows("SELECT total_minor, paid_minor FROM invoices WHERE total_minor > 0"):
            assert 0 <= row.paid_minor <= row.total_minor
        assert all(each.minor >= 0 for each in ledger.credit(self.tx, "acc_acme"))
        self.check_promises()
        self.check_gateway()

    def check_promises(self) -> None:
        """Promised and gone are what the operations and the refunds say."""
        for row in self.rows("SELECT * FROM payments"):
            where = f"payment_id = '{row.id}'"
            (gone,) = self.rows(
                f"SELECT sum(amount_minor) AS n FROM refunds WHERE {where} AND status <> 'failed'"
            )
            (promised,) = self.rows(
                f"SELECT sum(amount_minor) AS n FROM operations WHERE {where}"
                " AND state IN ('approved', 'executing') AND gateway_ref IS NULL"
            )
            assert row.refunded_minor == int(gone.n or 0)
            assert row.refunding_minor == int(promised.n or 0)
            assert row.refunded_minor <= row.amount_minor

    def check_gateway(self) -> None:
        """What the provider has of ours is what arrived, less what left, less what banks hold."""
        (paid,) = self.rows("SELECT sum(amount_minor) AS n FROM payments WHERE state = 'succeeded'")
        (gone,) = self.rows(
            "SELECT sum(r.amount_minor) AS n FROM refunds r LEFT JOIN operations o"
            " ON o.id = r.operation_id WHERE r.status = 'succeeded'"
            " OR (r.status = 'pending' AND o.id IS NULL)"
        )
        (held,) = self.rows("SELECT sum(withdrawn_minor) AS n FROM disputes")
        left = int(paid.n or 0) - int(gone.n or 0) - int(held.n or 0)
        assert self.book("gateway") == SEEDED + left
        (lost,) = self.rows("SELECT sum(withdrawn_minor) AS n FROM disputes WHERE status = 'lost'")
        assert self.book("disputed") == int(held.n or 0) - int(lost.n or 0)

    def book(self, name: str) -> int:
        found = balance(self.tx, "acc_acme", name)
        return next((each.minor for each in found if each.currency == "USD"), 0)

    def rows(self, query: str) -> list[Any]:
        return list(self.tx.execute(text(query)))


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_every_order_of_operations_refunds_and_disputes_keeps_the_books_true(
    undone: Callable[[Callable[[Connection], None]], None],
    steps: list[tuple[Any, ...]],
) -> None:
    undone(lambda tx: Counter(tx).take(steps))
