"""What can be seen of invoices beyond the list: details, one line, a comparison, the summary."""

from datetime import date

from assistant.billing.model import Invoice, Item, Method, Payment, Seller, Summary
from assistant.billing.model.lines import Branch, Totals
from assistant.billing.money import Money
from assistant.billing.outcomes.paying import Ways
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class InvoiceShown:
    """One invoice with its lines, who sold, the payment on its way, and how it may be paid."""

    account: str
    invoice: Invoice
    items: tuple[Item, ...]
    live: Payment | None
    may_pay: bool
    today: date
    seller: Seller | None = None
    ways: Ways | None = None


@dataclass(frozen=True, slots=True)
class Detail:
    """An invoice in the detail projection: its own row, and what its lines come to."""

    invoice: Invoice
    totals: Totals


@dataclass(frozen=True, slots=True)
class InvoiceDetails:
    """A page of invoices like ``InvoiceList``, in the detail projection."""

    account: str
    details: tuple[Detail, ...]
    total: int
    offset: int
    page: int
    filtered: bool
    today: date


@dataclass(frozen=True, slots=True)
class ItemShown:
    """One line of an invoice with its parts."""

    account: str
    invoice: Invoice
    branch: Branch
    last: int


@dataclass(frozen=True, slots=True)
class ItemNotFound:
    """The invoice is theirs but has no such line; its lines are numbered up to ``last``."""

    number: str
    position: int
    last: int


@dataclass(frozen=True, slots=True)
class Change:
    """What lines of one description cost before and cost now, with tax; None when not there."""

    description: str
    before: Money | None
    now: Money | None

    @property
    def minor(self) -> int:
        """By how much the invoice grew because of it, in minor units."""
        return (self.now.minor if self.now else 0) - (self.before.minor if self.before else 0)


@dataclass(frozen=True, slots=True)
class InvoiceExplained:
    """An invoice beside the one of its type before it; ``changes`` largest first.

    Without a previous one there is nothing to compare, and ``items`` says what it consists of.
    """

    account: str
    invoice: Invoice
    previous: Summary | None
    changes: tuple[Change, ...]
    items: tuple[Item, ...]
    may_pay: bool


@dataclass(frozen=True, slots=True)
class NextInvoice:
    """The recurring invoice to come, judged by the latest one: an estimate, nothing owed.

    ``balance`` is what would then be owed in its currency if nothing was paid until then.
    """

    estimate: Money
    balance: Money
    like: str
    last_on: date
    on: date


@dataclass(frozen=True, slots=True)
class SummaryShown:
    """The account at a glance; ``balances`` per currency, negative where it is in credit."""

    account: str
    balances: tuple[Money, ...]
    overdue: tuple[Money, ...]
    processing: tuple[Money, ...]
    next_due: Invoice | None
    method: Method | None
    next: NextInvoice | None
    may_pay: bool
    pages: tuple[Payment, ...] = ()


@dataclass(frozen=True, slots=True)
class Spent:
    """What one month came to in one currency: invoiced less credited, and paid less sent back."""

    month: date
    invoiced: Money
    paid: Money


@dataclass(frozen=True, slots=True)
class SpendingShown:
    """Each month from ``since`` until before ``before`` in each currency, oldest first.

    Every currency has every month; without any there was nothing in the whole time.
    """

    account: str
    since: date
    before: date
    spent: tuple[Spent, ...]


Seen = InvoiceDetails | ItemShown | ItemNotFound | InvoiceExplained | SummaryShown | SpendingShown
"""The outcomes of looking, beyond those every list and balance needs."""
