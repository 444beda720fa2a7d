"""Documents as billing knows them: which one is wanted, and the facts that it will state."""

from datetime import date, datetime
from enum import StrEnum

from assistant.billing.model import Invoice, Item
from assistant.billing.model.invoice import Seller
from assistant.billing.money import Money
from assistant.values import dataclass


class PaperKind(StrEnum):
    """What a document is about."""

    INVOICES = "invoices"
    RECEIPT = "receipt"
    STATEMENT = "statement"


class PaperFormat(StrEnum):
    """What kind of file it is, by its ending."""

    PDF = "pdf"
    XLSX = "xlsx"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class Paper:
    """A document by reference: enough to make it, whenever it is delivered, for this person only.

    ``ids`` are invoices, or the ledger entry a receipt is for. The period runs from ``since`` up
    to, but not including, ``before``.
    """

    kind: PaperKind
    format: PaperFormat
    account_id: str
    person_id: str
    ids: tuple[str, ...] = ()
    since: date | None = None
    before: date | None = None
    detailed: bool = False


@dataclass(frozen=True, slots=True)
class PaperWish:
    """What was asked for, in the words of the asker; ``spans``: numbers between two are a guess."""

    kind: PaperKind
    format: PaperFormat
    numbers: tuple[str, ...] = ()
    spans: bool = False
    which: str | None = None
    since: date | None = None
    before: date | None = None
    detailed: bool = False
    by_mail: bool = False


@dataclass(frozen=True, slots=True)
class Received:
    """What took something off an invoice: a payment, money from elsewhere, a write-off."""

    invoice_id: str
    at: datetime
    amount: Money
    kind: str
    reference: str
    method: str
    payer: str


@dataclass(frozen=True, slots=True)
class BilledInvoice:
    """One invoice with everything its document states."""

    invoice: Invoice
    items: tuple[Item, ...]
    received: tuple[Received, ...]
    seller: Seller | None = None


@dataclass(frozen=True, slots=True)
class InvoicesStated:
    """The facts of one or more invoices of an account, oldest first."""

    account: str
    invoices: tuple[BilledInvoice, ...]


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One entry of the ledger that changed what the account owes."""

    at: datetime
    kind: str
    numbers: tuple[str, ...]
    amount: Money


@dataclass(frozen=True, slots=True)
class StatementPart:
    """The movements in one currency, between two balances."""

    opening: Money
    lines: tuple[StatementLine, ...]

    @property
    def closing(self) -> Money:
        """What the opening balance and all lines come to."""
        return sum((line.amount for line in self.lines), start=self.opening)


@dataclass(frozen=True, slots=True)
class AccountStated:
    """What an account owed at the start of a period, what changed it, and what it then owed."""

    account: str
    since: date
    before: date
    parts: tuple[StatementPart, ...]


@dataclass(frozen=True, slots=True)
class ReceiptStated:
    """Money that was received, and the invoices it went to; the rest went to the credit.

    ``refunds`` are what of it was sent back, and when.
    """

    account: str
    number: str
    at: datetime
    amount: Money
    parts: tuple[tuple[str, Money], ...]
    credit: Money
    method: str
    payer: str
    reference: str
    refunds: tuple[tuple[datetime, Money], ...] = ()


Stated = InvoicesStated | AccountStated | ReceiptStated
