"""Kill everybody who delivers, every second: ``python -m bench.storm``.

Nothing may be lost; what arrives twice was taken before its sender died, and has the same id; what
goes to one place arrives in the order in which it was queued.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.engine import Connection

from assistant.card import Card
from assistant.notify import outbox
from assistant.notify.delivery import Delivery, deliveries
from bench import processes, worlds
from bench.__main__ import log_aside
from bench.report import Bound, Figure, Report
from bench.storm_crew import Orders

WORKERS = {"sqlite": 1, "postgresql": 4}
PLACES = 300
WRONG = ("lost", "thrice", "twice in one life", "not said to be twice", "out of order")


@dataclass(frozen=True, slots=True)
class Arrived:
    """One card at the far side."""

    life: str
    address: str
    id: str


def main() -> int:
    """Run what is asked for and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.storm", description=__doc__)
    parser.add_argument("--database", choices=worlds.KINDS, action="append")
    parser.add_argument("--lives", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=1.0, help="how long each life lasts")
    parser.add_argument("--cards", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    report, wrong = Report(), 0
    for kind in asked.database or worlds.KINDS:
        with log_aside(), worlds.empty(kind) as url, tempfile.TemporaryDirectory() as folder:
            arrivals = str(Path(folder, "arrivals"))
            limits = (asked.lives, asked.seconds, asked.seed)
            orders = Orders(url, arrivals, WORKERS[kind], *limits)
            wrong += asyncio.run(weather(orders, asked.cards, report, f"storm_{kind}"))
    return 1 if wrong else 0


async def weather(orders: Orders, cards: int, report: Report, name: str) -> int:
    """Queue so many cards, let the storm pass over them, and report; returns what was wrong."""
    async with worlds.opened(orders.database) as database:
        queued = await database.write(partial(_queue, cards=cards))
        await processes.output("-m", "bench.storm_crew", json.dumps(asdict(orders)))
        ends = await database.read(_ends)
    arrived = _arrivals(orders.arrivals)
    found = _judged(queued, arrived, ends)
    times = Counter(each.id for each in arrived)
    report.add(Figure(f"{name}_killed", orders.lives * orders.workers, "processes"))
    report.add(Figure(f"{name}_cards", len(times), "cards"))
    report.add(Figure(f"{name}_twice", sum(1 for n in times.values() if n > 1), "cards"))
    before = sum(1 for each in arrived if int(each.life.partition(".")[0]) < orders.lives)
    report.add(Figure(f"{name}_arrived_before_the_last_death", before, "cards"))
    unsure = sum(1 for which, (state, _) in ends.items() if state == "uncertain")
    report.add(Figure(f"{name}_left_to_a_person_as_uncertain", unsure, "cards"))
    for what in WRONG:
        bound = Bound(0, most=True)
        figure = f"{name}_{what.replace(' ', '_')}"
        report.add(Figure(figure, len(found[what]), "cards", bound=bound))
        for example in found[what][:5]:
            print(f"    {example}", flush=True)
    return sum(map(len, found.values()))


def _arrivals(path: str) -> list[Arrived]:
    return [Arrived(*line.split(" ")) for line in Path(path).read_text().splitlines()]


def _queue(tx: Connection, cards: int) -> list[tuple[str, str]]:
    """(address, id) of each, in order."""
    began = datetime.now(UTC) - timedelta(hours=1)
    queued = []
    for number in range(cards):
        place = number * 7919 % PLACES  # many for each, spread over what is claimed at once
        each = Delivery(
            id=f"dlv_{number:032x}",
            channel=("mail", "slack")[place % 2],
            address=f"p{place}@customer.example",
            place="",
            locale="en",
            card=Card(title=f"Card {number}"),
            created_at=began + timedelta(milliseconds=number),
        )
        outbox.put(tx, each, due=each.created_at)
        queued.append((each.address, each.id))
    return queued


def _ends(tx: Connection) -> dict[str, tuple[str, str | None]]:
    query = select(deliveries.c.id, deliveries.c.state, deliveries.c.error)
    return {row.id: (row.state, row.error) for row in tx.execute(query)}


def _judged(
    queued: list[tuple[str, str]],
    arrived: list[Arrived],
    ends: dict[str, tuple[str, str | None]],
) -> dict[str, list[str]]:
    times = Counter(each.id for each in arrived)
    in_one_life = Counter((each.life, each.id) for each in arrived)
    twice = [which for which, count in times.items() if count > 1]
    unsaid = [e for e in twice if not (ends[e][0] == "uncertain" or "twice" in (ends[e][1] or ""))]
    return {
        "lost": [e for _, e in queued if e not in times and ends[e][0] != "uncertain"],
        "thrice": [which for which, count in times.items() if count > 2],
        "twice in one life": [str(key) for key, count in in_one_life.items() if count > 1],
        "not said to be twice": unsaid,
        "out of order": list(_out_of_order(queued, arrived)),
    }


def _out_of_order(queued: list[tuple[str, str]], arrived: list[Arrived]) -> Iterable[str]:
    """Cards that arrived, for the first time, before one that was queued earlier."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for address, which in queued:
        wanted[address].append(which)
    first: dict[str, dict[str, None]] = defaultdict(dict)
    for each in arrived:
        first[each.address][each.id] = None
    for address, ids in wanted.items():
        arrived_in = [each for each in ids if each in first[address]]
        for should, was in zip(arrived_in, first[address], strict=True):
            if should != was:
                yield f"{address}: {was} before {should}"
                break


if __name__ == "__main__":
    sys.exit(main())
