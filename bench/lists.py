"""A list of ten out of a million invoices, and page 1,000 beside page 1."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from statistics import median

from sqlalchemy.engine import Connection

from assistant.billing import invoices
from assistant.billing.invoices import Filter, Page, Place
from assistant.billing.model import Asker, Origin
from assistant.request import Channel
from assistant.whose import OFFERS_LAST
from bench import books, million, slack, worlds
from bench.report import Bound, Figure, Report, paired

FAR = 1000
PAGE_1000 = Bound(1.25, of="ratio", most=True)
_TIMES = 40


@contextmanager
def filled(kind: str, report: Report) -> Iterator[str]:
    """A database of a million invoices, and how long it took to write them."""
    with worlds.empty(kind) as url:
        began = time.perf_counter()
        asyncio.run(_fill(url))
        report.add(Figure(f"million_{kind}_written", time.perf_counter() - began, "s"))
        yield url


async def _fill(url: str) -> None:
    today = datetime.now(UTC).date()
    async with worlds.opened(url) as database:
        await database.write(partial(million.load, today=today))
        await database.write(books.analyze)


def measure(kind: str, url: str, report: Report, effort: slack.Effort) -> None:
    """Lists by slash command beside the echo, then the far page beside the first."""
    crowd = slack.Crowd("list_of_1m", million.ACCOUNTS)
    asyncio.run(slack.commands(kind, url, report, effort, crowd))
    asyncio.run(pages(kind, url, report, rounds=effort.rounds))


async def pages(kind: str, url: str, report: Report, *, rounds: int) -> None:
    """How long page 1,000 of 10,000 invoices takes, reached by its neighbour or by its number."""
    async with worlds.opened(url) as database:
        anchor = str(1_000_000 + million.ACCOUNTS * 100 + million.OF_THE_LARGEST - 10 * (FAR - 1))
        ways = {
            "first": Page(),
            "far": Page(FAR, Place(anchor)),
            "by_number": Page(FAR),
        }
        took: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(rounds + 1):
            for name, page in ways.items():
                took[name].append(await database.read(partial(_timed, page=page)))
    first = took["first"][1:]
    for name, bound in (("far", PAGE_1000), ("by_number", None)):
        value, ratio = paired(took[name][1:], first)
        report.add(Figure(f"page_{FAR}_{kind}_{name}", value, "ms", "page_1", ratio, bound))


def _timed(tx: Connection, page: Page) -> float:
    """The median milliseconds of a page."""
    times = []
    for _ in range(_TIMES):
        began = time.perf_counter()
        shown = invoices.list_invoices(tx, _asker(), Filter(), page, may_pay=True)
        times.append((time.perf_counter() - began) * 1000)
        assert len(shown.invoices) == 10, page
        assert shown.total == million.OF_THE_LARGEST
    return median(times)


def _asker() -> Asker:
    now = datetime.now(UTC)
    return Asker(
        person_id="per",
        account_id=million.LARGEST.account_id,
        account="Largest",
        conversation="c",
        request_id="req",
        origin=Origin("terminal", "bench", ""),
        now=now,
        today=now.date(),
        offer_lasts=OFFERS_LAST[Channel.TERMINAL],
    )
