"""Kill a loaded assistant again and again, then see that nothing was lost or done twice."""

import asyncio
import json
import random
import tempfile
from collections import Counter
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy.engine import Connection

from assistant import inbox
from assistant.billing.ids import new_id
from assistant.request import Channel, Proof, Request, Sender
from assistant.sandbox.stripe import StripeCounterpart
from bench import books, invariants, processes, worlds
from bench.books import TEAM, Customer
from bench.kill_worker import Orders
from bench.people import PLACE
from bench.report import Figure, Report

CUSTOMERS = 8
INVOICES = 60
BACKLOG = 400
"""Accepted and unanswered before the first process starts: many times what is claimed at once."""

LONGEST_LIFE = 1.2
"""Seconds a process lives at most, once it is ready."""


class LostError(AssertionError):
    """Something was lost, or done twice."""


async def measure(url: str, kills: int, number: int, report: Report) -> None:
    """Kill so many processes on this empty, migrated database; raises LostError at the end."""
    dice = random.Random(number)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        acknowledged, arrived = Path(folder, "acknowledged"), Path(folder, "arrived")
        async with StripeCounterpart() as stripe:
            await _begin(url, stripe)
            orders = Orders(
                database=url,
                stripe=stripe.url,
                stripe_key=stripe.api_key,
                acknowledged=str(acknowledged),
                arrived=str(arrived),
                generation=0,
                customers=CUSTOMERS,
                invoices=INVOICES,
                load=True,
            )
            for generation in range(kills):
                await _killed(replace(orders, generation=generation), dice)
            for generation in range(kills, kills + 3):  # one more lease each, then all is done
                await _finished(replace(orders, generation=generation, load=False))
            keys = _lines(acknowledged) + _backlog_keys()
            found, figures = await _look(url, stripe, keys, _lines(arrived))
    if found:
        raise LostError("\n".join(found))
    report.add(Figure("killed", kills, "processes"))
    for name, value in figures.items():
        report.add(Figure(f"killed_{name}", value, "times"))


async def _begin(url: str, stripe: StripeCounterpart) -> None:
    customers = []
    for number in range(CUSTOMERS):
        seeded = stripe.seed_customer(f"Customer {number}", f"{number}@bench.example")
        customers.append(Customer(number, seeded.customer_id, seeded.payment_method_ids[0]))
    today = datetime.now(UTC).date()
    load = partial(books.load, customers=customers, invoices_each=0, open_each=0, today=today)
    async with worlds.opened(url) as database:
        await database.write(load)
        for each in customers:
            ages = range(INVOICES)
            await database.write(partial(books.issue, customer=each, ages=ages, today=today))
        await database.write(_leave_behind)


def _backlog_keys() -> list[str]:
    return [f"accept-backlog-{number}" for number in range(BACKLOG)]


def _leave_behind(tx: Connection) -> None:
    """What a process accepted before it died, long ago."""
    long_ago = datetime.now(UTC) - timedelta(minutes=5)
    for number, key in enumerate(_backlog_keys()):
        address = f"{TEAM}/{Customer(number % CUSTOMERS).slack}"
        request = Request(
            key=key,
            sender=Sender(channel=Channel.SLACK, address=address, proof=Proof.SIGNED),
            text="show my invoices",
            at=long_ago,
            conversation=f"with {address}",
            place=PLACE,
        )
        inbox.accept_all(tx, [(new_id("req"), request, long_ago)])


async def _killed(orders: Orders, dice: random.Random) -> None:
    """Let a process work for a moment and kill it, wherever it is."""
    worker = ("-m", "bench.kill_worker", json.dumps(asdict(orders)))
    async with processes.serving(*worker) as (process, _):
        await asyncio.sleep(dice.uniform(0, LONGEST_LIFE))
        if process.returncode is not None:
            raise LostError(f"process {orders.generation} ended by itself")
        process.kill()


def _lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


async def _finished(orders: Orders) -> None:
    await processes.output("-m", "bench.kill_worker", json.dumps(asdict(orders)))


async def _look(
    url: str, stripe: StripeCounterpart, keys: list[str], arrived: list[str]
) -> tuple[list[str], dict[str, int]]:
    """Everything that does not hold, and how much there was."""
    charges = stripe.charges()
    async with worlds.opened(url) as database:
        found = await database.read(
            lambda tx: invariants.broken(tx, charges, keys) + invariants.unfinished(tx, charges)
        )
    in_one_life = Counter(arrived)
    found += [f"sent twice by one process: {each}" for each, n in in_one_life.items() if n > 1]
    deliveries = Counter(line.partition(" ")[2] for line in arrived)
    found += [f"sent three times: {each}" for each, n in deliveries.items() if n > 2]
    figures = {
        "acknowledged": len(keys),
        "charges": len(charges),
        "cards": len(deliveries),
        "cards_resent_after_a_kill": sum(1 for n in deliveries.values() if n > 1),
    }
    return found, figures
