"""A process of its own that runs a desk and dies where it is told to.

    python -m tests.faults.driver '{"url": …, "stripe": …, "now": …, "far": …, "die": …, "do": …}'

``die`` names the point at which it kills itself with SIGKILL; the product has no such hooks, only
the things handed to it here do. ``far`` is a file that plays the channels' far side: a card is
there, flushed, before the sender returns.
"""

import asyncio
import json
import os
import signal
import sys
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy.engine import Connection

from assistant.billing.gateway import Charge, GatewayReport
from assistant.billing.gateway.methods import PageReport, PageWanted
from assistant.billing.methods.work import MethodKeeper
from assistant.billing.settle import Settler
from assistant.billing.stripe.gateway import StripeGateway, open_client
from assistant.billing.stripe.methods import StripeMethods
from assistant.db import open_database
from assistant.desk import Desk
from assistant.dispatch import Line
from assistant.documents.office import Office
from assistant.inbox import Answered
from assistant.notify.senders import Outgoing
from assistant.notify.worker import Notifier
from assistant.request import Request
from assistant.values import dataclass
from tests.logs import log_plainly
from tests.papers import SELLER
from tests.stories.house import PAGES, SUPPORT, Here

POINTS = (
    "before_charge",
    "after_charge",
    "after_record",
    "after_announce",
    "before_page",
    "after_page",
    "before_answer",
    "before_send",
    "after_send",
)


@dataclass(frozen=True, slots=True)
class Fate:
    """Where this process ends."""

    die: str

    def at(self, point: str) -> None:
        """Die, if this is the point."""
        if point == self.die:
            os.kill(os.getpid(), signal.SIGKILL)


class MortalGateway(StripeGateway):
    """Stripe, reached by somebody who may die around the charge."""

    fate: Fate

    async def charge(self, charge: Charge) -> GatewayReport:
        """Charge, unless death comes first."""
        self.fate.at("before_charge")
        report = await super().charge(charge)
        self.fate.at("after_charge")
        return report


class MortalMethods(StripeMethods):
    """Stripe's pages for methods, asked for by somebody who may die around the question."""

    fate: Fate

    async def open_page(self, wanted: PageWanted) -> PageReport:
        """Open a page, unless death comes first."""
        self.fate.at("before_page")
        report = await super().open_page(wanted)
        self.fate.at("after_page")
        return report


@dataclass(frozen=True)
class MortalLine(Line):
    """The line, which may break off in the middle of a transaction."""

    fate: Fate = Fate("")

    def answer(self, tx: Connection, request_id: str, request: Request) -> Answered:
        """Answer, unless death comes first."""
        answered = super().answer(tx, request_id, request)
        self.fate.at("before_answer")
        return answered

    def answer_now(self, tx: Connection, request_id: str, request: Request) -> Answered:
        """Answer, unless death comes first."""
        answered = super().answer_now(tx, request_id, request)
        self.fate.at("before_answer")
        return answered


@dataclass(frozen=True)
class MortalNotifier(Notifier):
    """A notifier that may never get to telling, or to sending."""

    fate: Fate = Fate("")

    async def announce(self) -> int:
        """Queue, unless death comes first."""
        if await self.database.read(_untold):
            self.fate.at("after_record")
        return await super().announce()

    async def deliver(self) -> int:
        """Send, unless death comes first."""
        if await self.database.read(_queued):
            self.fate.at("after_announce")
        return await super().deliver()


def _untold(tx: Connection) -> bool:
    query = "SELECT 1 FROM events WHERE announced_at IS NULL LIMIT 1"
    return tx.exec_driver_sql(query).first() is not None


def _queued(tx: Connection) -> bool:
    query = "SELECT 1 FROM deliveries WHERE event_id IS NOT NULL AND state = 'queued' LIMIT 1"
    return tx.exec_driver_sql(query).first() is not None


@dataclass(frozen=True, slots=True)
class FarSide:
    """A channel whose far side is a file."""

    path: Path
    channel: str
    fate: Fate

    async def send(self, outgoing: Outgoing) -> str | None:
        """Hand the card over for good."""
        self.fate.at("before_send")
        line = {
            "id": outgoing.delivery_id,
            "channel": self.channel,
            "address": outgoing.address,
            "title": outgoing.card.title,
        }
        with self.path.open("a") as far:
            far.write(json.dumps(line) + "\n")
            far.flush()
        self.fate.at("after_send")
        return None


async def run(told: dict[str, Any]) -> None:
    """Open a desk on what was told and do what was told."""
    fate = Fate(told["die"])
    now = datetime.fromisoformat(told["now"])

    def clock() -> datetime:
        return now

    async with AsyncExitStack() as stack:
        database = open_database(told["url"])
        stack.push_async_callback(database.close)
        key = told["stripe"]["key"]
        client = await stack.enter_async_context(open_client(key, told["stripe"]["url"]))
        gateway = MortalGateway(client, pages=PAGES, clock=now.timestamp)
        gateway.fate = fate
        methods = MortalMethods(client, pages=PAGES)
        methods.fate = fate
        far = Path(told["far"])
        senders = {name: FarSide(far, name, fate) for name in ("mail", "slack")}
        desk = Desk(
            database,
            MortalLine(SUPPORT, fate=fate),
            MortalNotifier(database, senders, clock, Office(database, Here(), SELLER), fate=fate),
            Settler(database, gateway, clock, MethodKeeper(database, methods, clock)),
            clock,
        )
        await stack.enter_async_context(desk)
        await DEEDS[told["do"]](desk, [Request.model_validate(each) for each in told["requests"]])


async def _ask(desk: Desk, requests: list[Request]) -> None:
    for request in requests:
        await desk.ask(request)
        await desk.work()


async def _work(desk: Desk, requests: list[Request]) -> None:
    """Nobody asks anything: only what is due is done."""
    assert not requests
    await desk.work()


async def _race(desk: Desk, requests: list[Request]) -> None:
    """Wait at the line for the others, then ask everything and work; outcomes go to stdout."""
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    for request in requests:
        answered = await desk.ask(request)
        print(answered.outcome, flush=True)
    await desk.work()


async def _accept(desk: Desk, requests: list[Request]) -> None:
    for request in requests:
        await desk.accept(request)
        print(request.key, flush=True)
        await desk.work()


async def _serve(desk: Desk, requests: list[Request]) -> None:
    """Accept everything at once, the tails moving, until SIGTERM; a line on stdout is an ack."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    desk.start_tails()

    async def accept(request: Request) -> None:
        await desk.accept(request)
        print(request.key, flush=True)

    async with asyncio.TaskGroup() as doors:
        for request in requests:
            if stop.is_set():
                return
            doors.create_task(accept(request))
            await asyncio.sleep(0.001)
    await stop.wait()


DEEDS = {"ask": _ask, "accept": _accept, "race": _race, "serve": _serve, "work": _work}


def main(told: dict[str, Any]) -> None:
    """Do what was told; the log goes to standard error."""
    log_plainly()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    asyncio.run(run(told))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
