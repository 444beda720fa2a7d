"""Signed Slack requests over HTTP, against a bare bolt on the same server."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from statistics import median

import aiohttp
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from assistant.schema import metadata
from bench import processes, worlds
from bench.echo import WORDS
from bench.report import Figure, Report, paired
from bench.slack_load import Job, Load, runs

CLIENTS = (16, 64)
REQUIRED = {"sqlite": (0.4, 0.7), "postgresql": (0.15, 0.35)}
MENTIONS = {"sqlite": (0.5, 0.85), "postgresql": (None, None)}


@dataclass(frozen=True, slots=True)
class Servers:
    """The ports of the assistant and of the echo."""

    ours: int
    echo: int


@asynccontextmanager
async def servers(url: str) -> AsyncIterator[Servers]:
    """Both, each in its own process."""
    async with (
        processes.running("-m", "bench.server", url) as (_, ours),
        processes.running("-m", "bench.echo") as (_, echo),
    ):
        yield Servers(int(ours), int(echo))


async def commands(kind: str, url: str, report: Report, *, rounds: int, seconds: float) -> None:
    """How many ``show my invoices`` are answered a second."""
    required, goal = REQUIRED[kind]
    async with servers(url) as ports:
        for clients in CLIENTS:
            ours, echo = [], []
            await _load(ports.ours, "command", clients, seconds=0.3, expect="#")
            await _load(ports.echo, "command", clients, seconds=0.3, expect=WORDS)
            for _ in range(rounds):
                at = await _load(ports.echo, "command", clients, seconds=seconds, expect=WORDS)
                echo.append(at)
                at = await _load(ports.ours, "command", clients, seconds=seconds, expect="#")
                ours.append(at)
            name = f"command_{kind}_{clients}_clients"
            rate, ratio = paired([each.rate for each in ours], [each.rate for each in echo])
            report.add(
                Figure(name, rate, "answers/s", "echo", ratio, required, goal, of_ratio=True)
            )
            report.add(Figure(f"{name}_p99", median(each.p99_ms for each in ours), "ms"))


async def mentions(kind: str, url: str, report: Report, *, rounds: int, seconds: float) -> None:
    """How many mentions are accepted durably a second, and whether each is answered once."""
    required, goal = MENTIONS[kind]
    async with servers(url) as ports, aiohttp.ClientSession() as session:
        accepted = 0
        for clients in CLIENTS:
            ours, echo, answered = [], [], []
            await _load(ports.echo, "mention", clients, seconds=0.3, expect="")
            for _ in range(rounds):
                at = await _load(ports.echo, "mention", clients, seconds=seconds, expect="")
                echo.append(at)
                began = time.perf_counter()
                at = await _load(ports.ours, "mention", clients, seconds=seconds, expect="")
                ours.append(at)
                accepted += at.right
                await _answered(session, ports.ours, accepted)
                answered.append(at.right / (time.perf_counter() - began))
            name = f"mention_{kind}_{clients}_clients"
            rate, ratio = paired([each.rate for each in ours], [each.rate for each in echo])
            report.add(
                Figure(name, rate, "accepted/s", "echo", ratio, required, goal, of_ratio=True)
            )
            report.add(Figure(f"{name}_answered", median(answered), "answers/s"))
    async with worlds.opened(url) as database:
        assert await database.read(_unanswered) == 0, "an accepted mention was not answered"
        rows = await database.read(_requests)
    assert rows == accepted, f"{accepted} mentions were accepted and {rows} are on record"


async def _load(port: int, kind: str, clients: int, *, seconds: float, expect: str) -> Load:
    job = Job(port, kind, clients, seconds, expect, worlds.ACCOUNTS, next(runs))
    load = Load(**json.loads(await processes.output("-m", "bench.slack_load", json.dumps(asdict(job)))))
    if load.wrong:
        raise RuntimeError(f"{load.wrong} of {load.wrong + load.right} answers were wrong: {job}")
    return load


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


def _requests(tx: Connection) -> int:
    return int(tx.execute(select(func.count()).select_from(metadata.tables["requests"])).scalar_one())


def _unanswered(tx: Connection) -> int:
    requests, deliveries = metadata.tables["requests"], metadata.tables["deliveries"]
    open_ones = select(func.count()).select_from(requests).where(requests.c.card.is_(None))
    unsent = select(func.count()).select_from(deliveries).where(deliveries.c.state != "sent")
    return int(tx.execute(open_ones).scalar_one()) + int(tx.execute(unsent).scalar_one())
