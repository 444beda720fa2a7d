"""A backlog drained by a process of its own: how much memory that takes, however long it is.

    python -m bench.backlog sqlite:///FILE

drains what is due there and prints how much it was, how fast it went and the most memory it had.
"""

import asyncio
import json
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from assistant import logs
from assistant.app import utc_now
from assistant.card import Card
from assistant.notify.senders import Outgoing
from assistant.notify.worker import Notifier
from bench import books, processes, worlds
from bench.report import Bound, Figure, Report

SHORT, LONG = 10_000, 100_000
PEOPLE = 5_000
TOLD_AT_ONCE = 64
FLAT = Bound(1.25, most=True)
"""Times the memory that ten times as much may take."""


async def measure(kind: str, url: str, report: Report) -> None:
    """The peak of memory over a long backlog, beside that over a short one."""
    peaks = []
    for count in (SHORT, LONG):
        async with worlds.opened(url) as database:
            await database.write(partial(books.add, table="deliveries", rows=rows(count)))
        told = json.loads(await processes.output("-m", "bench.backlog", url))
        assert told["sent"] == count, told
        peaks.append(told["peak"] / 2**20)
        report.add(Figure(f"backlog_{count}_{kind}", told["rate"], "deliveries/s"))
        report.add(Figure(f"backlog_{count}_{kind}_peak", peaks[-1], "MB"))
    report.add(Figure(f"backlog_{kind}_growth", peaks[1] / peaks[0], "times", bound=FLAT))


def rows(count: int) -> Iterator[dict[str, Any]]:
    """As facts are told: some at a time, which are due at the same moment."""
    card = Card(title="Paid: invoice 123", paragraphs=("Thank you. " * 20,)).model_dump(mode="json")
    begins = datetime.now(UTC) - timedelta(days=1)
    for number in range(count):
        yield {
            "id": f"dlv_{count}_{number:06}",
            "channel": "mail",
            "address": f"p{number % PEOPLE}@customer.example",
            "place": "",
            "locale": "en",
            "card": card,
            "state": "queued",
            "due_at": begins + timedelta(milliseconds=number // TOLD_AT_ONCE),
            "created_at": begins + timedelta(microseconds=number),
        }


@dataclass(slots=True)
class Sink:
    """A far side that takes everything and keeps nothing."""

    taken: int = 0

    async def send(self, outgoing: Outgoing) -> str | None:
        """Count it."""
        self.taken += 1
        return f"far-{outgoing.delivery_id}"


async def _drain(url: str) -> None:
    sink = Sink()
    async with worlds.opened(url) as database:
        notifier = Notifier(database, {"mail": sink}, utc_now)
        began = time.perf_counter()
        while await notifier.deliver():
            pass
        took = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"sent": sink.taken, "rate": sink.taken / took, "peak": peak}))


if __name__ == "__main__":
    logs.configure(human=False)
    asyncio.run(_drain(sys.argv[1]))
