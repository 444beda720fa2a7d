"""Cases: what billing cannot decide and a person must look at, each opened once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import structlog
from prometheus_client import Counter
from sqlalchemy.engine import Connection

from assistant.billing.ids import new_id
from assistant.billing.model import Asker
from assistant.billing.store import cases

OPENED = Counter("assistant_cases", "Cases opened for a person to look at", ["kind"])

log = structlog.get_logger(__name__)


class CaseKind(StrEnum):
    """Why a person must look."""

    MISSING_THERE = "missing_there"  # succeeded here, and the provider does not have it so
    AMOUNT_DIFFERS = "amount_differs"  # another amount or currency there than here
    UNKNOWN_HERE = "unknown_here"  # the provider has money under an id of ours we do not have
    NOT_OURS = "not_ours"  # our customer was charged, and not by us
    OVERPAID = "overpaid"  # more arrived than was due, and became credit
    CHARGED_TWICE = "charged_twice"  # two charges there for one payment of ours
    UNSETTLED = "unsettled"  # unknown for so long that waiting does not help
    NOT_ATTACHED = "not_attached"  # the provider's own invoice does not show our payment
    PERSON_ASKED = "person_asked"  # somebody wants a person, or what only a person does
    INVOICE_DIFFERS = "invoice_differs"  # the provider changed an invoice that is closed here
    MAIL_COMES_BACK = "mail_comes_back"  # a contact's address takes no mail any more


@dataclass(frozen=True, slots=True)
class Case:
    """Something to look at. ``about`` is the payment, charge or invoice in question."""

    id: str
    account_id: str | None
    kind: str
    about: str
    facts: Mapping[str, Any]
    opened_at: datetime
    closed_at: datetime | None = None


def open_case(
    tx: Connection,
    kind: CaseKind,
    about: str,
    *,
    account_id: str | None,
    facts: Mapping[str, Any],
    at: datetime,
) -> str | None:
    """Open a case; None when this one was opened before, even if it is closed by now."""
    row = {
        "id": new_id("case"),
        "account_id": account_id,
        "kind": kind,
        "about": about,
        "key": _key(kind, about),
        "facts": dict(facts),
        "opened_at": at,
    }
    if not cases.add(tx, row):
        return None
    OPENED.labels(kind).inc()
    log.error("case_opened", case=row["id"], kind=kind, about=about, account=account_id)
    return str(row["id"])


def hand_over(tx: Connection, asker: Asker, about: str) -> tuple[str, bool]:
    """Leave to a person what somebody asks for: (the case, whether it is a new one).

    One wish is one case a day, however often it is said.
    """
    wish = f"{asker.person_id}:{asker.account_id}:{about}:{asker.now.date()}"
    opened = open_case(
        tx,
        CaseKind.PERSON_ASKED,
        wish,
        account_id=asker.account_id or None,
        facts={"about": about, "person": asker.person_id, "request": asker.request_id},
        at=asker.now,
    )
    return opened or cases.under(tx, _key(CaseKind.PERSON_ASKED, wish)), opened is not None


def _key(kind: CaseKind, about: str) -> str:
    return f"{kind}:{about}"


def close_case(tx: Connection, case_id: str, *, at: datetime) -> bool:
    """Note that a person has dealt with it; False when there is no such open case."""
    return cases.close(tx, case_id, at)


def open_cases(tx: Connection, *, limit: int = 1000) -> list[Case]:
    """What waits for a person, oldest first."""
    return [_case(row) for row in cases.open_ones(tx, limit)]


def open_cases_of(tx: Connection, account_id: str) -> list[Case]:
    """What waits for a person about one account, oldest first."""
    return [_case(row) for row in cases.open_of_account(tx, account_id)]


def _case(row: Any) -> Case:
    return Case(
        row.id, row.account_id, row.kind, row.about, row.facts, row.opened_at, row.closed_at
    )
