"""Drive a simulated year: each hour what happens, then what every process does about it."""

import asyncio
import json
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import func, or_, select, union_all
from sqlalchemy.engine import Connection

from assistant.db import Database, first_due
from assistant.schema import metadata
from bench import processes, worlds
from bench.year import deeds
from bench.year.plan import BEGINS, HOUR, Act, Plan, What

PATIENCE = 120.0
"""Seconds that one process may need for one hour of the year."""


@dataclass(frozen=True, slots=True)
class Lived:
    """What came of a year: what arrived, what was a reminder, and what is left undone."""

    arrivals: list[dict[str, Any]]
    reminders: frozenset[str]
    undone: int
    seconds: float
    hours: int


async def live(plan: Plan, url: str, folder: Path, *, workers: int) -> Lived:
    """Live a whole year on an empty, migrated database."""
    arrivals = folder / "arrivals"
    began = time.perf_counter()
    async with AsyncExitStack() as stack:
        database = await stack.enter_async_context(worlds.opened(url))
        await database.write(partial(deeds.settle_in, plan=plan))
        orders = _orders(plan, url, arrivals)
        crew = [await stack.enter_async_context(_hired(orders)) for _ in range(workers)]
        hours = await _pass(plan, database, crew)
        reminders = frozenset(await database.read(_reminders))
        undone = await database.read(partial(_undone, now=plan.ends))
    lines = arrivals.read_text().splitlines() if arrivals.exists() else []
    took = time.perf_counter() - began
    return Lived([json.loads(each) for each in lines], reminders, undone, took, hours)


def _orders(plan: Plan, url: str, arrivals: Path) -> str:
    dead: dict[str, list[list[str]]] = {}
    for act in plan.acts:
        if act.person is None:
            continue
        address = plan.society.people[act.person].email
        if act.what is What.DIED:
            dead.setdefault(address, []).append([act.at.isoformat(), plan.ends.isoformat()])
        if act.what is What.REVIVED and address in dead:
            dead[address][-1][1] = act.at.isoformat()
    down = {
        name: [[begins.isoformat(), ends.isoformat()] for begins, ends in spans]
        for name, spans in (("mail", plan.mail_down), ("slack", plan.slack_down))
    }
    told = {"database": url, "arrivals": str(arrivals), "dead": dead, "down": down}
    return json.dumps(told)


@asynccontextmanager
async def _hired(orders: str) -> AsyncIterator[Process]:
    """A process, ready to work; it ends when its input does."""
    async with processes.serving("-m", "bench.year.worker", orders) as (process, _):
        yield process


async def _pass(plan: Plan, database: Database, crew: list[Process]) -> int:
    """Let the hours pass; returns in how many of them there was something to do."""
    acts = list(reversed(plan.acts))
    hours, now = 0, BEGINS
    while now < plan.ends:
        now += HOUR
        happening: list[Act] = []
        while acts and acts[-1].at < now:
            happening.append(acts.pop())
        told = _told(now)
        beside = [
            database.write(partial(_happen, plan=plan, acts=some, now=told))
            for some in _beside(plan, happening)
        ]
        if any(await asyncio.gather(*beside)) and not plan.down[0] <= now < plan.down[1]:
            hours += 1
            await _all_work(crew, told)
    return hours


def _beside(plan: Plan, acts: list[Act]) -> list[list[Act]]:
    """The same in two, which happen beside each other: what is an account's stays in its order."""
    halves: tuple[list[Act], list[Act]] = ([], [])
    for each in acts:
        account = plan.bills[each.bill].account if each.bill is not None else each.account or 0
        halves[account % 2].append(each)
    return [half for half in halves if half] or [[]]


def _told(now: datetime) -> datetime:
    """The time the processes are told: now and then their machine's clock is a quarter off."""
    return now + timedelta(minutes=(-15, 15)[now.day % 2]) if now.day % 9 == 0 else now


async def _all_work(crew: list[Process], now: datetime) -> None:
    await asyncio.gather(*(_works(each, now) for each in crew))


async def _works(process: Process, now: datetime) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{now.isoformat()}\n".encode())
    line = await asyncio.wait_for(process.stdout.readline(), PATIENCE)
    if not line:
        raise RuntimeError("a process ended in the middle of the year")


_tables = metadata.tables
_DUE = ("reminder_looks", "reminders", "reminder_holds", "deliveries")


def _happen(tx: Connection, plan: Plan, acts: list[Act], now: datetime) -> bool:
    """Let these happen; returns whether any process would find work, or none need be asked."""
    deeds.do(tx, plan, acts)
    return bool(tx.execute(_any, {"now": now}).scalar())


_UNTOLD = select(_tables["events"].c.id).where(_tables["events"].c.announced_at.is_(None)).limit(1)
_any = select(
    or_(
        *(
            each.scalar_subquery().is_not(None)
            for each in (
                *(first_due(_tables[name].c.due_at, _tables[name].c.due_at) for name in _DUE),
                _UNTOLD,
            )
        )
    )
)


def _reminders(tx: Connection) -> list[str]:
    deliveries = _tables["deliveries"]
    return list(
        tx.execute(select(deliveries.c.id).where(deliveries.c.batch.is_not(None))).scalars()
    )


def _undone(tx: Connection, now: datetime) -> int:
    """Rows that were due by the end and that nobody has taken up."""
    last_hour = now - HOUR
    due = [
        select(func.count()).select_from(_tables[each]).where(_tables[each].c.due_at <= last_hour)
        for each in _DUE
    ]
    untold = _tables["events"].c.announced_at.is_(None) & (_tables["events"].c.at <= last_hour)
    every = union_all(*due, select(func.count()).select_from(_tables["events"]).where(untold))
    return sum(tx.execute(every).scalars())
