"""Measure what the assistant is held to: ``python -m bench [--only NAME] [--strict]``."""

import argparse
import asyncio
import sys
from collections.abc import Iterator

from assistant import logs
from bench import payments, slack, worlds
from bench.report import Report

FIGURES = ("commands", "mentions", "payments", "understanding", "idle")


def main() -> int:
    """Run the figures asked for; exit status 1 when one is missed and that was asked about."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", choices=FIGURES, action="append", help="these figures only")
    parser.add_argument("--database", choices=worlds.KINDS, action="append")
    parser.add_argument("--rounds", type=int, default=5, help="how often each pair is measured")
    parser.add_argument("--seconds", type=float, default=1.5, help="how long a round of load is")
    parser.add_argument("--strict", action="store_true", help="fail when a figure is missed")
    asked = parser.parse_args()
    logs.configure(human=False)
    report = Report()
    wanted = asked.only or FIGURES
    for kind in asked.database or worlds.KINDS:
        _on(kind, wanted, report, rounds=asked.rounds, seconds=asked.seconds)
    return 1 if asked.strict and report.missed else 0


def _on(kind: str, wanted: list[str], report: Report, *, rounds: int, seconds: float) -> None:
    if {"commands", "mentions"} & set(wanted):
        with worlds.empty(kind) as url:
            worlds.fill(url, open_each=3)
            if "commands" in wanted:
                asyncio.run(slack.commands(kind, url, report, rounds=rounds, seconds=seconds))
            if "mentions" in wanted:
                asyncio.run(slack.mentions(kind, url, report, rounds=rounds, seconds=seconds))
    if "payments" in wanted:
        with worlds.empty(kind) as url:
            worlds.fill(url, open_each=0)
            asyncio.run(payments.measure(kind, url, report, rounds=rounds))


if __name__ == "__main__":
    sys.exit(main())
