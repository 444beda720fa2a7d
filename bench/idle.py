"""What the assistant costs when nobody asks: memory while serving, time to say how it is used."""

import asyncio
import json
import tempfile
import time
from pathlib import Path
from statistics import median

import aiohttp

from assistant.web import free_port
from bench import processes
from bench.report import Bound, Figure, Report

SETTLED = 5.0
"""Seconds after which a process has loaded what it will load."""

DOORS = ("database", "slack", "mail", "stripe")
LIBRARIES = (
    "import slack_bolt.async_app, sqlalchemy, stripe, starlette, uvicorn, aioimaplib, pydantic"
)


async def memory(report: Report) -> None:
    """Resident memory of ``assistant serve`` with every door open, against its libraries alone."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        port = free_port()
        async with (
            processes.serving("-m", "bench.far_sides", folder, str(port)) as (_, environment),
            processes.started("-m", "assistant", "serve", env=json.loads(environment)) as served,
        ):
            await _all_open(port)
            await asyncio.sleep(SETTLED)
            await _all_open(port)
            ours = resident(served.pid)
    waiting = f"{LIBRARIES}; print(flush=True); input()"
    async with processes.serving("-c", waiting) as (process, _):
        floor = resident(process.pid)
    bound = Bound(130, most=True)
    report.add(Figure("idle_serve", ours, "MB", "its-libraries", ours / floor, bound))


async def start(report: Report, *, times: int = 5) -> None:
    """Seconds of ``assistant --help``, against an interpreter that imports typer."""
    ours, floor = [], []
    for _ in range(times):
        floor.append(await _seconds("-c", "import typer"))
        ours.append(await _seconds("-m", "assistant", "--help"))
    value = median(ours)
    ratio = value / median(floor)
    report.add(Figure("assistant_help", value, "s", "import-typer", ratio, Bound(0.4, most=True)))


async def _seconds(*arguments: str) -> float:
    began = time.perf_counter()
    await processes.output(*arguments)
    return time.perf_counter() - began


async def _all_open(port: int) -> None:
    """Wait until every door says it is open."""
    async with aiohttp.ClientSession() as session, asyncio.timeout(30):
        while True:
            try:
                async with session.get(f"http://127.0.0.1:{port}/healthz") as answer:
                    told = await answer.json()
                if all(told.get(door) == "ok" for door in DOORS):
                    return
            except aiohttp.ClientConnectionError:
                pass
            await asyncio.sleep(0.05)


def resident(pid: int) -> float:
    """Megabytes of memory that a process has now (proc(5))."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
