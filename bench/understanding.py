"""How long it takes to understand a short message, a hostile one, and many by strangers."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median

from assistant import understand
from bench.report import Bound, Figure, Report

FORMS = (
    "show my invoices",
    "what do i owe?",
    "pay invoice {n}",
    "pay {n} please",
    "yes",
    "no",
    "show invoice {n}",
    "invoices over {n} usd",
    "overdue invoices",
    "did my payment for {n} go through?",
    "pay 50.25 of invoice {n}",
    "hello, could you please show me my open invoices",
)
VERBS = re.compile(
    r"\b(?:show|list|pay|settle|cancel|stop|yes|ok|no|help|balance|owe|invoices?|bills?|overdue|open"
    r"|paid|history|status|refund|switch|account|over|under|since)\b"
)
ROUNDS = 7
TURNS = 60


HOSTILE = (
    *(
        "On ",
        "(",
        "[",
        "e\u0301",
        "\u0301",
        "pay ",
        "pay 123 ",
        "1 ",
        "1,",
        "4242 ",
        "DE89 ",
        "yes\n",
    ),
    *("password: ", "> ", "<", "&amp;", "12/", "invoices ", "what is my bill ", "'", "please "),
)
LONG = 20_000
CORPORA = os.environ.get("CORPORA") or Path(__file__).parents[2] / "shared" / "corpora"
UTTERANCES = Path(CORPORA) / "utterances.jsonl"


def measure(report: Report) -> None:
    """Short messages one by one, the slowest of the hostile, and rows a second by the command."""
    _short(report)
    _hostile(report)
    if UTTERANCES.exists():
        _many(report)
    else:
        print(f"understanding_rows: no labelled texts in {CORPORA}, name their folder in CORPORA")


def _short(report: Report) -> None:
    """Print the median and the 99th percentile of many distinct messages, read one by one."""
    today = date(2026, 11, 22)
    ours, floor, slowest = [], [], []
    for step in range(ROUNDS):
        texts = [
            form.format(n=1000 + step * TURNS + turn) for turn in range(TURNS) for form in FORMS
        ]
        floor.append(median(_took(VERBS.findall, texts)))
        took = sorted(_took(lambda text: understand.read(text, today=today), texts))
        ours.append(median(took))
        slowest.append(took[len(took) * 99 // 100])
    value = median(ours)
    ratio = value / median(floor)
    bound = Bound(60, most=True)
    report.add(Figure("understanding_short_message", value, "µs", "regex", ratio, bound))
    bound = Bound(1000, most=True)
    report.add(Figure("understanding_short_message_p99", median(slowest), "µs", bound=bound))


def _hostile(report: Report) -> None:
    """The slowest of texts made to be slow, masked and read as any other; the best of three."""
    today = date(2026, 11, 22)

    def read(text: str) -> object:
        return understand.read(understand.mask(text).text, today=today)

    texts = [piece * (LONG // len(piece)) for piece in HOSTILE]
    value = max(min(_took(read, [text] * 3)) for text in texts) / 1000
    bound = Bound(20, most=True)
    report.add(Figure("understanding_hostile_message", value, "ms", bound=bound))


def _many(report: Report) -> None:
    """Rows a second of ``assistant parse < utterances.jsonl``, the whole command counted."""
    run = [sys.executable, "-m", "assistant", "parse"]
    with UTTERANCES.open("rb") as rows, tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        subprocess.run(run, stdin=rows, stdout=said, check=True)
        took = time.perf_counter() - began
        said.seek(0)
        count = len([json.loads(line) for line in said])
    assert count == UTTERANCES.read_bytes().count(b"\n")
    value = count / took
    report.add(Figure("understanding_rows", value, "rows/s", bound=Bound(5000)))


def _took(read: Callable[[str], object], texts: list[str]) -> list[float]:
    took = []
    for text in texts:
        began = time.perf_counter_ns()
        read(text)
        took.append((time.perf_counter_ns() - began) / 1000)
    return took
