"""A list as it was asked for, in billing's own terms; what is not understood is refused."""

from datetime import date

from sqlalchemy.engine import Connection

from assistant.billing import invoices
from assistant.billing import outcomes as billing
from assistant.billing.amount import Amount
from assistant.billing.contacts import accounts
from assistant.billing.model import Asker, InvoiceType
from assistant.billing.money import Money
from assistant.command import InvoiceState, ListInvoices


def listed(
    tx: Connection, asker: Asker, command: ListInvoices, *, may_pay: bool
) -> billing.Outcome:
    """The page that was asked for, in the projection that was asked for."""
    if command.refused:
        return billing.FilterRefused(command.refused)
    limits: dict[str, Money] = {}
    for name, written in (("over", command.over), ("under", command.under)):
        if written is not None:
            limit = _limit(written, accounts.account(tx, asker.account_id).currency)
            if limit is None:
                return billing.FilterRefused((written.text,))
            limits[name] = limit
    wanted = invoices.Filter(
        state=command.state,
        since=command.since,
        before=command.before,
        over=limits.get("over"),
        under=limits.get("under"),
        type=InvoiceType(command.type) if command.type else None,
        purchase_order=command.purchase_order,
        today=asker.today if command.state is InvoiceState.OVERDUE else date.max,
    )
    page = invoices.Page(command.page, _place(command))
    if command.projection == "detail":
        return invoices.list_details(tx, asker, wanted, page)
    return invoices.list_invoices(tx, asker, wanted, page, may_pay=may_pay)


def _place(command: ListInvoices) -> invoices.Place | None:
    if command.after:
        return invoices.Place(command.after, "after")
    return invoices.Place(command.ahead_of, "before") if command.ahead_of else None


def _limit(written: Amount, currency: str) -> Money | None:
    """The amount a list is limited by; None when it could be read in more than one way."""
    meant = written.currencies[0] if len(written.currencies) == 1 else currency
    if len(written.readings) != 1 or (written.currencies and meant not in written.currencies):
        return None
    return Money.of(written.readings[0], meant)
