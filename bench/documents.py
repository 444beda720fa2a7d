"""How long a document takes in its process, and what answers cost while it makes many."""

import asyncio
import time
from datetime import UTC, date, datetime
from functools import partial
from statistics import median

from assistant.billing.model import Invoice, InvoiceStatus, InvoiceType, Item
from assistant.billing.model.paper import BilledInvoice, InvoicesStated, PaperFormat, Received
from assistant.billing.money import Money
from assistant.documents.job import Job
from assistant.documents.press import Press
from assistant.documents.seller import Seller
from assistant.reader import Reader
from bench import processes, slack
from bench.report import Bound, Figure, Report, paired

SELLER = Seller(
    name="Seller Cloud GmbH",
    address=("Beispielstraße 1", "10115 Berlin"),
    tax_id="DE123456789",
    iban="DE89370400440532013000",
    bic="COBADEFFXXX",
)
ONE_PAGE, LONG = 3, 200
BOUNDS = {ONE_PAGE: Bound(10, most=True), LONG: Bound(100, most=True)}
NAMES = {ONE_PAGE: "document_one_page", LONG: "document_200_lines"}
WARM_UP = 10
CLIENTS = 1
WHILE_MADE = Bound(2, of="ratio", most=True)


def job(number: int, lines: int) -> Job:
    """An invoice like no other before it."""
    items = tuple(
        Item(
            at,
            f"Server {number}-{at}, monthly",
            Money(100 * at + number, "EUR"),
            Money(19 * at, "EUR"),
            recurring=at % 3 > 0,
        )
        for at in range(1, lines + 1)
    )
    total = sum(each.amount.minor + each.tax.minor for each in items)
    day = date(2026, 1 + number % 12, 1 + number % 28)
    paid = Received(
        "inv", datetime(2026, 3, 9, tzinfo=UTC), Money(50, "EUR"), "payment", "pay", "Visa", "Dana"
    )
    invoice = Invoice(
        number=str(1_000_000 + number),
        type=InvoiceType.RECURRING,
        status=InvoiceStatus.OPEN,
        total=Money(total, "EUR"),
        paid=Money(50, "EUR"),
        issued_on=day,
        due_on=day,
        id="inv",
        account_id="acc",
        version=1,
        balance_at_open=Money(0, "EUR"),
        balance_at_close=None,
        contact={"company": f"Customer {number}", "name": "Dana Reyes"},
        closed_at=None,
    )
    stated = InvoicesStated("Acme", (BilledInvoice(invoice, items, (paid,)),))
    return Job(stated, PaperFormat.PDF, lines > ONE_PAGE, Reader("de", "Europe/Berlin"), SELLER)


async def measure(report: Report, *, rounds: int) -> None:
    """Milliseconds from job to bytes, data changing every time; the process is warm."""
    async with Press() as press:
        for lines in (ONE_PAGE, LONG):
            for number in range(WARM_UP):
                await press.make(job(number, lines))
            assert press.pid is not None
            before = processes.cpu_seconds(press.pid)
            taken = [await _taken(press, job(100 + n, lines)) for n in range(rounds * 10)]
            cpu = (processes.cpu_seconds(press.pid) - before) / len(taken)
            name = NAMES[lines]
            report.add(Figure(name, median(taken) * 1000, "ms", bound=BOUNDS[lines]))
            report.add(Figure(f"{name}_cpu", cpu * 1000, "ms"))


async def beside(url: str, report: Report, effort: slack.Effort) -> None:
    """The median answer while documents are made without a pause, against the same without."""
    alone, meanwhile = [], []
    async with processes.serving("-m", "bench.server", url) as (process, port), Press() as press:
        server = slack.Server(int(port), process.pid)
        ask = partial(
            slack.under_load, "command", CLIENTS, server, seconds=effort.seconds, expect="#"
        )
        await ask()
        for _ in range(effort.rounds):
            alone.append((await ask()).load.median_ms)
            making = asyncio.create_task(_make_on(press))
            await asyncio.sleep(0.5)
            meanwhile.append((await ask()).load.median_ms)
            making.cancel()
            await asyncio.gather(making, return_exceptions=True)
    value, ratio = paired(meanwhile, alone)
    name = "answer_while_documents"
    report.add(Figure(name, value, "ms", "without", ratio, WHILE_MADE))


async def _taken(press: Press, each: Job) -> float:
    began = time.perf_counter()
    await press.make(each)
    return time.perf_counter() - began


async def _make_on(press: Press) -> None:
    number = 1_000
    while True:
        number += 1
        await press.make(job(number, LONG if number % 5 == 0 else ONE_PAGE))
