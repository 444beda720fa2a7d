"""Fill a database with many accounts at once, one Slack user each, for measuring only."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.engine import Connection

from assistant.billing.invoices import issuing
from assistant.billing.invoices.issuing import NewInvoice
from assistant.billing.model import InvoiceType, Item
from assistant.billing.money import Money
from assistant.schema import metadata

TEAM = "T0BENCH"
CHUNK = 10_000


@dataclass(frozen=True, slots=True)
class Customer:
    """One account, its only contact and what the provider knows it by."""

    number: int
    customer_ref: str = ""
    method_ref: str = ""

    @property
    def account_id(self) -> str:
        """The id of the account."""
        return f"acc_{self.number:06}"

    @property
    def slack(self) -> str:
        """The Slack user of the contact, without the team."""
        return f"U{self.number:06}"

    @property
    def newest(self) -> str:
        """The number of the account's newest invoice, when it has fifty."""
        return self.invoice(49)

    def invoice(self, age: int) -> str:
        """The number of an invoice, counted from the oldest."""
        return str(1_000_000 + self.number * 100 + age)


def load(
    tx: Connection, customers: list[Customer], *, invoices_each: int, open_each: int, today: date
) -> None:
    """Write accounts with invoices straight into the tables.

    They have no ledger entries: what is open here does not add up, what is paid does.
    """
    add(tx, "accounts", (_account(each) for each in customers))
    add(tx, "people", (_person(each) for each in customers))
    add(tx, "contacts", (_contact(each) for each in customers))
    add(tx, "slack_links", (_link(each) for each in customers))
    add(tx, "methods", (_method(each) for each in customers if each.method_ref))
    oldest_open = invoices_each - open_each
    add(
        tx,
        "invoices",
        (
            _invoice(each, age, today - timedelta(days=30 * (invoices_each - age)), oldest_open)
            for each in customers
            for age in range(invoices_each)
        ),
    )


def analyze(tx: Connection) -> None:
    """Let the database see how many rows it has, as a day of running would."""
    tx.execute(text("ANALYZE"))


def issue(tx: Connection, customer: Customer, ages: range, *, today: date) -> None:
    """Enter open invoices the way the product does, with their ledger entries."""
    at = datetime.combine(today, datetime.min.time(), UTC)
    line = Item(1, "Compute cluster, monthly", Money(4200, "USD"), Money(0, "USD"), recurring=True)
    for age in ages:
        number = customer.invoice(age)
        due = today + timedelta(days=30)
        new = NewInvoice(number, InvoiceType.RECURRING, today, due, (line,), "USD")
        issuing.issue(tx, customer.account_id, new, at=at)


def add(tx: Connection, table: str, rows: Iterator[dict[str, Any]]) -> None:
    """Write many rows, some thousands at a time."""
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == CHUNK:
            tx.execute(insert(metadata.tables[table]), batch)
            batch = []
    if batch:
        tx.execute(insert(metadata.tables[table]), batch)


def _account(customer: Customer) -> dict[str, Any]:
    return {
        "id": customer.account_id,
        "name": f"Customer {customer.number}",
        "currency": "USD",
        "customer_ref": customer.customer_ref or None,
    }


def _person(customer: Customer) -> dict[str, Any]:
    return {
        "id": f"per_{customer.number:06}",
        "email": f"payer{customer.number}@customer.example",
        "name": f"Payer {customer.number}",
    }


def _contact(customer: Customer) -> dict[str, Any]:
    return {
        "person_id": f"per_{customer.number:06}",
        "account_id": customer.account_id,
        "role": 2,
        "receives_invoices": True,
        "receives_payments": True,
    }


def _link(customer: Customer) -> dict[str, Any]:
    return {"address": f"{TEAM}/{customer.slack}", "person_id": f"per_{customer.number:06}"}


def _method(customer: Customer) -> dict[str, Any]:
    return {
        "id": f"met_{customer.number:06}",
        "account_id": customer.account_id,
        "gateway_ref": customer.method_ref,
        "kind": "card",
        "brand": "Visa",
        "last4": "4242",
        "is_default": True,
    }


def _invoice(customer: Customer, age: int, issued: date, oldest_open: int) -> dict[str, Any]:
    total = 10_000 + age * 100
    paid = age < oldest_open
    return {
        "id": f"inv_{customer.number:06}_{age:03}",
        "account_id": customer.account_id,
        "number": customer.invoice(age),
        "type": "RECURRING",
        "status": "CLOSED" if paid else "OPEN",
        "currency": "USD",
        "total_minor": total,
        "paid_minor": total if paid else 0,
        "issued_on": issued,
        "due_on": issued + timedelta(days=30),
        "balance_at_open_minor": 0,
        "balance_at_close_minor": 0 if paid else None,
        "contact": {"name": f"Payer {customer.number}", "role": "admin"},
        "closed_at": datetime.combine(issued, datetime.min.time(), UTC) if paid else None,
    }
