"""Whether documents can be made: one of each template, of example data, by the same process."""

from datetime import UTC, date, datetime

from assistant.billing.model import Invoice, InvoiceStatus, InvoiceType, Item
from assistant.billing.model.paper import (
    AccountStated,
    BilledInvoice,
    InvoicesStated,
    PaperFormat,
    ReceiptStated,
    Stated,
)
from assistant.billing.money import Money
from assistant.cli.doctor.findings import Finding, ok, wrong
from assistant.config import Settings
from assistant.documents import selling
from assistant.documents.job import Job
from assistant.documents.press import DocumentError, Press
from assistant.reader import Reader


async def examine(settings: Settings) -> list[Finding]:
    """Make an invoice, a statement and a receipt, and throw them away."""
    size = 0
    async with Press() as press:
        for stated in _examples(settings.currency):
            job = _job(stated, settings)
            try:
                size += len(await press.make(job))
            except DocumentError as error:
                return [wrong("documents", f"{error}"[:200], _remedy(settings))]
    return [ok("documents", f"invoice, statement and receipt, {size // 1024} kB")]


def _job(stated: Stated, settings: Settings) -> Job:
    reader, seller = Reader(settings.locale, settings.timezone), selling.seller(settings)
    return Job(stated, PaperFormat.PDF, False, reader, seller, settings.templates_dir)


def _remedy(settings: Settings) -> str:
    if settings.templates_dir:
        return "correct the template, or unset ASSISTANT_TEMPLATES_DIR"
    return "is the typst package whole? install again"


def _examples(currency: str) -> tuple[Stated, ...]:
    amount, nothing = Money(1000, currency), Money(0, currency)
    day, at = date(2026, 1, 31), datetime(2026, 1, 31, tzinfo=UTC)
    invoice = Invoice(
        number="1",
        type=InvoiceType.RECURRING,
        status=InvoiceStatus.OPEN,
        total=amount,
        paid=nothing,
        issued_on=day,
        due_on=day,
        id="inv_example",
        account_id="acc_example",
        version=1,
        balance_at_open=nothing,
        balance_at_close=None,
        contact={"company": "Example"},
        closed_at=None,
    )
    billed = BilledInvoice(invoice, (Item(1, "Example", amount, nothing, recurring=True),), ())
    return (
        InvoicesStated("Example", (billed,)),
        AccountStated("Example", date(2026, 1, 1), day, ()),
        ReceiptStated("Example", "1", at, amount, (("1", amount),), nothing, "", "", ""),
    )
