"""Processes that deliver and are killed: ``python -m bench.storm_crew ORDERS``.

One process imports everything and forks the others, so that a life of a second is a second of work.
Each life's clock is five minutes ahead of the one before: the leases of the dead have run out.
"""

import asyncio
import json
import os
import random
import signal
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from assistant import logs
from assistant.notify.senders import DeliveryLaterError, DeliveryUncertainError, Outgoing
from assistant.notify.worker import Notifier
from bench import worlds

LAST_LIVES = 40
"""Lives without a death at the end: each may find what an earlier one has put off."""


@dataclass(frozen=True, slots=True)
class Orders:
    """Where to work, how many at once, and how often all of them are killed."""

    database: str
    arrivals: str
    workers: int
    lives: int
    seconds: float
    seed: int


@dataclass(slots=True)
class FarSide:
    """A far side that is a file; at times it asks to wait, or hangs up after it took a card."""

    arrivals: int
    life: str
    dice: random.Random
    calm: bool

    async def send(self, outgoing: Outgoing) -> str | None:
        """Take it, perhaps."""
        if not self.calm and self.dice.random() < 0.05:
            raise DeliveryLaterError("429", after=self.dice.choice((0, 1, 30, 3600)))
        await asyncio.sleep(0.001)
        os.write(self.arrivals, f"{self.life} {outgoing.address} {outgoing.delivery_id}\n".encode())
        if not self.calm and self.dice.random() < 0.01:
            raise DeliveryUncertainError("hung up after the final dot")
        await asyncio.sleep(0.001)
        return None


def main(orders: Orders) -> None:
    """Fork, kill, fork again; the last ones finish."""
    dice = random.Random(orders.seed)
    for life in range(orders.lives):
        born = time.monotonic()
        crew = [_forked(orders, life, each) for each in range(orders.workers)]
        for each in crew:
            left = born + dice.uniform(0.5, 1) * orders.seconds - time.monotonic()
            time.sleep(max(0.0, left))
            os.kill(each, signal.SIGKILL)
        for each in crew:
            os.waitpid(each, 0)
    for life in range(orders.lives, orders.lives + LAST_LIVES):
        crew = [_forked(orders, life, each, calm=True) for each in range(orders.workers)]
        for each in crew:
            assert os.waitpid(each, 0)[1] == 0, "a worker failed by itself"


def _forked(orders: Orders, life: int, which: int, *, calm: bool = False) -> int:
    child = os.fork()
    if child:
        return child
    status = 1
    with suppress(KeyboardInterrupt):
        asyncio.run(_live(orders, life, which, calm=calm))
        status = 0
    os._exit(status)


async def _live(orders: Orders, life: int, which: int, *, calm: bool) -> None:
    ahead = timedelta(minutes=5 * life)

    def clock() -> datetime:
        return datetime.now(UTC) + ahead

    arrivals = os.open(orders.arrivals, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    dice = random.Random(f"{orders.seed} {life} {which}")
    sender = FarSide(arrivals, f"{life}.{which}", dice, calm)
    async with worlds.opened(orders.database) as database:
        notifier = Notifier(database, {"mail": sender, "slack": sender}, clock)
        while True:
            if not await notifier.deliver():
                if calm:
                    return
                await asyncio.sleep(0.02)


if __name__ == "__main__":
    logs.configure(human=False)
    main(Orders(**json.loads(sys.argv[1])))
