"""Measure what the assistant is held to, each figure beside its floor: ``python -m bench``."""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager, redirect_stderr
from pathlib import Path

from assistant import logs
from bench import (
    audit,
    backlog,
    documents,
    flood,
    idle,
    lists,
    mail,
    mail_rivals,
    notices,
    payments,
    slack,
    understanding,
    worlds,
)
from bench.report import Report

FIGURES = (
    *("understanding", "idle", "commands", "mentions"),
    *("payments", "lists", "audit", "documents", "mail", "notices", "backlog", "flood"),
)


def main() -> int:
    """Measure what is asked for; with ``--strict`` the exit status says whether all were kept."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", choices=FIGURES, action="append", help="these figures only")
    parser.add_argument("--database", choices=worlds.KINDS, action="append")
    parser.add_argument("--rounds", type=int, default=5, help="how often each pair is measured")
    parser.add_argument("--seconds", type=float, default=1.5, help="how long load lasts each time")
    parser.add_argument("--offered", type=float, default=1000, help="the flood's requests a second")
    parser.add_argument("--strict", action="store_true", help="exit status 1 when one is missed")
    asked = parser.parse_args()
    report = Report()
    wanted = set(asked.only or FIGURES)
    with log_aside():
        if "understanding" in wanted:
            understanding.measure(report)
        if "idle" in wanted:
            asyncio.run(idle.start(report))
            asyncio.run(idle.memory(report))
        if "mail" in wanted:
            mail.measure_reading(report, rounds=asked.rounds)
            with mail_rivals.installed() as rivals:
                asyncio.run(mail.measure_sending(report, rivals, rounds=asked.rounds))
                for kind in asked.database or worlds.KINDS:
                    beside = rivals if kind == "sqlite" else None
                    _mail_taken(kind, report, beside, rounds=min(3, asked.rounds))
        if "documents" in wanted:
            asyncio.run(documents.measure(report, rounds=asked.rounds))
        if "flood" in wanted:
            with worlds.filled("sqlite", open_each=3) as url:
                asyncio.run(flood.measure(url, report, rate=asked.offered))
        for kind in asked.database or worlds.KINDS:
            _on(kind, wanted, report, slack.Effort(asked.rounds, asked.seconds))
    return 1 if asked.strict and report.missed else 0


def _on(kind: str, wanted: Collection[str], report: Report, effort: slack.Effort) -> None:
    if "commands" in wanted or "mentions" in wanted:
        with worlds.filled(kind, open_each=3) as url:
            if "commands" in wanted:
                asyncio.run(slack.commands(kind, url, report, effort))
            if "mentions" in wanted:
                asyncio.run(slack.mentions(kind, url, report, effort))
    if "documents" in wanted and kind == "sqlite":
        with worlds.filled(kind, open_each=3) as url:
            asyncio.run(documents.beside(url, report, effort))
    if "lists" in wanted:
        with lists.filled(kind, report) as url:
            lists.measure(kind, url, report, effort)
    if "payments" in wanted:
        with worlds.filled(kind, open_each=0) as url:
            asyncio.run(payments.measure(kind, url, report, rounds=effort.rounds))
    if "notices" in wanted:
        with worlds.filled(kind, open_each=0) as url:
            asyncio.run(notices.measure(kind, url, report, rounds=effort.rounds))
    if "backlog" in wanted:
        with worlds.empty(kind) as url:
            asyncio.run(backlog.measure(kind, url, report))
    if "audit" in wanted:
        audit.measure(kind, report)


def _mail_taken(
    kind: str, report: Report, rivals: mail_rivals.Rivals | None, *, rounds: int
) -> None:
    with worlds.empty(kind) as url:
        asyncio.run(mail.measure_taking(kind, url, report, rivals, rounds=rounds))


@contextmanager
def log_aside() -> Iterator[None]:
    """Write the log of every process into a file, kept only when something went wrong."""
    with tempfile.NamedTemporaryFile("w", prefix="bench-", suffix=".log", delete=False) as file:
        path = Path(file.name)
        try:
            with redirect_stderr(file):
                logs.configure(human=False)
                yield
        except BaseException:
            print(f"the log is in {path}", file=sys.stderr)
            raise
        path.unlink()


if __name__ == "__main__":
    sys.exit(main())
