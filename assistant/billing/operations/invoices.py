"""The invoice an operation results in: one line, in the agent's words, with its share of tax."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.engine import Connection

from assistant.billing.invoices import issuing
from assistant.billing.invoices.issuing import Issued, NewInvoice
from assistant.billing.model import Invoice, InvoiceType, Item
from assistant.billing.model.operation import Operation
from assistant.billing.money import Money
from assistant.billing.store import invoices
from assistant.values import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """What an operation puts on its invoice; ``amount`` and its ``tax`` are given to the customer.

    ``from_credit`` says that the money was the customer's own already.
    """

    words: str
    amount: Money
    tax: Money
    from_credit: bool = False


def give(
    tx: Connection, operation: Operation, kind: InvoiceType, line: Line, *, now: datetime
) -> Issued:
    """Issue a CREDIT or a REFUND."""
    item = Item(1, line.words, -(line.amount - line.tax), -line.tax, recurring=False)
    return _issue(tx, operation, kind, item, (now, now.date(), line.from_credit))


def ask(tx: Connection, operation: Operation, *, now: datetime, due: date) -> Issued:
    """Issue a ONE-TIME-CHARGE."""
    nothing = Money(0, operation.amount.currency)
    item = Item(1, operation.reason, operation.amount, nothing, recurring=False)
    return _issue(tx, operation, InvoiceType.ONE_TIME_CHARGE, item, (now, due, False))


def tax_share(tx: Connection, about: Sequence[Invoice], amount: Money) -> Money:
    """How much of an amount is tax, as on the invoices it is about; rounded down."""
    mine = [each for each in about if each.total.currency == amount.currency]
    gross = sum(each.total.minor for each in mine)
    tax = sum(line.tax.minor for each in mine for line in invoices.items(tx, each))
    return Money(amount.minor * tax // gross if gross > 0 and tax > 0 else 0, amount.currency)


def _issue(
    tx: Connection,
    operation: Operation,
    kind: InvoiceType,
    item: Item,
    how: tuple[datetime, date, bool],
) -> Issued:
    now, due, from_credit = how
    new = NewInvoice(
        number=None,
        type=kind,
        issued_on=now.date(),
        due_on=due,
        items=(item,),
        currency=operation.amount.currency,
        from_credit=from_credit,
    )
    return issuing.issue(tx, operation.account_id, new, at=now)
