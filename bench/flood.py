"""A thousand Slack requests a second for half a minute, one in ten of them twice, on one process.

``assistant serve`` on an SQLite file; the driver and the Slack that is written to are processes of
their own. Whatever the pace, each request that was acknowledged is answered once, and only once.
It ends in two minutes, whatever comes of it: what then still waits to be answered is counted.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, replace

import aiohttp
from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from assistant.db import Database
from assistant.schema import metadata
from assistant.web import free_port
from bench import processes, worlds
from bench.flood_load import ACK_WITHIN, Flooded, Job
from bench.idle import resident
from bench.report import Bound, Figure, Report
from bench.slack_load import SECRET, runs

SECONDS = 30.0
AGAIN = 0.1
WARM_UP = 10.0
"""Seconds at the same pace, after which memory is looked at for the first time: what may be kept
(pages of the file, messages that wait) has been kept by then."""

LONGEST = 85.0
"""Seconds from its beginning until it stops waiting for answers; a database is filled before."""

REST = 8.0
"""Seconds that the answers to the warm-up may take at most."""

GROWTH = 1.2
"""Times the memory after the warm-up: what may wait in memory is bounded, the rest is rows. What is
left to grow then is SQLite's page caches, 64 MB for reading and 64 MB for writing."""


_requests, _deliveries = metadata.tables["requests"], metadata.tables["deliveries"]


@dataclass(frozen=True, slots=True)
class _Served:
    """A serving assistant, and the Slack it writes to."""

    port: int
    pid: int
    slack: int


async def measure(url: str, report: Report, *, rate: float) -> None:
    """Offer it, wait until every answer was sent, and count."""
    async with AsyncExitStack() as stack:
        until = time.perf_counter() + LONGEST
        served = await stack.enter_async_context(_serving(url))
        session = await stack.enter_async_context(aiohttp.ClientSession())
        database = await stack.enter_async_context(worlds.opened(url))
        job = Job(served.port, rate, WARM_UP, AGAIN, worlds.ACCOUNTS, next(runs))
        warmed = await _flooded(job)
        await _settled(database, time.perf_counter() + REST)
        began = resident(served.pid)
        watching = asyncio.create_task(_highest(served.pid))
        cpu = processes.cpu_seconds(served.pid)
        flooded = await _flooded(replace(job, rate=rate, seconds=SECONDS, run=next(runs)))
        cpu = processes.cpu_seconds(served.pid) - cpu
        waiting = time.perf_counter()
        left = await _settled(database, until)
        waiting = time.perf_counter() - waiting
        told = await _told(session, served)
        twice = told["twice"] + await database.read(_several)
        watching.cancel()
        ended = resident(served.pid)
        peak = max(ended, await _result(watching))
    lost = max(0, warmed.messages + flooded.messages - told["sent"] - left)
    _report(report, flooded, cpu)
    report.add(Figure("flood_answered_after", waiting, "s"))
    report.add(Figure("flood_still_waiting", left, "messages"))
    report.add(Figure("flood_lost", lost, "messages", bound=Bound(0, most=True)))
    report.add(Figure("flood_answered_twice", twice, "messages", bound=Bound(0, most=True)))
    report.add(Figure("flood_memory_begin", began, "MB"))
    bound = Bound(GROWTH, of="ratio", most=True)
    report.add(Figure("flood_memory_peak", peak, "MB", "begin", peak / began, bound))
    report.add(Figure("flood_memory_end", ended, "MB", "begin", ended / began, bound))


def _report(report: Report, flooded: Flooded, cpu: float) -> None:
    once = flooded.offered / flooded.seconds
    add = report.add
    add(Figure("flood_offered", once, "requests/s"))
    add(Figure("flood_duplicates", flooded.duplicates, "requests"))
    add(Figure("flood_acked", flooded.acked / flooded.offered * 100, "%", bound=Bound(100)))
    add(Figure("flood_sent_again", flooded.retried, "requests", bound=Bound(0, most=True)))
    add(Figure("flood_given_up", flooded.given_up, "requests", bound=Bound(0, most=True)))
    add(Figure("flood_wrong", flooded.wrong, "answers", bound=Bound(0, most=True)))
    add(Figure("flood_ack_p50", flooded.p50, "ms"))
    add(Figure("flood_ack_p99", flooded.p99, "ms"))
    limit = Bound(ACK_WITHIN * 1000, most=True)
    add(Figure("flood_ack_max", flooded.most, "ms", bound=limit))
    add(Figure("flood_read_p50", flooded.read_p50, "ms"))
    add(Figure("flood_read_p99", flooded.read_p99, "ms", bound=Bound(250, most=True)))
    add(Figure("flood_cpu", cpu / flooded.offered * 1000, "ms"))


@asynccontextmanager
async def _serving(url: str) -> AsyncIterator[_Served]:
    async with processes.serving("-m", "bench.flood_far") as (_, far):
        port = free_port()
        settings = {
            "DATABASE_URL": url,
            "HTTP_PORT": str(port),
            "SLACK_BOT_TOKEN": "xoxb-bench",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": f"http://127.0.0.1:{far}/api/",
        }
        named = {f"ASSISTANT_{name}": value for name, value in settings.items()}
        async with processes.started("-m", "assistant", "serve", env=named) as served:
            await _open(port)
            yield _Served(port, served.pid, int(far))


async def _open(port: int) -> None:
    async with aiohttp.ClientSession() as session, asyncio.timeout(processes.PATIENCE):
        while True:
            try:
                async with session.get(f"http://127.0.0.1:{port}/healthz") as answer:
                    if (await answer.json()).get("slack") == "ok":
                        return
            except aiohttp.ClientConnectionError:
                pass
            await asyncio.sleep(0.05)


async def _flooded(job: Job) -> Flooded:
    printed = await processes.output("-m", "bench.flood_load", json.dumps(asdict(job)))
    return Flooded(**json.loads(printed))


async def _settled(database: Database, until: float) -> int:
    """Wait until all on record is answered and sent, or time is up; returns how many are not."""
    while (left := await database.read(_unanswered)) and time.perf_counter() < until:
        await asyncio.sleep(0.5)
    return left


async def _told(session: aiohttp.ClientSession, served: _Served) -> dict[str, int]:
    """How many messages Slack was sent an answer to, and how many twice."""
    async with session.get(f"http://127.0.0.1:{served.slack}/told") as answer:
        told: dict[str, int] = await answer.json()
    return told


async def _highest(pid: int) -> float:
    """The most memory it had, until told to stop."""
    most = 0.0
    try:
        while True:
            most = max(most, resident(pid))
            await asyncio.sleep(0.25)
    except asyncio.CancelledError:
        return most


async def _result(watching: "asyncio.Task[float]") -> float:
    return await watching


def _unanswered(tx: Connection) -> int:
    """How many messages on record lack an answer that was sent."""
    answers = _requests.outerjoin(_deliveries, _deliveries.c.request_id == _requests.c.id)
    lacking = _requests.c.card.is_(None) | (_deliveries.c.state.is_distinct_from("sent"))
    message = _requests.c.key.contains("/")  # a command's answer is in its acknowledgement
    query = select(func.count()).select_from(answers).where(message, lacking)
    return int(tx.execute(query).scalar_one())


def _several(tx: Connection) -> int:
    """How many have more than one answer on record."""
    each = select(_deliveries.c.request_id).group_by(_deliveries.c.request_id)
    several = each.having(func.count() > 1).subquery()
    return int(tx.execute(select(func.count()).select_from(several)).scalar_one())
