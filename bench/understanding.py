"""How long it takes to understand a short message, against one regular expression over it."""

import re
import time
from collections.abc import Callable
from datetime import date
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


def measure(report: Report) -> None:
    """Print the median of many distinct messages, read one by one."""
    today = date(2026, 11, 22)
    ours, floor = [], []
    for step in range(ROUNDS):
        texts = [
            form.format(n=1000 + step * TURNS + turn) for turn in range(TURNS) for form in FORMS
        ]
        floor.append(_median(VERBS.findall, texts))
        ours.append(_median(lambda text: understand.read(text, today=today), texts))
    value = median(ours)
    ratio = value / median(floor)
    bound = Bound(100, most=True)
    report.add(Figure("understanding_short_message", value, "µs", "regex", ratio, bound))


def _median(read: Callable[[str], object], texts: list[str]) -> float:
    took = []
    for text in texts:
        began = time.perf_counter_ns()
        read(text)
        took.append((time.perf_counter_ns() - began) / 1000)
    return median(took)
