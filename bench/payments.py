"""Offer, confirm, settle, tell: payments a second, against the bare provider calls."""

import asyncio
import gc
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import count

from assistant.app import utc_now
from assistant.billing.gateway import Charge, ReportStatus
from assistant.billing.money import Money
from assistant.billing.settle import Settler
from assistant.billing.stripe.calls import StripeCalls
from assistant.billing.stripe.gateway import HostedPages, StripeGateway, open_client
from assistant.billing.verify import verify
from assistant.db import Database
from assistant.desk import Desk
from assistant.dispatch import Line
from assistant.notify.senders import Outgoing
from assistant.notify.worker import Notifier
from assistant.request import Channel, Proof, Request, Sender
from bench import books, processes, worlds
from bench.books import TEAM, Customer
from bench.report import Bound, Figure, Report, paired

PAYERS = 16
BOUND = Bound(80, goal=150)
APART = 10
"""Accounts have room for a hundred invoice numbers each; a payer needs more."""

WARM_UP = 2
BATCH = 20
"""Payments of each payer in a round."""

PLACE = '{"team": "T0BENCH", "channel": "D0BENCH", "user": "U0", "thread_ts": "", "private": true}'


class Listening:
    """A channel that takes everything, and lets a payer wait for the card about their payment."""

    def __init__(self) -> None:
        self._told: dict[str, asyncio.Event] = {}

    def next_card(self, address: str) -> asyncio.Event:
        """Set when the next card for this address arrives."""
        return self._told.setdefault(address, asyncio.Event())

    async def send(self, outgoing: Outgoing) -> str | None:
        """Take it."""
        if told := self._told.pop(outgoing.address, None):
            told.set()
        return None


@dataclass(slots=True)
class Payers:
    """Customers who pay invoice after invoice, each their own."""

    desk: Desk
    room: Listening
    customers: list[Customer]
    _keys: "count[int]" = field(default_factory=count)

    async def round(self, ages: range) -> float:
        """Let all pay these invoices at once, one by one each; returns payments a second."""
        began = time.perf_counter()
        await asyncio.gather(*(self._pay(each, ages) for each in self.customers))
        return len(self.customers) * len(ages) / (time.perf_counter() - began)

    async def _pay(self, customer: Customer, ages: range) -> None:
        address = f"{TEAM}/{customer.slack}"
        for age in ages:
            told = self.room.next_card(address)
            await self._say(address, f"pay invoice {customer.invoice(age)}", "offer_made")
            await self._say(address, "yes", "payment_started")
            async with asyncio.timeout(30):
                await told.wait()

    async def _say(self, address: str, text: str, outcome: str) -> None:
        request = Request(
            key=f"bench-{next(self._keys)}",
            sender=Sender(channel=Channel.SLACK, address=address, proof=Proof.SIGNED),
            text=text,
            at=utc_now(),
            conversation="D0BENCH",
            place=PLACE,
        )
        answered = await self.desk.ask(request)
        assert answered.outcome == outcome, f"{text!r} was answered {answered.outcome}"


async def measure(kind: str, url: str, report: Report, *, rounds: int) -> None:
    """Payments a second, from the words to the notice; then every book is checked."""
    async with (
        processes.serving("-m", "assistant.sandbox.stripe") as (process, home),
        worlds.opened(url) as database,
    ):
        assert process.stdout is not None
        key = (await process.stdout.readline()).decode().split()[1]
        async with open_client(key, home) as client:
            provider = StripeCalls(client)
            numbers = range(worlds.ACCOUNTS, worlds.ACCOUNTS + PAYERS * APART, APART)
            customers = [await _at_provider(provider, number) for number in numbers]
            gateway = StripeGateway(client, pages=HostedPages(home, home))
            await _open_books(database, customers, range(WARM_UP + rounds * BATCH))
            await database.write(books.analyze)  # the ledger, too, has rows by now
            async with _paying(database, gateway, customers) as payers:
                await payers.round(range(WARM_UP))
                gc.freeze()  # as the assistant does when its doors are open
                gc.set_threshold(50_000, 20, 50)
                ours, floor, cpu = [], [], 0.0
                for first in range(WARM_UP, WARM_UP + rounds * BATCH, BATCH):
                    floor.append(await _bare(gateway, customers))
                    cpu -= time.process_time()
                    ours.append(await payers.round(range(first, first + BATCH)))
                    cpu += time.process_time()
            charges = [row async for row in provider.each("/v1/charges")]
        entries, problems = await database.read(verify)
    assert not problems, problems[:3]
    expected = PAYERS * (WARM_UP + 2 * rounds * BATCH)
    charged = sum(1 for row in charges if row["status"] == "succeeded")
    assert charged == expected, f"{charged} charges for {expected} payments"
    rate, ratio = paired(ours, floor)
    name = f"payments_{kind}"
    report.add(Figure(name, rate, "payments/s", "bare-charge", ratio, BOUND))
    report.add(Figure(f"{name}_cpu", cpu * 1000 / (rounds * BATCH * PAYERS), "ms"))
    report.add(Figure(f"{name}_ledger_verified", entries, "entries"))


async def _open_books(database: Database, customers: list[Customer], ages: range) -> None:
    today = datetime.now(UTC).date()
    load = partial(books.load, customers=customers, invoices_each=0, open_each=0, today=today)
    await database.write(load)
    for customer in customers:
        await database.write(partial(books.issue, customer=customer, ages=ages, today=today))


@asynccontextmanager
async def _paying(
    database: Database, gateway: StripeGateway, customers: list[Customer]
) -> AsyncIterator[Payers]:
    room = Listening()
    notifier = Notifier(database, {"slack": room, "mail": room}, utc_now)
    line = Line(support="support@seller.example")
    settler = Settler(database, gateway, utc_now)
    async with Desk(database, line, notifier, settler, utc_now) as desk:
        desk.start_tails()
        yield Payers(desk, room, customers)


async def _at_provider(provider: StripeCalls, number: int) -> Customer:
    new = await provider.post("/v1/customers", {"name": f"Customer {number}"}, key=None)
    path, whose = "/v1/payment_methods/pm_card_visa/attach", {"customer": new.body["id"]}
    card = await provider.post(path, whose, key=None)
    return Customer(number, new.body["id"], card.body["id"])


async def _bare(gateway: StripeGateway, customers: list[Customer]) -> float:
    """Charges a second without us: the same calls, as many at once, no database."""

    async def charge(customer: Customer) -> None:
        for _ in range(BATCH):
            report = await gateway.charge(
                Charge(
                    payment_id=f"bare_{time.perf_counter_ns()}_{customer.number}",
                    amount=Money(4200, "USD"),
                    customer_ref=customer.customer_ref,
                    method_ref=customer.method_ref,
                    description="bare",
                )
            )
            assert report.status is ReportStatus.SUCCEEDED, report

    began = time.perf_counter()
    await asyncio.gather(*(charge(each) for each in customers))
    return len(customers) * BATCH / (time.perf_counter() - began)
