"""An assistant under mixed load, to be killed: ``python -m bench.kill_worker ORDERS``.

What was acknowledged, and what arrived at the far side, is appended to two files: they survive.
"""

import asyncio
import json
import os
import random
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from assistant import logs
from assistant.billing.settle import Settler
from assistant.billing.stripe.gateway import HostedPages, StripeGateway, open_client
from assistant.desk import Desk
from assistant.dispatch import Line
from assistant.notify.senders import Outgoing
from assistant.notify.worker import Notifier
from assistant.request import Channel, Proof, Request, Sender
from bench import worlds
from bench.books import TEAM, Customer
from bench.people import PLACE

CALM = 1.5
"""Seconds without anything arriving after which nothing is left to do."""


@dataclass(frozen=True, slots=True)
class Orders:
    """Where to work; ``generation`` counts the processes before this one."""

    database: str
    stripe: str
    stripe_key: str
    acknowledged: str
    arrived: str
    generation: int
    customers: int
    invoices: int
    load: bool

    @property
    def clock_ahead(self) -> timedelta:
        """Each process lives after the leases of the one before have run out."""
        return timedelta(minutes=5 * self.generation)


class Journal:
    """Lines in a file, one write each: a line is there or it is not."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self.lines = 0

    def add(self, line: str) -> None:
        """Append one."""
        self.lines += 1
        os.write(self._file, f"{line}\n".encode())


@dataclass(frozen=True, slots=True)
class Arriving:
    """A channel whose far end is a file."""

    journal: Journal
    generation: int

    async def send(self, outgoing: Outgoing) -> str | None:
        """Take it."""
        await asyncio.sleep(0.001)
        self.journal.add(f"{self.generation} {outgoing.delivery_id}")
        await asyncio.sleep(0.001)
        return None


class Load:
    """People who ask, order and pay without a pause."""

    def __init__(self, orders: Orders, desk: Desk) -> None:
        self._orders = orders
        self._desk = desk
        self._dice = random.Random(orders.generation)
        self._acknowledged = Journal(orders.acknowledged)
        self._said = 0

    async def run(self) -> None:
        """Until killed."""
        async with asyncio.TaskGroup() as people:
            for _ in range(6):
                people.create_task(self._asking())
            for _ in range(4):
                people.create_task(self._paying())

    async def _asking(self) -> None:
        while True:
            customer = Customer(self._dice.randrange(self._orders.customers))
            request = self._says(customer, "show my invoices", way="accept")
            await self._desk.accept(request)
            self._acknowledged.add(request.key)
            await asyncio.sleep(0.01)

    async def _paying(self) -> None:
        while True:
            customer = Customer(self._dice.randrange(self._orders.customers))
            number = customer.invoice(self._dice.randrange(self._orders.invoices))
            for text in (f"pay invoice {number}", "yes"):
                request = self._says(customer, text, way="ask")
                answered = await self._desk.ask(request)
                if answered.request_id:
                    self._acknowledged.add(request.key)
            await asyncio.sleep(0.005)

    def _says(self, customer: Customer, text: str, *, way: str) -> Request:
        self._said += 1
        address = f"{TEAM}/{customer.slack}"
        return Request(
            key=f"{way}-{self._orders.generation}-{self._said}",
            sender=Sender(channel=Channel.SLACK, address=address, proof=Proof.SIGNED),
            text=text,
            at=self._desk.clock(),
            conversation=f"with {address}",
            place=PLACE,
        )


async def _work(orders: Orders) -> None:
    def clock() -> datetime:
        return datetime.now(UTC) + orders.clock_ahead

    arriving = Journal(orders.arrived)
    sender = Arriving(arriving, orders.generation)
    async with (
        worlds.opened(orders.database) as database,
        open_client(orders.stripe_key, orders.stripe) as client,
    ):
        gateway = StripeGateway(client, pages=HostedPages(orders.stripe, orders.stripe))
        notifier = Notifier(database, {"slack": sender, "mail": sender}, clock)
        settler = Settler(database, gateway, clock)
        line = Line(support="support@seller.example")
        async with Desk(database, line, notifier, settler, clock) as desk:
            print("ready", flush=True)
            if orders.load:
                desk.start_tails()
                await Load(orders, desk).run()
            else:
                await desk.work()


if __name__ == "__main__":
    logs.configure(human=False)
    with suppress(KeyboardInterrupt):
        asyncio.run(_work(Orders(**json.loads(sys.argv[1]))))
