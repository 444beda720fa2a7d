"""Signed Slack requests over HTTP, against a bare bolt on the same server."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from functools import partial
from statistics import median

import aiohttp
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from assistant.schema import metadata
from bench import processes, worlds
from bench.echo import WORDS
from bench.report import Bound, Figure, Report, paired
from bench.slack_load import Job, Load, runs

CLIENTS = (16, 64)
WARM_UP = 0.3
COMMANDS = {
    "sqlite": Bound(0.4, goal=0.7, of="ratio"),
    "postgresql": Bound(0.15, goal=0.35, of="ratio"),
}
MENTIONS = {"sqlite": Bound(0.5, goal=0.85, of="ratio")}


@dataclass(frozen=True, slots=True)
class Effort:
    """How often each pair is measured, and for how many seconds each time."""

    rounds: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who asks: how many accounts, and what the figure is called."""

    name: str = "command"
    accounts: int = worlds.ACCOUNTS


EVERYBODY = Crowd()


@dataclass(frozen=True, slots=True)
class Server:
    """Where it listens, and which process it is."""

    port: int
    pid: int


@dataclass(frozen=True, slots=True)
class Turn:
    """One round of load on one server, and the processor time it took that server."""

    load: Load
    cpu: float

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of processor time for each answer."""
        return self.cpu * 1000 / self.load.right


@asynccontextmanager
async def servers(url: str) -> AsyncIterator[tuple[Server, Server]]:
    """The assistant and the echo, each in its own process."""
    async with (
        processes.serving("-m", "bench.server", url) as (assistant, ours),
        processes.serving("-m", "bench.echo") as (bolt, echo),
    ):
        yield Server(int(ours), assistant.pid), Server(int(echo), bolt.pid)


async def commands(
    kind: str, url: str, report: Report, effort: Effort, crowd: Crowd = EVERYBODY
) -> None:
    """How many ``show my invoices`` are answered a second."""
    async with servers(url) as (assistant, bolt):
        for clients in CLIENTS:
            work = partial(under_load, "command", clients, accounts=crowd.accounts)
            await work(assistant, seconds=WARM_UP, expect="#")
            await work(bolt, seconds=WARM_UP, expect=WORDS)
            ours, echo = [], []
            for _ in range(effort.rounds):
                echo.append(await work(bolt, seconds=effort.seconds, expect=WORDS))
                ours.append(await work(assistant, seconds=effort.seconds, expect="#"))
            name = f"{crowd.name}_{kind}_{clients}_clients"
            _report(report, name, "answers/s", ours, echo, COMMANDS[kind])


async def mentions(kind: str, url: str, report: Report, effort: Effort) -> None:
    """How many mentions are accepted durably a second, and whether each is answered once."""
    accepted = 0
    async with servers(url) as (assistant, bolt), aiohttp.ClientSession() as session:
        for clients in CLIENTS:
            work = partial(under_load, "mention", clients, seconds=effort.seconds, expect="")
            ours, echo, answered = [], [], []
            for _ in range(effort.rounds):
                echo.append(await work(bolt))
                began = time.perf_counter()
                ours.append(await work(assistant))
                accepted += ours[-1].load.right
                await _answered(session, assistant.port, accepted)
                answered.append(ours[-1].load.right / (time.perf_counter() - began))
            name = f"mention_{kind}_{clients}_clients"
            _report(report, name, "accepted/s", ours, echo, MENTIONS.get(kind))
            report.add(Figure(f"{name}_answered", median(answered), "answers/s"))
    async with worlds.opened(url) as database:
        on_record, unanswered = await database.read(_counted)
    assert on_record == accepted, f"{accepted} mentions were accepted, {on_record} are on record"
    assert unanswered == 0, f"{unanswered} accepted mentions were not answered"


def _report(
    report: Report, name: str, unit: str, ours: list[Turn], echo: list[Turn], bound: Bound | None
) -> None:
    rate, ratio = paired([each.load.rate for each in ours], [each.load.rate for each in echo])
    report.add(Figure(name, rate, unit, "echo", ratio, bound))
    cpu, times = paired([each.cpu_ms for each in ours], [each.cpu_ms for each in echo])
    report.add(Figure(f"{name}_cpu", cpu, "ms", "echo", times))
    report.add(Figure(f"{name}_p99", median(each.load.p99_ms for each in ours), "ms"))


async def under_load(
    kind: str,
    clients: int,
    server: Server,
    *,
    seconds: float,
    expect: str,
    accounts: int = worlds.ACCOUNTS,
) -> Turn:
    """Send as many clients' requests as fit into these seconds; every answer must be right."""
    job = Job(server.port, kind, clients, seconds, expect, accounts, next(runs))
    before = processes.cpu_seconds(server.pid)
    printed = await processes.output("-m", "bench.slack_load", json.dumps(asdict(job)))
    load = Load(**json.loads(printed))
    if load.wrong:
        raise RuntimeError(f"{load.wrong} of {load.wrong + load.right} answers were wrong: {job}")
    return Turn(load, processes.cpu_seconds(server.pid) - before)


async def _answered(session: aiohttp.ClientSession, port: int, accepted: int) -> None:
    """Wait until as many answers were sent as requests accepted, each once."""
    async with asyncio.timeout(60):
        while True:
            async with session.get(f"http://127.0.0.1:{port}/answers") as answer:
                told = await answer.json()
            assert told["twice"] == 0, "an answer was sent twice"
            if told["sent"] >= accepted:
                break
            await asyncio.sleep(0.02)
    assert told["sent"] == accepted, f"{told['sent']} answers for {accepted} mentions"


def _counted(tx: Connection) -> tuple[int, int]:
    """How many requests are on record, and how many of them lack an answer that was sent."""
    requests, deliveries = metadata.tables["requests"], metadata.tables["deliveries"]
    answers = requests.outerjoin(deliveries, deliveries.c.request_id == requests.c.id)
    lacking = requests.c.card.is_(None) | (deliveries.c.state.is_distinct_from("sent"))
    every = select(func.count()).select_from(requests)
    without = select(func.count()).select_from(answers).where(lacking)
    return int(tx.execute(every).scalar_one()), int(tx.execute(without).scalar_one())
