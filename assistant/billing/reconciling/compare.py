"""Hold what the provider has against our rows: record what we missed, open cases for the rest."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import field
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from assistant.billing.cases import CaseKind, open_case
from assistant.billing.gateway import GatewayReport, ReportStatus
from assistant.billing.gateway.statement import Movement
from assistant.billing.model import Payment, PaymentState
from assistant.billing.settling.record import record
from assistant.billing.store import payments, reconcile
from assistant.values import dataclass


@dataclass(slots=True)
class Findings:
    """What one run found so far."""

    looked_up: int = 0
    unreachable: int = 0
    webhooks: int = 0
    compared: int = 0
    recorded: int = 0
    cases: list[str] = field(default_factory=list)
    succeeded: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def continued(self) -> "Findings":
        """Begin to count anew, knowing what succeeded so far."""
        return Findings(succeeded=self.succeeded)

    def add(self, more: "Findings") -> None:
        """Count what was found since."""
        self.compared += more.compared
        self.recorded += more.recorded
        self.cases += more.cases


def compare(
    tx: Connection, found: Findings, page: Sequence[Movement], *, now: datetime
) -> list[tuple[Movement, str]]:
    """Compare a page of movements with our payments.

    Returns what moved a customer's money without us, with the account: a provider may keep
    invoices of its own, which the caller must ask about.
    """
    wanted = [each.payment_id for each in page if each.payment_id]
    ours = {each.id: each for each in payments.several(tx, wanted)}
    found.compared += len(page)
    for each in page:
        if each.payment_id and each.succeeded:
            found.succeeded[each.payment_id].add(each.ref)
            _compare_one(tx, found, each, ours.get(each.payment_id), now)
    strange = [each for each in page if each.succeeded and not each.payment_id]
    known = reconcile.known_refs(tx, [each.ref for each in strange])
    owners = reconcile.accounts_of(tx, [each.customer_ref for each in strange])
    return [
        (each, owners[each.customer_ref])
        for each in strange
        if each.ref not in known and each.customer_ref in owners
    ]


def _compare_one(
    tx: Connection, found: Findings, there: Movement, here: Payment | None, now: datetime
) -> None:
    if here is None:
        owners = reconcile.accounts_of(tx, [there.customer_ref])
        account_id = owners.get(there.customer_ref or "")
        about = there.payment_id or there.ref
        _case(tx, found, CaseKind.UNKNOWN_HERE, about, account_id, _facts(there), now)
        return
    if there.report is not None and here.state not in _DONE:
        found.recorded += note(tx, there.report, now=now)
        here = payments.identified(tx, here.id) or here
    expected = here.moved or here.amount  # a person may have accepted another amount
    facts = {"ours": str(expected), **_facts(there)}
    if here.state is PaymentState.HELD or there.amount != expected:
        _case(tx, found, CaseKind.AMOUNT_DIFFERS, here.id, here.account_id, facts, now)
    refs = found.succeeded[here.id] | _same_sort(here.gateway_ref, there.ref)
    if len(refs) > 1:
        facts = {"refs": sorted(refs), **facts}
        _case(tx, found, CaseKind.CHARGED_TWICE, here.id, here.account_id, facts, now)


_DONE = (PaymentState.SUCCEEDED, PaymentState.HELD)


def _same_sort(ours: str | None, theirs: str) -> set[str]:
    """Our reference, unless it is a page's: the page and its charge are the same money."""
    alike = ours is not None and ours.partition("_")[0] == theirs.partition("_")[0]
    return {ours} if ours is not None and alike else set()


def _facts(there: Movement) -> dict[str, Any]:
    return {"theirs": str(there.amount), "ref": there.ref, "customer": there.customer_ref}


def note(tx: Connection, report: GatewayReport, *, now: datetime) -> bool:
    """Record what was missed; True when it moved money or freed the invoice."""
    before = payments.identified(tx, report.payment_id)
    record(tx, report, now=now)
    after = payments.identified(tx, report.payment_id)
    return before is not None and after is not None and before.state is not after.state


def not_ours(
    tx: Connection, found: Findings, strange: tuple[Movement, str], *, now: datetime
) -> None:
    """Open a case for a charge of our customer that nobody here asked for."""
    there, account_id = strange
    _case(tx, found, CaseKind.NOT_OURS, there.ref, account_id, _facts(there), now)


def missing_there(
    tx: Connection,
    found: Findings,
    here: Payment,
    report: GatewayReport | None,
    *,
    now: datetime,
) -> None:
    """Open a case for a payment that succeeded here, unless the provider says so after all."""
    payment = payments.identified(tx, here.id)
    if payment is None or payment.state is not PaymentState.SUCCEEDED:
        return
    if report is not None and report.status is ReportStatus.SUCCEEDED:
        return
    there = "unknown" if report is None else str(report.status)
    facts = {"ours": str(here.amount), "theirs": there, "ref": here.gateway_ref}
    _case(tx, found, CaseKind.MISSING_THERE, here.id, here.account_id, facts, now)


def unsettled(tx: Connection, found: Findings, here: Payment, *, now: datetime) -> None:
    """Open a case for a payment of which nobody has been able to say anything for long."""
    facts = {"ours": str(here.amount), "state": str(here.state), "since": str(here.created_at)}
    _case(tx, found, CaseKind.UNSETTLED, here.id, here.account_id, facts, now)


def _case(
    tx: Connection,
    found: Findings,
    kind: CaseKind,
    about: str,
    account_id: str | None,
    facts: dict[str, Any],
    now: datetime,
) -> None:
    opened = open_case(tx, kind, about, account_id=account_id, facts=facts, at=now)
    if opened is not None:
        found.cases.append(opened)
