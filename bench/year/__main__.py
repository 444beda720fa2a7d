"""Simulate a year on both databases: ``python -m bench.year``.

Exit status 1 when anything was wrong; the seed is printed, and the same seed is the same year.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from bench import worlds
from bench.__main__ import log_aside
from bench.report import Bound, Figure, Report
from bench.year.oracle import Findings, Judge
from bench.year.plan import Plan, Size, plan
from bench.year.running import Lived, live

WORKERS = {"sqlite": 1, "postgresql": 4}
WRONG = (
    *("duplicate", "had paid", "had promised", "had disputed", "says it is paid", "under way"),
    *("muted", "paused", "outside their hours", "missed", "two in a day", "too early"),
    *("not theirs to hear", "about nothing"),
)


def main() -> int:
    """Run what is asked for and print the figures."""
    usual = Size()
    parser = argparse.ArgumentParser(prog="python -m bench.year", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", choices=worlds.KINDS, action="append")
    parser.add_argument("--accounts", type=int, default=usual.accounts)
    parser.add_argument("--contacts", type=int, default=usual.contacts)
    parser.add_argument("--invoices", type=int, default=usual.invoices)
    parser.add_argument("--days", type=int, default=usual.days)
    asked = parser.parse_args()
    size = Size(asked.accounts, asked.contacts, asked.invoices, asked.days)
    drawn, report, wrong = plan(size, asked.seed), Report(), 0
    for kind in asked.database or worlds.KINDS:
        print(f"a year on {kind}, seed {asked.seed}", flush=True)
        with log_aside(), worlds.empty(kind, durable=False) as url:
            wrong += lived(kind, drawn, url, report)
    return 1 if wrong else 0


def lived(kind: str, drawn: Plan, url: str, report: Report, workers: int | None = None) -> int:
    """Live a year there and report; returns how much was wrong."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        crew = workers or WORKERS[kind]
        year = asyncio.run(live(drawn, url, Path(folder), workers=crew))
    found = Judge(drawn).judge(year.arrivals, year.reminders)
    _report(kind, year, found, report)
    return sum(found.counts.values()) + year.undone


def _report(kind: str, year: Lived, found: Findings, report: Report) -> None:
    name = f"year_{kind}"
    for what, count in found.looked_at.items():
        report.add(Figure(f"{name}_{what.replace(' ', '_')}", count, "times"))
    for kind_of in (*WRONG, *sorted(set(found.counts) - set(WRONG))):
        bound = Bound(0, most=True)
        figure = f"{name}_{kind_of.replace(' ', '_')}"
        report.add(Figure(figure, found.counts[kind_of], "times", bound=bound))
        for example in found.examples.get(kind_of, ()):
            print(f"    {example}", flush=True)
    report.add(Figure(f"{name}_undone", year.undone, "rows", bound=Bound(0, most=True)))
    report.add(Figure(f"{name}_took", year.seconds, "s", bound=Bound(300, most=True)))


if __name__ == "__main__":
    sys.exit(main())
