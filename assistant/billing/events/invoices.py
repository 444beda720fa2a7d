"""Facts about invoices and what they come to, to be told."""

from datetime import date
from typing import Literal

from pydantic import BaseModel

from assistant.billing.events.fact import AccountFact


class InvoiceIssued(AccountFact, frozen=True):
    """There is a new invoice, and money is asked for with it."""

    kind: Literal["invoice_issued"] = "invoice_issued"
    invoice_id: str
    number: str
    minor: int
    currency: str
    issued_on: date
    due_on: date
    purchase_order: str = ""


class Balance(BaseModel, frozen=True):
    """What an account owes in one currency; below zero it is in credit."""

    minor: int
    currency: str


class StatementReady(AccountFact, frozen=True):
    """A month is over in which something happened on an account; ``before`` is the day after it."""

    kind: Literal["statement_ready"] = "statement_ready"
    since: date
    before: date
    owed: tuple[Balance, ...]
