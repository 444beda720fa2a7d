"""Read invoices and balances of one account, a page at a time."""

from sqlalchemy.engine import Connection

from assistant.billing import ledger
from assistant.billing.invoices.moving import without_moving
from assistant.billing.model import Asker, Payment, PaymentState, Summary
from assistant.billing.money import total
from assistant.billing.outcomes import BalanceShown, InvoiceList, InvoiceNotFound, InvoiceShown
from assistant.billing.outcomes.paying import Ways
from assistant.billing.outcomes.views import Detail, InvoiceDetails
from assistant.billing.store import (
    invoices,
    issuing,
    listing,
    methods,
    payments,
    people,
    planned,
)
from assistant.billing.store.listing import EVERYTHING, Wanted
from assistant.billing.store.listing import Filter as Filter
from assistant.billing.store.listing import Place as Place
from assistant.values import dataclass

PAGE = 10


@dataclass(frozen=True, slots=True)
class Page:
    """Which page of a list, and where it begins if that is known."""

    number: int = 1
    place: Place | None = None

    def of(self, wanted: Filter) -> Wanted:
        """The rows that make up the page."""
        return Wanted(wanted, self.place, offset=(self.number - 1) * PAGE, limit=PAGE)


def list_invoices(
    tx: Connection, asker: Asker, wanted: Filter, page: Page, *, may_pay: bool
) -> InvoiceList:
    """One page of the account's invoices that match, newest first, with the true total."""
    rows = page.of(wanted)
    found, matching = listing.page(tx, asker.account_id, rows)
    return InvoiceList(
        account=asker.account,
        invoices=tuple(found),
        total=matching,
        offset=rows.offset,
        page=page.number,
        filtered=wanted != EVERYTHING,
        payable=tuple([each.number for each in found if may_pay and _can_be_paid(each)]),
        today=asker.today,
    )


def _can_be_paid(each: Summary) -> bool:
    return each.owing and not each.processing


def list_details(tx: Connection, asker: Asker, wanted: Filter, page: Page) -> InvoiceDetails:
    """The same page, each invoice with all that is known of it and its four-way totals."""
    rows = page.of(wanted)
    found, matching = listing.details(tx, asker.account_id, rows)
    sums = listing.sums(tx, found) if found else {}
    return InvoiceDetails(
        account=asker.account,
        details=tuple(Detail(each, sums[each.id]) for each in found),
        total=matching,
        offset=rows.offset,
        page=page.number,
        filtered=wanted != EVERYTHING,
        today=asker.today,
    )


def show_invoice(
    tx: Connection, asker: Asker, number: str, *, may_pay: bool
) -> InvoiceShown | InvoiceNotFound:
    """One of the account's invoices with its lines."""
    invoice = invoices.numbered(tx, (asker.account_id,), number)
    if invoice is None:
        return InvoiceNotFound(number)
    return InvoiceShown(
        account=asker.account,
        invoice=invoice,
        items=invoices.items(tx, invoice),
        live=payments.live_on(tx, [invoice.id]),
        may_pay=may_pay,
        today=asker.today,
        seller=issuing.seller_named(tx, invoice.seller_id) if invoice.seller_id else None,
        ways=_ways(tx, asker) if may_pay and invoice.open_amount.minor else None,
    )


def _ways(tx: Connection, asker: Asker) -> Ways:
    account = people.account(tx, asker.account_id)
    return Ways(tuple(methods.active(tx, account.id)), account.partial_payments == "allow")


def balance(tx: Connection, asker: Asker, *, may_pay: bool) -> BalanceShown:
    """What the account owes, is late with, has in credit and has on its way."""
    open_ones = invoices.open_ones(tx, asker.account_id)
    under_way = payments.under_way(tx, asker.account_id)
    moving = [each for each in under_way if not each.state.gives_way]
    free = without_moving(open_ones, moving)
    return BalanceShown(
        account=asker.account,
        owed=total([each.open_amount for each in open_ones]),
        overdue=total([each.open_amount for each in open_ones if each.overdue(asker.today)]),
        credit=ledger.credit(tx, asker.account_id),
        open_count=len(open_ones),
        next_due=free[0] if free else None,
        processing=total([each.amount for each in moving]),
        may_pay=may_pay,
        planned=tuple(each for each in planned.live_of(tx, asker.account_id) if each.amount.minor),
        pages=_pages(under_way),
    )


def _pages(under_way: list[Payment]) -> tuple[Payment, ...]:
    """Those on which somebody may pay, and nobody has."""
    return tuple(each for each in under_way if each.state is PaymentState.NEEDS_ACTION)
